// One delivery from file to judgement: texts first, since catalogue and manifests say how the rest is measured.

import type { EarlierRound } from './earlier.ts';
import type { Change } from './state/reduce.ts';
import { dayOf } from './state/clock-text.ts';
import type { Engine } from './worker/engine.ts';
import { Pool, type Unmeasured } from './worker/pool.ts';
import type { Port } from './worker/port.ts';

// Ten screens a second are as smooth as a person needs; one a file would drown the page.
const SHOW_EVERY_MS = 100;

/** Measures a delivery at a desk; can be continued after files could not be read, and ended at any time. */
export class Measuring {
  readonly #desk: Port;
  readonly #file: File;
  readonly #change: (change: Change) => void;
  readonly #pool: Pool;
  readonly #measured = new Set<number>();
  #given = new Set<number>();
  #bytes = 0;
  #entries = 0;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(engine: Engine, desk: Port, file: File, change: (change: Change) => void) {
    this.#desk = desk;
    this.#file = file;
    this.#change = change;
    this.#pool = new Pool({
      reader: () => engine.worker(),
      readers: Math.max(1, navigator.hardwareConcurrency || 2),
      facts: async (json) => { await desk.ask('addFacts', { facts: [json] }); },
      bytes: (count) => { this.#bytes += count; },
      entry: () => { this.#entries += 1; },
    });
  }

  /** Opens the container; rejects when it cannot be opened, or original catalogue or earlier round cannot be used. */
  async open(profile: string, original: File | null, earlier: EarlierRound | null): Promise<void> {
    const overview = await this.#desk.ask('open', { file: this.#file, name: this.#file.name, profile });
    if (original !== null) {
      const bytes = new Uint8Array(await original.arrayBuffer());
      await this.#desk.ask('addOriginal', { name: original.name, bytes });
    }
    if (earlier !== null) await this.#desk.ask('addEarlier', earlier);
    this.#change({ type: 'opened', overview });
    this.#change({
      type: 'progress', progress: { phase: 'texts', entriesTotal: overview.files, bytesTotal: overview.promisedBytes },
    });
  }

  /** Measures what is not measured yet, then judges. Answers with what could not be measured; then nothing is judged. */
  async run(): Promise<Unmeasured[]> {
    this.#timer = setInterval(() => this.#tell(), SHOW_EVERY_MS);
    try {
      for (const phase of ['texts', 'contents'] as const) {
        this.#change({ type: 'progress', progress: { phase } });
        const tasks = await this.#desk.ask(phase === 'texts' ? 'textTasks' : 'contentTasks', null);
        for (const entry of tasks.entries) this.#given.add(entry.index);
        this.#change({ type: 'progress', progress: { entriesTotal: this.#given.size } });
        const todo = tasks.entries.filter((entry) => !this.#measured.has(entry.index));
        const missing = await this.#pool.measure(this.#file, { ...tasks, entries: todo });
        const lost = new Set(missing.map((one) => one.index));
        for (const entry of todo) if (!lost.has(entry.index)) this.#measured.add(entry.index);
        this.#tell();
        if (missing.length > 0) {
          this.#entries -= missing.length;
          return missing;
        }
      }
      this.#change({ type: 'progress', progress: { phase: 'judging' } });
      await this.#desk.ask('tellTime', { now: new Date().toISOString() });
      const judgement = await this.#desk.ask('judge', null);
      this.#pool.end();
      this.#change({ type: 'judged', judgement, today: dayOf(new Date()) });
      return [];
    } finally {
      if (this.#timer !== null) clearInterval(this.#timer);
    }
  }

  /** Ends all readers at once. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#pool.end();
  }

  #tell(): void {
    this.#change({
      type: 'progress', progress: { bytes: this.#bytes, entries: this.#entries, now: performance.now() },
    });
  }
}
