// The officer's entries as they are kept between two sittings. Only what a person typed or clicked: no key, no
// passphrase, nothing the delivery itself says again.

import type { Attestation, Confirmation } from '../worker/boundary.ts';
import type { PointVerdict, State } from './state.ts';

/** Moves when the meaning of a field does; others are not read. */
export const DRAFT_SCHEMA = 'yanshou-draft/1';

export interface Draft {
  schema: typeof DRAFT_SCHEMA;
  /** RFC 3339. */
  savedAt: string;
  /** SHA-256 of the profile's text: entries belong to the demands they answered. */
  profile: string;
  nonces: string[];
  /** The sample had been drawn. */
  drawn: boolean;
  inspector: string;
  verdicts: Record<string, Record<string, PointVerdict>>;
  seen: Record<string, true>;
  attestations: Record<string, Attestation>;
  confirmations: Record<string, Confirmation>;
}

/** What is worth keeping of the state. */
export function draftOf(state: State, savedAt: string): Draft {
  return {
    schema: DRAFT_SCHEMA,
    savedAt,
    profile: state.judgement?.profile.sha256 ?? '',
    nonces: state.nonces,
    drawn: state.sample !== null,
    inspector: state.inspector,
    verdicts: state.verdicts,
    seen: state.seen,
    attestations: state.attestations,
    confirmations: state.confirmations,
  };
}

/** Whether a person entered anything yet. */
export function worthKeeping(state: State): boolean {
  return state.sample !== null || state.inspector !== '' || state.nonces.some((nonce) => nonce !== '')
    || Object.values(state.attestations).some((one) => one.by !== '' || one.note !== '' || one.satisfied)
    || Object.values(state.confirmations).some((one) => one.by !== '' || one.note !== '' || one.accepted);
}

/** The bytes of a draft. */
export function encodeDraft(draft: Draft): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(draft));
}

/** A draft from its bytes; `null` when it is of another version. The bytes were authenticated when decrypted. */
export function decodeDraft(bytes: Uint8Array): Draft | null {
  const draft = JSON.parse(new TextDecoder().decode(bytes)) as Draft;
  return draft.schema === DRAFT_SCHEMA ? draft : null;
}
