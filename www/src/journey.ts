// The deeds behind the screens: what needs a file, a worker, a clock or the browser's storage. Holds what must not be
// in the state: the file, the workers, the encrypted identity.

import { Measuring } from './measuring.ts';
import { Pictures } from './pictures.ts';
import { createIdentity, prepare, random, readIdentity, sign } from './signing.ts';
import { toldApart, type EarlierRound } from './earlier.ts';
import type { Checked, Deeds, Outcome } from './state/deeds.ts';
import { Autosave } from './state/autosave.ts';
import { recordOf } from './state/inspection.ts';
import type { Draft } from './state/draft.ts';
import type { Change } from './state/reduce.ts';
import { Shelf } from './state/shelf.ts';
import type { State, TroubleKind } from './state/state.ts';
import { askedFor, troubleOf } from './state/trouble.ts';
import type { Report } from './worker/boundary.ts';
import { Engine } from './worker/engine.ts';
import type { Port } from './worker/port.ts';
import { Failed, type Answer, type Ask, type Verb } from './worker/protocol.ts';

// Longest edge asked of pictures the core decodes: 600 dpi A4 stays sharp, and the pixels stay below 140 MB.
const LONGEST_EDGE = 6000;

/** What the journey needs from whoever owns the state. */
export interface Surroundings {
  state(): State;
  change(change: Change): void;
  outcome(outcome: Outcome | null): void;
  checked(checked: Checked): void;
  identity(pem: string | null, fresh: boolean): void;
}

