// What page and worker say to each other: numbered requests, each answered exactly once, with progress between.

import type {
  CertificateFacts, CoreWords, Decision, IdentityRequest, JudgementView, LogLine, OfficerRecord, Overview, Picture, Power,
  ProfileName, Sample, Tasks,
} from './boundary.ts';

/** Everything a worker can be asked: arguments and answer by verb. */
export interface Verbs {
  /** The compiled module; must be the first request. */
  start: [{ module: WebAssembly.Module }, null];
  about: [null, { version: string; profiles: ProfileName[]; words: CoreWords; redraw: string }];
  /** Reads the container's directory; `profile` is an id or the text of a profile. */
  open: [{ file: Blob; name: string; profile: string }, Overview];
  /** The client's own catalogue, to hold the delivery's against. */
  addOriginal: [{ name: string; bytes: Uint8Array }, null];
  /** The page's clock for the acts that follow, ISO 8601. */
  tellTime: [{ now: string }, null];
  /** The round before: its report, signature and `SHA256SUMS`, and the day this delivery came. */
  addEarlier: [{ report: Uint8Array; signature: Uint8Array | null; sums: string; handedOver: string | null; certificate: string | null }, null];
  /** Manifests and tables; their facts must be added before `contentTasks` is asked. */
  textTasks: [null, Tasks];
  contentTasks: [null, Tasks];
  /** Measures one entry; the answer is the facts as JSON text, to be passed on as it is. */
  measure: [{ file: Blob; entry: string; options: string }, string];
  addFacts: [{ facts: string[] }, null];
  judge: [null, JudgementView];
  /** SHA-256 of each party's nonce. */
  commit: [{ commitments: string[] }, null];
  draw: [{ nonces: string[] }, Sample];
  /** The list that is drawn from, `population.tsv`. */
  population: [null, string];
  power: [null, Power | null];
  log: [null, LogLine[]];
  /** Continues a log that was kept; rejects when it is not whole. */
  resumeLog: [{ lines: LogLine[] }, null];
  /** Says in the log who is about to sign. */
  signing: [{ by: string }, null];
  picture: [{ entry: number; page: number; maxEdge: number }, Picture];
  record: [{ record: OfficerRecord }, Decision];
  /** Canonical bytes of the report; the ones that are signed. */
  report: [{ madeAt: string }, Uint8Array];
  /** The lists that go with a report. */
  lists: [null, { sums: string | null; findings: Uint8Array; facts: Uint8Array }];
  createIdentity: [{ request: IdentityRequest; passphrase: string; random: Uint8Array }, string];
  identitySummary: [{ pem: string }, CertificateFacts];
  sign: [{ pem: string; passphrase: string; content: Uint8Array; seconds: number }, Uint8Array];
  certificate: [{ pem: string; passphrase: string }, string];
  checkReport: [{ report: Uint8Array; signature: Uint8Array | null; certificate: string | null }, unknown];
  sha256: [{ bytes: Uint8Array }, string];
  sealDraft: [{ digest: string; nonce: Uint8Array; plain: Uint8Array }, Uint8Array];
  openDraft: [{ digest: string; sealed: Uint8Array }, Uint8Array];
}

export type Verb = keyof Verbs;
export type Ask<V extends Verb> = Verbs[V][0];
export type Answer<V extends Verb> = Verbs[V][1];

/** Our own inability, as it crosses: what the core or the browser said, with its kind where it names one. */
export interface Failure {
  /** `died` and `cancelled` are ours; others are names the core or the browser gives (`NotReadableError` …). */
  kind: string;
  detail: string;
}

export interface Request {
  id: number;
  verb: Verb;
  ask: unknown;
}

export type Reply =
  | { id: number; type: 'done'; answer: unknown }
  | { id: number; type: 'failed'; failure: Failure }
  | { id: number; type: 'progress'; bytes: number };

/** A failure as an exception, so that `await` carries it. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.kind}: ${failure.detail}`);
    this.name = 'Failed';
    this.failure = failure;
  }
}

/** Whatever was thrown, as a failure. The core throws `{code, message}`; browsers throw errors with a name. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failed) return thrown.failure;
  if (thrown instanceof Error) return { kind: thrown.name, detail: thrown.message };
  if (typeof thrown === 'object' && thrown !== null) {
    const { code, message } = thrown as { code?: unknown; message?: unknown };
    if (typeof code === 'string') return { kind: code, detail: String(message ?? '') };
  }
  return { kind: 'unknown', detail: String(thrown) };
}
