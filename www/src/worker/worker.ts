// The worker's script: one table of verbs over the core. The same script serves the desk, which holds the delivery,
// and the readers, which measure entries.

import { blobAccess, storedEnd, type BlobAccess } from './blob-source.ts';
import type { Picture } from './boundary.ts';
import { lockDown } from './lockdown.ts';
import { failureOf, type Answer, type Ask, type Reply, type Request, type Verb } from './protocol.ts';

/** The core's desk, as wasm-bindgen exports it; texts are JSON. */
interface Desk {
  overview(): string;
  text_tasks(): string;
  content_tasks(): string;
  add_facts(facts: string): void;
  judge(): string;
  tell_time(now: string): void;
  add_earlier(report: Uint8Array, signature: Uint8Array | undefined, sums: string, handedOver: string | undefined, certificate: string | undefined): void;
  commit(commitments: string): void;
  draw(nonces: string): string;
  population(): string;
  power(): string;
  log(): string;
  resume_log(lines: string): void;
  signing(by: string): void;
  picture(entry: number, page: number, maxEdge: number): Picture;
  record(record: string): string;
  add_original(name: string, bytes: Uint8Array): void;
  report(madeAt: string): Uint8Array;
  facts(): Uint8Array;
  sums(): string | undefined;
  findings_csv(): Uint8Array;
  free(): void;
}

interface Core {
  initSync(input: { module: WebAssembly.Module }): unknown;
  Desk: new (blob: BlobAccess, name: string, profile: string) => Desk;
  measure(blob: BlobAccess, entry: string, options: string, onBytes: (bytes: number) => void): string;
  create_identity(request: string, passphrase: string, random: Uint8Array): string;
  identity_summary(pem: string): string;
  sign(pem: string, passphrase: string, content: Uint8Array, seconds: number | bigint): Uint8Array;
  certificate_pem(pem: string, passphrase: string): string;
  check_signature(content: Uint8Array, signature: Uint8Array, certificate?: string): string;
  check_report(report: Uint8Array, signature?: Uint8Array, certificate?: string): string;
  sha256(bytes: Uint8Array): string;
  seal_draft(digest: string, nonce: Uint8Array, plain: Uint8Array): Uint8Array;
  open_draft(digest: string, sealed: Uint8Array): Uint8Array;
  profiles(): string;
  words(): string;
  redraw_script(): string;
  version(): string;
}

declare const wasm_bindgen: Core;

lockDown(globalThis);

const core = wasm_bindgen;
let held: Desk | null = null;

function desk(): Desk {
  if (held === null) throw new Error('no delivery is open');
  return held;
}

const parse = <T>(text: string): T => JSON.parse(text) as T;

/** The report and its signature; where the bytes are no report of ours (any more), what the signature says of them. */
function checkReport({ report, signature, certificate }: Ask<'checkReport'>): Answer<'checkReport'> {
  try {
    return parse(core.check_report(report, signature ?? undefined, certificate ?? undefined));
  } catch (thrown) {
    const refused = failureOf(thrown);
    if (signature === null || !refused.kind.startsWith('report.')) throw thrown;
    const check = parse<object>(core.check_signature(report, signature, certificate ?? undefined));
    return { report: null, signature: check, good: false, refused: refused.kind };
  }
}

type Verbs = { [V in Verb]: (ask: Ask<V>, progress: (bytes: number) => void) => Answer<V> };

const verbs: Verbs = {
  start: ({ module }) => {
    core.initSync({ module });
    return null;
  },
  about: () => ({ version: core.version(), profiles: parse(core.profiles()), words: parse(core.words()), redraw: core.redraw_script() }),
  open: ({ file, name, profile }) => {
    held?.free();
    held = null;
    held = new core.Desk(blobAccess(file), name, profile);
    return parse(held.overview());
  },
  addOriginal: ({ name, bytes }) => {
    desk().add_original(name, bytes);
    return null;
  },
  tellTime: ({ now }) => {
    desk().tell_time(now);
    return null;
  },
  addEarlier: ({ report, signature, sums, handedOver, certificate }) => {
    desk().add_earlier(report, signature ?? undefined, sums, handedOver ?? undefined, certificate ?? undefined);
    return null;
  },
  textTasks: () => parse(desk().text_tasks()),
  contentTasks: () => parse(desk().content_tasks()),
  measure: ({ file, entry, options }, progress) =>
    core.measure(blobAccess(file, storedEnd(parse(entry))), entry, options, progress),
  addFacts: ({ facts }) => {
    for (const one of facts) desk().add_facts(one);
    return null;
  },
  judge: () => parse(desk().judge()),
  commit: ({ commitments }) => {
    desk().commit(JSON.stringify(commitments));
    return null;
  },
  draw: ({ nonces }) => parse(desk().draw(JSON.stringify(nonces))),
  population: () => desk().population(),
  power: () => parse(desk().power()),
  log: () => parse(desk().log()),
  resumeLog: ({ lines }) => {
    desk().resume_log(JSON.stringify(lines));
    return null;
  },
  signing: ({ by }) => {
    desk().signing(by);
    return null;
  },
  picture: ({ entry, page, maxEdge }) => desk().picture(entry, page, maxEdge),
  record: ({ record }) => parse(desk().record(JSON.stringify(record))),
  report: ({ madeAt }) => desk().report(madeAt),
  lists: () => ({ sums: desk().sums() ?? null, findings: desk().findings_csv(), facts: desk().facts() }),
  createIdentity: ({ request, passphrase, random }) =>
    core.create_identity(JSON.stringify(request), passphrase, random),
  identitySummary: ({ pem }) => parse(core.identity_summary(pem)),
  sign: ({ pem, passphrase, content, seconds }) => core.sign(pem, passphrase, content, seconds),
  certificate: ({ pem, passphrase }) => core.certificate_pem(pem, passphrase),
  checkReport,
  sha256: ({ bytes }) => core.sha256(bytes),
  sealDraft: ({ digest, nonce, plain }) => core.seal_draft(digest, nonce, plain),
  openDraft: ({ digest, sealed }) => core.open_draft(digest, sealed),
};

// Telling each read apart would flood the page: bytes are gathered for this long.
const TELL_EVERY_MS = 120;

const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
};
scope.onmessage = (event) => {
  const { id, verb, ask } = event.data as Request;
  const say = (reply: Reply): void => scope.postMessage(reply);
  let gathered = 0;
  let told = performance.now();
  const tell = (): void => {
    if (gathered > 0) say({ id, type: 'progress', bytes: gathered });
    gathered = 0;
    told = performance.now();
  };
  try {
    const run = verbs[verb] as (ask: unknown, progress: (bytes: number) => void) => unknown;
    const answer = run(ask, (bytes) => {
      gathered += Number(bytes);
      if (performance.now() - told >= TELL_EVERY_MS) tell();
    });
    tell();
    say({ id, type: 'done', answer });
  } catch (thrown) {
    say({ id, type: 'failed', failure: failureOf(thrown) });
  }
};
