// Measures many entries in several workers at once. A worker that dies costs its entry one retry in a fresh worker;
// an entry that fails twice is reported, never dropped: a delivery with an unmeasured entry is not judged.

import type { Entry, Tasks } from './boundary.ts';
import type { Port } from './port.ts';
import { failureOf, type Failure } from './protocol.ts';

/** An entry we could not measure: our inability, not the delivery's fault. */
export interface Unmeasured {
  index: number;
  path: string;
  failure: Failure;
}

/** What the pool needs from outside. */
export interface PoolSurroundings {
  /** A started worker. */
  reader(): Promise<Port>;
  /** How many at once. */
  readers: number;
  /** Takes the facts of one entry; awaited before the pool counts it as done. */
  facts(json: string): Promise<void>;
  /** Told bytes read since it was told last. */
  bytes(count: number): void;
  /** Told each time an entry is done or given up. */
  entry(): void;
}

const TRIES = 2;

/** Biggest first, so that no worker is left alone with a big one at the end; then by place in the container. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => b.size - a.size || a.headerOffset - b.headerOffset);
}

/** A pool whose workers outlive one batch, so that text and content tasks share them. */
export class Pool {
  readonly #around: PoolSurroundings;
  readonly #ports = new Set<Port>();
  #idle: Port[] = [];
  #cancelled = false;

  constructor(around: PoolSurroundings) {
    this.#around = around;
  }

  /** Measures all; answers with what could not be measured. Rejects only when cancelled. */
  async measure(file: Blob, tasks: Tasks): Promise<Unmeasured[]> {
    const queue = inOrder(tasks.entries);
    const options = JSON.stringify(tasks.options);
    const unmeasured: Unmeasured[] = [];
    const lanes = Math.max(1, Math.min(this.#around.readers, queue.length));
    await Promise.all(Array.from({ length: lanes }, async () => {
      for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
        const failure = await this.#one(file, entry, options);
        this.#refuseIfCancelled();
        if (failure !== null) unmeasured.push({ index: entry.index, path: entry.path, failure });
        this.#around.entry();
      }
    }));
    return unmeasured.sort((a, b) => a.index - b.index);
  }

  /** Ends every worker at once. */
  end(): void {
    this.#cancelled = true;
    for (const port of this.#ports) port.end();
    this.#ports.clear();
    this.#idle = [];
  }

  async #one(file: Blob, entry: Entry, options: string): Promise<Failure | null> {
    let failure: Failure | null = null;
    const json = JSON.stringify(entry);
    for (let tried = 0; tried < TRIES; tried += 1) {
      this.#refuseIfCancelled();
      let told = 0;
      let port: Port | undefined;
      try {
        port = await this.#take();
        const facts = await port.ask('measure', { file, entry: json, options }, (bytes) => {
          told += bytes;
          this.#around.bytes(bytes);
        });
        this.#give(port);
        await this.#around.facts(facts);
        return null;
      } catch (thrown) {
        failure = failureOf(thrown);
        // A second try reads the same bytes again: take back what was counted.
        this.#around.bytes(-told);
        // A worker whose core trapped is poisoned: its memory is in no known state.
        if (port !== undefined) this.#drop(port);
      }
    }
    return failure;
  }

  async #take(): Promise<Port> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const port = await this.#around.reader();
    if (this.#cancelled) port.end();
    this.#ports.add(port);
    return port;
  }

  #give(port: Port): void {
    this.#idle.push(port);
  }

  #drop(port: Port): void {
    port.end();
    this.#ports.delete(port);
    this.#idle = this.#idle.filter((idle) => idle !== port);
  }

  #refuseIfCancelled(): void {
    if (this.#cancelled) throw new Error('cancelled');
  }
}