export class Journey implements Deeds {
  readonly #around: Surroundings;
  #engine: Engine | null = null;
  #clerk: Port | null = null;
  #desk: Port | null = null;
  #measuring: Measuring | null = null;
  #pictures: Pictures | null = null;
  #autosave: Autosave | null = null;
  #file: File | null = null;
  #original: File | null = null;
  #earlier: Partial<EarlierRound> | null = null;
  #outcome: Outcome | null = null;
  #pem: string | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Inflates and compiles the core; the page is usable after it. */
  async start(): Promise<void> {
    try {
      this.#engine = await Engine.fromPage();
      this.#clerk = await this.#engine.worker();
      this.#around.change({ type: 'coreReady', core: await this.#clerk.ask('about', null) });
    } catch (thrown) {
      this.#fail('start', '', thrown);
      return;
    }
    try {
      this.#autosave = new Autosave({
        shelf: await Shelf.open(),
        port: () => this.#clerk,
        random,
        now: () => Date.now(),
        keeping: (kept) => this.#around.change({ type: 'kept', kept }),
      });
    } catch {
      // A browser that keeps nothing is no failure of the work: the findings screen says so.
      this.#around.change({ type: 'kept', kept: 'no' });
    }
  }

  /** Takes notice of every new state. */
  watch(state: State): void {
    this.#autosave?.watch(state);
    if (state.sealed === null && state.decision === null && this.#outcome !== null) this.#setOutcome(null);
  }

  /** Writes what is due; for the moment the page is left. */
  flush(): void {
    void this.#autosave?.flush();
  }

  openDelivery(file: File): void {
    void this.#open(file);
  }

  giveOriginal(file: File | null): void {
    this.#original = file;
    this.#around.change({ type: 'original', name: file?.name ?? null });
  }

  giveEarlier(files: File[] | null): void {
    if (files === null) {
      this.#earlier = null;
      return this.#around.change({ type: 'earlier', earlier: null });
    }
    void this.#withClerk('earlier', async () => {
      const { round, names } = await toldApart(files);
      this.#earlier = { ...this.#earlier, ...round };
      const before = this.#around.state().earlier ?? { report: null, signature: null, sums: null, certificate: null };
      this.#around.change({ type: 'earlier', earlier: { ...before, ...names } });
    }, files.map((file) => file.name).join(', '));
  }

  cancel(): void {
    this.#endWork();
    this.#around.change({ type: 'cancelled' });
  }

  again(): void {
    if (this.#file === null) return;
    const measuring = this.#measuring;
    this.#around.change({ type: 'trouble', trouble: null });
    if (measuring !== null && this.#around.state().missing.length > 0) {
      this.#around.change({ type: 'unmeasured', missing: [] });
      void this.#measure(measuring, this.#file);
    } else {
      void this.#open(this.#file);
    }
  }

  commit(): void {
    const commitments = this.#around.state().commitments.map((one) => one.trim().toLowerCase());
    void this.#do('commit', async (desk) => {
      await this.#act(desk, 'commit', { commitments });
      this.#around.change({ type: 'committed' });
      await this.#tellLog(desk);
    });
  }

  newNonce(): string {
    return [...random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  async digestOf(text: string): Promise<string> {
    const clerk = this.#clerk;
    return clerk === null ? '' : clerk.ask('sha256', { bytes: new TextEncoder().encode(text) });
  }

  draw(): void {
    void this.#do('draw', async (desk) => {
      await this.#draw(desk);
      await this.#tellLog(desk);
    });
  }

  async population(): Promise<string> {
    return this.#desk === null ? '' : this.#desk.ask('population', null);
  }

  picture(entry: number, page: number): ReturnType<Deeds['picture']> {
    return this.#pictures === null
      ? Promise.reject(new Failed({ kind: 'closed', detail: '' }))
      : this.#pictures.show(entry, page);
  }

  decide(): void {
    void this.#do('record', async (desk) => {
      const record = recordOf(this.#around.state());
      const decision = await this.#act(desk, 'record', { record });
      this.#setOutcome(null);
      this.#around.change({ type: 'decided', decision, recorded: record });
      await this.#tellLog(desk);
    });
  }

  prepare(): void {
    if (this.#outcome !== null) return;
    void this.#do('report', async (desk) => {
      const { outcome, madeAt } = await prepare(desk);
      this.#setOutcome(outcome);
      this.#around.change({ type: 'sealed', madeAt, signed: false });
    });
  }

  async createIdentity(name: string, organisation: string, passphrase: string, again: string): Promise<void> {
    const kind = identityLacks(name, organisation, passphrase, again);
    if (kind !== null) return this.#around.change({ type: 'trouble', trouble: askedFor(kind) });
    await this.#withClerk('unexpected', async (clerk) => {
      const pem = await createIdentity(clerk, name.trim(), organisation.trim(), passphrase);
      this.#pem = pem;
      this.#around.identity(pem, true);
      this.#around.change({ type: 'signer', signer: { commonName: name.trim(), organisation: organisation.trim() } });
    });
  }

  openIdentity(file: File): void {
    void this.#withClerk('identityUnreadable', async (clerk) => {
      const pem = await file.text();
      const signer = await readIdentity(clerk, pem);
      this.#pem = pem;
      this.#around.identity(pem, false);
      this.#around.change({ type: 'signer', signer });
    }, file.name);
  }

  forgetIdentity(): void {
    this.#pem = null;
    this.#around.identity(null, false);
    this.#around.change({ type: 'signer', signer: null });
  }

  async sign(passphrase: string): Promise<void> {
    const pem = this.#pem;
    if (pem === null) return this.#around.change({ type: 'trouble', trouble: askedFor('identityMissing') });
    if (passphrase === '') return this.#around.change({ type: 'trouble', trouble: askedFor('passphraseEmpty') });
    this.#around.change({ type: 'trouble', trouble: null });
    await this.#do('report', async (desk) => {
      await this.#act(desk, 'signing', { by: this.#around.state().signer?.commonName ?? '' });
      await this.#tellLog(desk);
      const { outcome, madeAt } = await prepare(desk);
      await this.#withClerk('sign', async (clerk) => {
        this.#setOutcome(await sign(clerk, outcome, pem, passphrase));
        this.#around.change({ type: 'sealed', madeAt, signed: true });
      });
    });
  }

  checkFiles(files: File[]): void {
    void this.#withClerk('check', async (clerk) => {
      const named = (...ends: string[]): File | undefined =>
        files.find((file) => ends.some((end) => file.name.toLowerCase().endsWith(end)));
      const report = named('.json');
      if (report === undefined) return this.#around.change({ type: 'trouble', trouble: askedFor('checkNothing') });
      const bytes = async (file: File | undefined): Promise<Uint8Array | null> =>
        file === undefined ? null : new Uint8Array(await file.arrayBuffer());
      const content = await bytes(report);
      const result = await clerk.ask('checkReport', {
        report: content ?? new Uint8Array(),
        signature: await bytes(named('.p7s')),
        certificate: (await named('.pem', '.crt', '.cer')?.text()) ?? null,
      });
      const names = files.map((file) => file.name);
      this.#around.checked({ names, result, sha256: await clerk.ask('sha256', { bytes: content ?? new Uint8Array() }), read: readReport(content) });
      this.#around.change({ type: 'show', screen: 'check' });
    }, files.map((file) => file.name).join(', '));
  }

  async #open(file: File): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    const earlier = this.#earlierRound();
    if (earlier === 'incomplete') return this.#around.change({ type: 'trouble', trouble: askedFor('earlierIncomplete') });
    await this.#autosave?.flush();
    this.#endWork();
    this.#file = file;
    this.#around.change({ type: 'measuring', now: performance.now() });
    let measuring: Measuring | null = null;
    try {
      const desk = await engine.worker();
      this.#desk = desk;
      this.#pictures = new Pictures((entry, page) => desk.ask('picture', { entry, page, maxEdge: LONGEST_EDGE }));
      measuring = new Measuring(engine, desk, file, (change) => {
        if (this.#measuring === measuring) this.#around.change(change);
      });
      this.#measuring = measuring;
      await measuring.open(this.#around.state().profile, this.#original, earlier);
    } catch (thrown) {
      if (this.#measuring !== measuring) return;
      this.#endWork();
      this.#around.change({ type: 'cancelled' });
      this.#fail('open', file.name, thrown);
      return;
    }
    await this.#measure(measuring, file);
  }

  async #measure(measuring: Measuring, file: File): Promise<void> {
    try {
      const missing = await measuring.run();
      if (this.#measuring !== measuring) return;
      if (missing.length > 0) {
        this.#around.change({ type: 'unmeasured', missing });
        return;
      }
      await this.#restore();
    } catch (thrown) {
      if (this.#measuring !== measuring) return;
      this.#endWork();
      this.#around.change({ type: 'cancelled' });
      const trouble = troubleOf('judge', file.name, thrown);
      this.#around.change({ type: 'trouble', trouble: { ...trouble, retry: 'measure' } });
    }
  }

  /** Brings back what the officer had entered for this delivery. */
  async #restore(): Promise<void> {
    const judgement = this.#around.state().judgement;
    const digest = judgement?.digest?.sha256;
    if (digest === undefined || judgement === null || this.#autosave === null) {
      if (judgement !== null) this.#around.change({ type: 'kept', kept: 'no' });
      return;
    }
    const kept = await this.#autosave.find(digest, judgement.profile.sha256).catch(() => null);
    if (kept === null) return;
    this.#around.change({ type: 'restored', draft: kept.draft });
    if (kept.lost) this.#around.change({ type: 'draftLost' });
    await this.#do('draw', (desk) => this.#replay(desk, kept.draft));
    // The earlier round is not kept with the entries: without it the same delivery would be judged as a first round.
    if (kept.draft.round !== judgement.round) this.#around.change({ type: 'trouble', trouble: askedFor('roundDiffers') });
  }

  /** Does at a fresh desk what was done at the one before, and takes up its log. */
  async #replay(desk: Port, draft: Draft): Promise<void> {
    if (draft.committed) {
      await this.#act(desk, 'commit', { commitments: draft.commitments });
      this.#around.change({ type: 'committed' });
    }
    if (draft.drawn) await this.#draw(desk);
    // What was told once must not stand in the log as told again. Nothing rests on it: deciding tells everything.
    if (draft.recorded !== null) await this.#act(desk, 'record', { record: draft.recorded }).catch(() => undefined);
    if (draft.log.length > 0) await desk.ask('resumeLog', { lines: draft.log });
    await this.#tellLog(desk);
  }

  async #draw(desk: Port): Promise<void> {
    const nonces = this.#around.state().nonces.map((one) => one.trim()).filter((one) => one !== '');
    const sample = await this.#act(desk, 'draw', { nonces });
    this.#around.change({ type: 'drawn', sample, power: await desk.ask('power', null) });
  }

  /** Asks for something that goes into the log, and says what time it is before. */
  async #act<V extends Verb>(desk: Port, verb: V, ask: Ask<V>): Promise<Answer<V>> {
    await desk.ask('tellTime', { now: new Date().toISOString() });
    return desk.ask(verb, ask);
  }

  async #tellLog(desk: Port): Promise<void> {
    this.#around.change({ type: 'log', log: await desk.ask('log', null) });
  }

  #earlierRound(): EarlierRound | 'incomplete' | null {
    const given = this.#earlier;
    if (given === null) return null;
    const { report, sums, signature, certificate } = given;
    if (report === undefined || sums === undefined) return 'incomplete';
    const day = this.#around.state().handedOver;
    return { report, sums, signature: signature ?? null, certificate: certificate ?? null, handedOver: day === '' ? null : day };
  }

  async #do(kind: TroubleKind, deed: (desk: Port) => Promise<void>): Promise<void> {
    if (this.#desk === null) return;
    try {
      await deed(this.#desk);
    } catch (thrown) {
      this.#fail(kind, this.#file?.name ?? '', thrown);
    }
  }

  async #withClerk(kind: TroubleKind, deed: (clerk: Port) => Promise<void>, where = ''): Promise<void> {
    try {
      this.#around.change({ type: 'trouble', trouble: null });
      // A clerk that died holds nothing: a new one does as well.
      if (this.#clerk?.alive !== true) this.#clerk = (await this.#engine?.worker()) ?? null;
      if (this.#clerk !== null) await deed(this.#clerk);
    } catch (thrown) {
      this.#fail(kind, where, thrown);
    }
  }

  #fail(kind: TroubleKind, where: string, thrown: unknown): void {
    this.#around.change({ type: 'trouble', trouble: troubleOf(kind, where, thrown) });
  }

  #setOutcome(outcome: Outcome | null): void {
    this.#outcome = outcome;
    this.#around.outcome(outcome);
  }

  #endWork(): void {
    const measuring = this.#measuring;
    this.#measuring = null;
    measuring?.end();
    this.#desk?.end();
    this.#desk = null;
    this.#pictures?.release();
    this.#pictures = null;
    this.#setOutcome(null);
  }
}

function identityLacks(name: string, organisation: string, passphrase: string, again: string): TroubleKind | null {
  if (name.trim() === '' || organisation.trim() === '') return 'nameEmpty';
  if (passphrase === '') return 'passphraseEmpty';
  return passphrase === again ? null : 'passphrasesDiffer';
}

function readReport(content: Uint8Array | null): Report | null {
  try {
    const report = JSON.parse(new TextDecoder().decode(content ?? new Uint8Array())) as Report;
    return report.schema.startsWith('yanshou-report/') ? report : null;
  } catch {
    return null;
  }
}
