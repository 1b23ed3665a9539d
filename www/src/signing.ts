// Identities, signatures and the files that come out. Keys and passphrases pass through here to the worker; nothing of
// them is kept but the identity file itself, encrypted, in memory.

import { isoWithOffset } from './state/clock-text.ts';
import type { Signer } from './state/state.ts';
import type { Outcome } from './state/deeds.ts';
import type { Report } from './worker/boundary.ts';
import type { Port } from './worker/port.ts';
import { Failed } from './worker/protocol.ts';

// An identity outlives the projects it signs for: the clock of the machine and ten years.
const VALID_SECONDS = 10 * 365 * 86_400;
// How many random bytes the core asks for: salt, nonce, key and serial number.
const RANDOM_BYTES = 128;

/** Fresh random bytes; works without a secure context. */
export function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** A new identity file, encrypted under the passphrase. */
export function createIdentity(clerk: Port, commonName: string, organisation: string, passphrase: string): Promise<string> {
  // An hour back, so that a reader whose clock is a little behind does not refuse it.
  const notBefore = Math.floor(Date.now() / 1000) - 3600;
  const request = { commonName, organisation, notBefore, notAfter: notBefore + VALID_SECONDS };
  return clerk.ask('createIdentity', { request, passphrase, random: random(RANDOM_BYTES) });
}

/** Whose identity a file is; rejects when it is none. */
export async function readIdentity(clerk: Port, pem: string): Promise<Signer> {
  if (!pem.includes('PRIVATE KEY-----')) throw new Failed({ kind: 'identity.keyMissing', detail: '' });
  const { subject } = await clerk.ask('identitySummary', { pem });
  return { commonName: subject.commonName ?? '', organisation: subject.organisation ?? '' };
}

/** The report's bytes and the lists that go with them, unsigned. */
export async function prepare(desk: Port): Promise<{ outcome: Outcome; madeAt: string }> {
  const madeAt = isoWithOffset(new Date());
  const report = await desk.ask('report', { madeAt });
  const { sums, findings } = await desk.ask('lists', null);
  const read = JSON.parse(new TextDecoder().decode(report)) as Report;
  return { madeAt, outcome: { report, read, sha256: await desk.ask('sha256', { bytes: report }), signature: null, certificate: null, findings, sums } };
}

/** Signs an outcome; rejects on a wrong passphrase. */
export async function sign(clerk: Port, outcome: Outcome, pem: string, passphrase: string): Promise<Outcome> {
  const seconds = Math.floor(Date.now() / 1000);
  const signature = await clerk.ask('sign', { pem, passphrase, content: outcome.report, seconds });
  const certificate = await clerk.ask('certificate', { pem, passphrase });
  return { ...outcome, signature, certificate };
}
