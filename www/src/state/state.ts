// The one state of the page. Serialisable: no files, no keys, no passphrases; those stay with the journey.

import type {
  Attestation, Confirmation, CoreWords, Decision, JudgementView, LogLine, OfficerRecord, Opinion, Overview, PageName, People,
  Power, ProfileName, Sample, TargetedPick, Waiver,
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

/** Whether the browser keeps the entries: all of them, not yet the newest, or it cannot. */
export type Kept = 'yes' | 'due' | 'no';

/** What could not be done; the sentences stand in `words`. */
export type TroubleKind =
  | 'start' | 'worker' | 'file' | 'open' | 'unmeasured' | 'judge' | 'draw' | 'picture' | 'record' | 'report'
  | 'passphraseEmpty' | 'passphrasesDiffer' | 'passphraseWrong' | 'passphraseShort' | 'nameEmpty' | 'nameRefused' | 'identityUnreadable' | 'identityMissing'
  | 'earlier' | 'earlierIncomplete' | 'roundDiffers' | 'notADate' | 'drawFrozen' | 'drawCommitted' | 'commit' | 'logBroken'
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

/** What somebody said of one point of one unit. All of it is kept; the last of each opinion counts. */
export interface Said {
  unit: string;
  point: string;
  passed: boolean;
  /** The profile's word for the defect; may be empty. */
  defect: string;
  /** The pages that fail; none: all of the unit. */
  pages: PageName[];
  note: string;
  /** RFC 3339, UTC. */
  time: string;
  /** Empty: the inspector of the whole. */
  by: string;
  opinion: Opinion;
}

/** How a page came before somebody's eyes. */
export interface SeenPage {
  /** Screen pixels for 1000 of the picture's own, at the largest so far; 0: not shown here. */
  scale: number;
  /** Somebody looked at it elsewhere and says so. */
  declared: boolean;
}

/** The earlier round as it was chosen: names of the files, nothing where one is not there yet. */
export interface EarlierChoice {
  report: string | null;
  signature: string | null;
  sums: string | null;
  certificate: string | null;
}

export const NOBODY: People = { client: '', reviewer: '', approver: '', contractor: '', representative: '' };

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
  core: { version: string; profiles: ProfileName[]; words: CoreWords; redraw: string } | null;
  /** Id of a built-in profile, or the text of an own one. */
  profile: string;
  /** Name of the own profile's file. */
  profileFile: string | null;
  /** Name of the client's own catalogue, where one was given. */
  original: string | null;
  /** The report, signature and list of the round before, where one was given. */
  earlier: EarlierChoice | null;
  /** Day on which this delivery was handed over, for the deadline of the round before. */
  handedOver: string;
  overview: Overview | null;
  progress: Progress | null;
  missing: Missing[];
  judgement: JudgementView | null;
  /** When the officer's entries of an earlier session were brought back: its time, RFC 3339. */
  restoredFrom: string | null;
  /** Whether entries are kept; `null` before there are any. */
  kept: Kept | null;
  /** What was kept of these entries could not be read and is gone. */
  draftLost: boolean;
  /** SHA-256 of each party's nonce, said before the nonces; empty where one party draws. */
  commitments: string[];
  /** The commitments were given to the core and stand. */
  committed: boolean;
  nonces: string[];
  sample: Sample | null;
  power: Power | null;
  people: People;
  inspector: string;
  /** Who gives verdicts as second opinions now; empty: nobody. */
  second: string;
  /** Everything that was said, oldest first. */
  verdicts: Said[];
  /** Pages that came before somebody's eyes, by `pageKey`. */
  seen: Record<string, SeenPage>;
  /** Units to be looked at beside the sample, those of the earlier round's defects left out: they come by themselves. */
  targeted: TargetedPick[];
  waivers: Waiver[];
  /** Last day for the contractor to deliver again, where it has to. */
  deadline: string;
  attestations: Record<string, Attestation>;
  confirmations: Record<string, Confirmation>;
  decision: Decision | null;
  /** What the core was last told, so that a reload tells it the same. */
  recorded: OfficerRecord | null;
  /** The core's log of acts. */
  log: LogLine[];
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
    earlier: null,
    handedOver: '',
    overview: null,
    progress: null,
    missing: [],
    judgement: null,
    restoredFrom: null,
    kept: null,
    draftLost: false,
    commitments: [],
    committed: false,
    nonces: [''],
    sample: null,
    power: null,
    people: NOBODY,
    inspector: '',
    second: '',
    verdicts: [],
    seen: {},
    targeted: [],
    waivers: [],
    deadline: '',
    attestations: {},
    confirmations: {},
    decision: null,
    recorded: null,
    log: [],
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
