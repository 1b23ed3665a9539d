import { describe, expect, it } from 'vitest';

import type { Entry, Tasks } from '../src/worker/boundary.ts';
import { inOrder, Pool } from '../src/worker/pool.ts';
import { Port, type WorkerLike } from '../src/worker/port.ts';
import { Failed, failureOf, type Reply, type Request } from '../src/worker/protocol.ts';

/** A worker that answers as the test says. */
class Puppet implements WorkerLike {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  terminated = false;
  readonly asked: Request[] = [];
  readonly #answer: (request: Request, puppet: Puppet) => void;

  constructor(answer: (request: Request, puppet: Puppet) => void = () => undefined) {
    this.#answer = answer;
  }

  postMessage(message: unknown): void {
    this.asked.push(message as Request);
    queueMicrotask(() => this.#answer(message as Request, this));
  }

  say(reply: Reply): void {
    this.onmessage?.({ data: reply } as MessageEvent);
  }

  terminate(): void {
    this.terminated = true;
  }
}

const kindOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(() => 'done', (thrown: unknown) => failureOf(thrown).kind);

describe('a port settles every request', () => {
  it('with the answer of the same number, in any order', async () => {
    const puppet = new Puppet();
    const port = new Port(puppet);
    const first = port.ask('certificate', { pem: '1', passphrase: '' });
    const second = port.ask('certificate', { pem: '2', passphrase: '' });
    puppet.say({ id: 2, type: 'done', answer: 'two' });
    puppet.say({ id: 1, type: 'done', answer: 'one' });
    expect([await first, await second]).toEqual(['one', 'two']);
  });

  it('with a failure when the worker dies, and refuses from then on', async () => {
    const puppet = new Puppet();
    const port = new Port(puppet);
    const asked = kindOf(port.ask('judge', null));
    puppet.onerror?.({ message: 'boom' } as ErrorEvent);
    expect(await asked).toBe('died');
    expect(await kindOf(port.ask('judge', null))).toBe('died');
    expect(puppet.terminated).toBe(true);
  });

  it('with `cancelled` when it is ended', async () => {
    const port = new Port(new Puppet());
    const asked = kindOf(port.ask('judge', null));
    port.end();
    expect(await asked).toBe('cancelled');
  });

  it('and takes no notice of an answer nobody waits for', () => {
    const puppet = new Puppet();
    expect(new Port(puppet).alive).toBe(true);
    expect(() => puppet.say({ id: 9, type: 'done', answer: null })).not.toThrow();
  });
});

describe('failures keep what was said', () => {
  it('reads code and message of what the core throws', () => {
    expect(failureOf({ code: 'identity.wrongPassphrase', message: 'm' })).toEqual({ kind: 'identity.wrongPassphrase', detail: 'm' });
    expect(failureOf({ code: 7 }).kind).toBe('unknown');
  });
  it('keeps the browser\'s name and plain text', () => {
    expect(failureOf(new TypeError('t'))).toEqual({ kind: 'TypeError', detail: 't' });
    expect(failureOf('plain')).toEqual({ kind: 'unknown', detail: 'plain' });
    expect(failureOf(new Failed({ kind: 'k', detail: 'd' }))).toEqual({ kind: 'k', detail: 'd' });
  });
});

const entry = (index: number, size: number): Entry =>
  ({ index, path: `${index}.tif`, size, headerOffset: index }) as Entry;

function pool(answer: (request: Request, puppet: Puppet) => void, readers = 2) {
  const seen = { facts: [] as string[], bytes: 0, entries: 0, made: 0 };
  return {
    seen,
    pool: new Pool({
      reader: () => { seen.made += 1; return Promise.resolve(new Port(new Puppet(answer))); },
      readers,
      facts: (json) => { seen.facts.push(json); return Promise.resolve(); },
      bytes: (count) => { seen.bytes += count; },
      entry: () => { seen.entries += 1; },
    }),
  };
}

const indexOf = (request: Request): number => (JSON.parse((request.ask as { entry: string }).entry) as Entry).index;
const sound = (request: Request, puppet: Puppet): void => {
  puppet.say({ id: request.id, type: 'progress', bytes: 10 });
  puppet.say({ id: request.id, type: 'done', answer: `facts ${indexOf(request)}` });
};
const file = new Blob(['x']);
const tasks = { options: {}, entries: [entry(0, 1), entry(1, 5), entry(2, 3)] } as unknown as Tasks;

describe('the pool', () => {
  it('takes big entries first', () => {
    expect(inOrder(tasks.entries).map((one) => one.index)).toEqual([1, 2, 0]);
  });

  it('measures every entry once and adds its facts', async () => {
    const { pool: made, seen } = pool(sound);
    expect(await made.measure(file, tasks)).toEqual([]);
    expect([...seen.facts].sort()).toEqual(['facts 0', 'facts 1', 'facts 2']);
    expect([seen.bytes, seen.entries, seen.made]).toEqual([30, 3, 2]);
  });

  it('gives an entry whose reader died one more try in a fresh one, counting its bytes once', async () => {
    let deaths = 0;
    const { pool: made, seen } = pool((request, puppet) => {
      if (indexOf(request) === 2 && deaths === 0) {
        deaths += 1;
        puppet.say({ id: request.id, type: 'progress', bytes: 7 });
        puppet.onerror?.({ message: 'boom' } as ErrorEvent);
      } else sound(request, puppet);
    });
    expect(await made.measure(file, tasks)).toEqual([]);
    expect([seen.bytes, seen.facts.length, seen.made]).toEqual([30, 3, 3]);
  });

  it('reports an entry that fails twice, and measures all others', async () => {
    const { pool: made, seen } = pool((request, puppet) => {
      if (indexOf(request) === 1) puppet.onerror?.({ message: 'boom' } as ErrorEvent);
      else sound(request, puppet);
    });
    expect(await made.measure(file, tasks)).toEqual([{ index: 1, path: '1.tif', failure: { kind: 'died', detail: 'boom' } }]);
    expect(seen.facts.length).toBe(2);
    expect(seen.entries).toBe(3);
  });

  it('stops at once when ended', async () => {
    const { pool: made } = pool(() => undefined);
    const measuring = kindOf(made.measure(file, tasks));
    await Promise.resolve();
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    made.end();
    expect(await measuring).toBe('Error');
  });
});
