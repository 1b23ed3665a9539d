// The officer's entries as they are kept between two sittings. Only what a person typed or clicked: no key, no
// passphrase, nothing the delivery itself says again.

import type { Attestation, Confirmation, LogLine, OfficerRecord, People, TargetedPick, Waiver } from '../worker/boundary.ts';
import { NOBODY, type Said, type SeenPage, type State } from './state.ts';

/** Moves when the meaning of a field does. */
export const DRAFT_SCHEMA = 'yanshou-draft/2';
/** The version before: verdicts there name no person and pages no scale, so only names, nonces and words are taken from it. */
const BEFORE = 'yanshou-draft/1';

export interface Draft {
  schema: typeof DRAFT_SCHEMA;
  /** RFC 3339. */
  savedAt: string;
  /** SHA-256 of the profile's text: entries belong to the demands they answered. */
  profile: string;
  /** Which round of the delivery it was entered for. */
  round: number;
  commitments: string[];
  /** The commitments stood. */
  committed: boolean;
  nonces: string[];
  /** The sample had been drawn. */
  drawn: boolean;
  people: People;
  inspector: string;
  second: string;
  verdicts: Said[];
  seen: Record<string, SeenPage>;
  targeted: TargetedPick[];
  waivers: Waiver[];
  deadline: string;
  recorded: OfficerRecord | null;
  log: LogLine[];
  attestations: Record<string, Attestation>;
  confirmations: Record<string, Confirmation>;
}

/** What is worth keeping of the state. */
export function draftOf(state: State, savedAt: string): Draft {
  return {
    schema: DRAFT_SCHEMA,
    savedAt,
    profile: state.judgement?.profile.sha256 ?? '',
    round: state.judgement?.round ?? 1,
    commitments: state.commitments,
    committed: state.committed,
    nonces: state.nonces,
    drawn: state.sample !== null,
    people: state.people,
    inspector: state.inspector,
    second: state.second,
    targeted: state.targeted,
    waivers: state.waivers,
    deadline: state.deadline,
    recorded: state.recorded,
    log: state.log,
    verdicts: state.verdicts,
    seen: state.seen,
    attestations: state.attestations,
    confirmations: state.confirmations,
  };
}

/** Whether a person entered anything yet. */
export function worthKeeping(state: State): boolean {
  return state.sample !== null || state.waivers.length > 0 || Object.values(state.people).some((name) => name !== '')
    || state.commitments.some((one) => one !== '') || state.inspector !== '' || state.nonces.some((nonce) => nonce !== '')
    || Object.values(state.attestations).some((one) => one.by !== '' || one.note !== '' || one.satisfied)
    || Object.values(state.confirmations).some((one) => one.by !== '' || one.note !== '' || one.accepted);
}

/** The bytes of a draft. */
export function encodeDraft(draft: Draft): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(draft));
}

/** A draft, and whether part of what was kept could not be read. */
export interface Decoded {
  draft: Draft;
  lost: boolean;
}

/** A draft from its bytes; `null` when nothing of it can be used. The bytes were authenticated when decrypted. */
export function decodeDraft(bytes: Uint8Array): Decoded | null {
  const read = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Draft> & { schema?: string };
  if (read.schema === DRAFT_SCHEMA) return { draft: read as Draft, lost: false };
  if (read.schema !== BEFORE) return null;
  const draft: Draft = {
    schema: DRAFT_SCHEMA, savedAt: read.savedAt ?? '', profile: read.profile ?? '', round: 1, commitments: [], committed: false,
    nonces: read.nonces ?? [''], drawn: read.drawn ?? false, people: NOBODY, inspector: read.inspector ?? '', second: '',
    verdicts: [], seen: {}, targeted: [], waivers: [], deadline: '', recorded: null, log: [],
    attestations: read.attestations ?? {}, confirmations: read.confirmations ?? {},
  };
  return { draft, lost: Object.keys((read as { verdicts?: object }).verdicts ?? {}).length > 0 };
}
