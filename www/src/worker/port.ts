// One worker, spoken to by numbered requests. Every request settles: answered, failed, or rejected when the worker
// dies or is ended. Nobody else sees `postMessage`.

import { Failed, type Answer, type Ask, type Failure, type Reply, type Request, type Verb } from './protocol.ts';

/** The part of `Worker` we use; tests give their own. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(failed: Failed): void;
  progress: ((bytes: number) => void) | undefined;
}

/** A worker and the requests it still owes. */
export class Port {
  readonly #worker: WorkerLike;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #ended: Failure | null = null;

  constructor(worker: WorkerLike) {
    this.#worker = worker;
    worker.onmessage = (event) => this.#settle(event.data as Reply);
    worker.onerror = (event) => this.end({ kind: 'died', detail: event.message || 'the worker stopped' });
    worker.onmessageerror = () => this.end({ kind: 'died', detail: 'a message could not be read' });
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.#ended === null;
  }

  /** Asks; rejects with `Failed`. `progress` is told bytes read since it was told last. */
  ask<V extends Verb>(verb: V, ask: Ask<V>, progress?: (bytes: number) => void): Promise<Answer<V>> {
    if (this.#ended !== null) return Promise.reject(new Failed(this.#ended));
    const id = this.#next++;
    return new Promise<Answer<V>>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, progress });
      try {
        this.#worker.postMessage({ id, verb, ask } satisfies Request);
      } catch (thrown) {
        this.#waiting.delete(id);
        reject(new Failed({ kind: 'unsendable', detail: String(thrown) }));
      }
    });
  }

  /** Ends the worker now; what it owes is rejected with `failure`. */
  end(failure: Failure = { kind: 'cancelled', detail: '' }): void {
    if (this.#ended !== null) return;
    this.#ended = failure;
    this.#worker.terminate();
    const owed = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of owed) waiting.reject(new Failed(failure));
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if (reply.type === 'progress') {
      waiting.progress?.(reply.bytes);
      return;
    }
    this.#waiting.delete(reply.id);
    if (reply.type === 'done') waiting.resolve(reply.answer);
    else waiting.reject(new Failed(reply.failure));
  }
}
