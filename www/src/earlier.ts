// The files of the round before, told apart by what is in them: people rename files, and three choices at once are easier
// than three dialogues.

import type { EarlierChoice } from './state/state.ts';

/** What the core takes of the round before. */
export interface EarlierRound {
  report: Uint8Array;
  signature: Uint8Array | null;
  sums: string;
  /** PEM: whose signature it must be. Without it the names are the signers' own word. */
  certificate: string | null;
  /** Day on which the delivery at hand was handed over. */
  handedOver: string | null;
}

/** A line of `SHA256SUMS`: it would not be one if a report or a signature began with it. */
const SUMS = /^[0-9a-f]{64} {2}\S/;

/** PEM, as `cert.pem` beside a signature has it; an identity file begins with its key. */
const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** Sorts the files; what is none of the four is left out. */
export async function toldApart(files: readonly File[]): Promise<{ round: Partial<EarlierRound>; names: Partial<EarlierChoice> }> {
  const round: Partial<EarlierRound> = {};
  const names: Partial<EarlierChoice> = {};
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const start = new TextDecoder().decode(bytes.subarray(0, 80));
    if (SUMS.test(start)) {
      round.sums = new TextDecoder().decode(bytes);
      names.sums = file.name;
    } else if (start.startsWith('{')) {
      round.report = bytes;
      names.report = file.name;
    } else if (start.startsWith(CERTIFICATE)) {
      round.certificate = new TextDecoder().decode(bytes);
      names.certificate = file.name;
    } else if (bytes[0] === 0x30) {
      // DER: a sequence
      round.signature = bytes;
      names.signature = file.name;
    }
  }
  return { round, names };
}
