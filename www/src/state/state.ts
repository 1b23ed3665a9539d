// The one state of the page. Serialisable: no files, no keys, no passphrases; those stay with the journey.

import type {
  Attestation, Confirmation, CoreWords, Decision, JudgementView, Overview, ProfileName, Sample,
} from '../worker/boundary.ts';
import type { Failure } from '../worker/protocol.ts';

/** How far the work has come. */
export const STAGES = ['empty', 'measuring', 'judged', 'inspecting', 'decided', 'sealed'] as const;
export type Stage = (typeof STAGES)[number];

/** What is shown; one screen a step, plus the one that checks a report. */
export const STEPS = [
  'open', 'measuring', 'findings', 'sample', 'inspection', 'attestations', 'decision', 'signing', 'report',
] as const;
export type Step = (typeof STEPS)[number];
export type Screen = Step | 'check';

export type Language = 'zh' | 'en';

/** What could not be done; the sentences stand in `words`. */
export type TroubleKind =
  | 'start' | 'worker' | 'file' | 'open' | 'unmeasured' | 'judge' | 'draw' | 'picture' | 'record' | 'report'
  | 'passphraseEmpty' | 'passphrasesDiffer' | 'passphraseWrong' | 'passphraseShort' | 'nameEmpty' | 'nameRefused' | 'identityUnreadable' | 'identityMissing'
  | 'original' | 'recordings' | 'profile' | 'drawDigest' | 'drawTwice' | 'drawNonce' | 'signExpired' | 'sign' | 'check' | 'checkForeign' | 'checkNothing' | 'autosave' | 'unexpected';

/** Our own inability, on its way to a person. */
export interface Trouble {
  kind: TroubleKind;
  /** What it is about: a file, an entry. */
  where: string;
  failure: Failure;
  /** What trying again means, where it can help. */
  retry: 'measure' | 'unmeasured' | null;
}

/** How far measuring is. Times in milliseconds of the page's clock. */
export interface Progress {
  phase: 'opening' | 'texts' | 'contents' | 'judging';
  entries: number;
  entriesTotal: number;
  bytes: number;
  bytesTotal: number;
  startedAt: number;
  now: number;
}

/** An entry nothing could be measured of. */
export interface Missing {
  index: number;
  path: string;
  failure: Failure;
}

/** One point's answer for one unit. */
export interface PointVerdict {
  passed: boolean;
  note: string;
  /** RFC 3339, UTC. */
  time: string;
}

/** Who signed; never the key. */
export interface Signer {
  commonName: string;
  organisation: string;
}

export interface State {
  language: Language;
  stage: Stage;
  screen: Screen;
  /** What the core can name: filled once it runs. */
  core: { version: string; profiles: ProfileName[]; words: CoreWords } | null;
  /** Id of a built-in profile, or the text of an own one. */
  profile: string;
  /** Name of the own profile's file. */
  profileFile: string | null;
  /** Name of the client's own catalogue, where one was given. */
  original: string | null;
  overview: Overview | null;
  progress: Progress | null;
  missing: Missing[];
  judgement: JudgementView | null;
  /** When the officer's entries of an earlier session were brought back: its time, RFC 3339. */
  restoredFrom: string | null;
  /** Whether entries are being kept; `null` before the first attempt. */
  saved: 'yes' | 'no' | null;
  nonces: string[];
  sample: Sample | null;
  inspector: string;
  /** Verdicts by archival code, then by point. */
  verdicts: Record<string, Record<string, PointVerdict>>;
  /** Pages that were decoded and displayed, by `pageKey`. */
  seen: Record<string, true>;
  attestations: Record<string, Attestation>;
  confirmations: Record<string, Confirmation>;
  decision: Decision | null;
  signer: Signer | null;
  sealed: { madeAt: string; signed: boolean } | null;
  trouble: Trouble | null;
}

/** The state before anything was done. */
export function emptyState(language: Language): State {
  return {
    language,
    stage: 'empty',
    screen: 'open',
    core: null,
    profile: '',
    profileFile: null,
    original: null,
    overview: null,
    progress: null,
    missing: [],
    judgement: null,
    restoredFrom: null,
    saved: null,
    nonces: [''],
    sample: null,
    inspector: '',
    verdicts: {},
    seen: {},
    attestations: {},
    confirmations: {},
    decision: null,
    signer: null,
    sealed: null,
    trouble: null,
  };
}

/** Name of one page of one entry in `State.seen`. */
export function pageKey(entry: number, page: number): string {
  return `${entry}:${page}`;
}

/** Whether the work has come at least so far. */
export function reached(state: State, stage: Stage): boolean {
  return STAGES.indexOf(state.stage) >= STAGES.indexOf(stage);
}

const OPENS: Record<Step, Stage> = {
  open: 'empty',
  measuring: 'measuring',
  findings: 'judged',
  sample: 'judged',
  inspection: 'inspecting',
  attestations: 'judged',
  decision: 'judged',
  signing: 'decided',
  report: 'decided',
};

/** Whether a step can be visited. While measuring, only its own screen. */
export function canVisit(state: State, step: Step): boolean {
  if (state.stage === 'measuring') return step === 'measuring';
  if (step === 'measuring') return false;
  return reached(state, OPENS[step]);
}
