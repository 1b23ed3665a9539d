import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { Autosave } from '../src/state/autosave.ts';
import { decodeDraft, draftOf, worthKeeping } from '../src/state/draft.ts';
import { reduce, type Change } from '../src/state/reduce.ts';
import { Shelf } from '../src/state/shelf.ts';
import { emptyState, type Kept, type State } from '../src/state/state.ts';
import type { Port } from '../src/worker/port.ts';
import { judgement, sample } from './made.ts';

/** Seals by putting the digest in front: opens only with the same one. */
const clerk = {
  ask(verb: string, ask: { digest: string; plain: Uint8Array; sealed: Uint8Array }): Promise<Uint8Array> {
    const head = new TextEncoder().encode(ask.digest);
    if (verb === 'sealDraft') return Promise.resolve(new Uint8Array([...head, ...ask.plain]));
    const same = head.every((byte, at) => ask.sealed[at] === byte);
    return same ? Promise.resolve(ask.sealed.slice(head.length)) : Promise.reject(new Error('another delivery'));
  },
} as unknown as Port;

function officer(digest: string): State {
  const made = { ...judgement(), digest: { sha256: digest, sm3: '' } };
  const changes: Change[] = [
    { type: 'judged', judgement: made, today: '2026-11-22' },
    { type: 'nonce', at: 0, nonce: '42' },
    { type: 'drawn', sample: sample(), power: null },
    { type: 'inspector', inspector: '张三' },
    { type: 'seen', entry: 0, page: 1, scale: 240 },
  ];
  return changes.reduce(reduce, emptyState('zh'));
}

async function autosave(told: Kept[] = []): Promise<Autosave> {
  let next = 1;
  return new Autosave({
    shelf: await Shelf.open(), port: () => clerk, now: () => 1000,
    random: (length) => new Uint8Array(length).fill(next++),
    keeping: (kept, detail) => {
      if (kept === 'no') throw new Error(detail);
      told.push(kept);
    },
  });
}

describe('what the officer entered', () => {
  it('comes back for the same delivery and profile, in another session', async () => {
    const first = await autosave();
    first.watch(officer('aa'));
    await first.flush();
    const draft = await (await autosave()).find('aa', 'p');
    expect(draft?.lost).toBe(false);
    const { inspector, nonces, drawn, seen } = draft?.draft ?? {};
    expect([inspector, nonces, drawn, seen]).toEqual(['张三', ['42'], true, { '0:1': { scale: 240, declared: false } }]);
    expect(await (await autosave()).find('aa', 'another profile')).toBeNull();
  });

  it('is told as due once, and as kept only when the newest of it is', async () => {
    const told: Kept[] = [];
    const keeper = await autosave(told);
    keeper.watch(officer('cc'));
    keeper.watch(officer('cc'));
    expect(told).toEqual(['due']);
    const writing = keeper.flush();
    keeper.watch(reduce(officer('cc'), { type: 'inspector', inspector: '李四' }));
    await writing;
    expect(told).toEqual(['due', 'due']);
    await keeper.flush();
    expect(told).toEqual(['due', 'due', 'yes']);
    // What differs in nothing is kept already.
    keeper.watch(reduce(officer('cc'), { type: 'inspector', inspector: '李四' }));
    await keeper.flush();
    expect(told.slice(3)).toEqual(['due', 'yes']);
    expect((await (await autosave()).find('cc', 'p'))?.draft.inspector).toBe('李四');
  });

  it('does not come back for another delivery', async () => {
    expect(await (await autosave()).find('bb', 'p')).toBeNull();
  });

  it('is stored under a name that tells nothing of the delivery', async () => {
    const names = (await (await Shelf.open()).all()).map((one) => one.name);
    expect(names).toEqual(['01'.repeat(16)]);
  });

  it('is not kept before anything was entered', () => {
    const state = reduce(emptyState('zh'), { type: 'judged', judgement: judgement(), today: '2026-11-22' });
    expect(worthKeeping(state)).toBe(false);
    expect(worthKeeping(officer('aa'))).toBe(true);
  });

  it('holds no signer, and drops rows the judgement no longer asks for', () => {
    const state = officer('aa');
    const draft = draftOf(state, 't');
    expect(JSON.stringify(draft)).not.toContain('signer');
    const gone = { ...draft, attestations: { 'OLD-01': { check: 'OLD-01', satisfied: true, by: 'x', date: '', note: '' } } };
    expect(Object.keys(reduce(state, { type: 'restored', draft: gone }).attestations)).toEqual(['DOC-01']);
  });

  it('of another version is not read', () => {
    expect(decodeDraft(new TextEncoder().encode('{"schema":"yanshou-draft/0"}'))).toBeNull();
  });

  it('of the version before gives names and nonces back, and says that verdicts are lost', () => {
    const before = {
      schema: 'yanshou-draft/1', savedAt: 't', profile: 'p', nonces: ['42'], drawn: true, inspector: '张三',
      verdicts: { 'A-1': { legibility: { passed: true, note: '', time: 't' } } }, seen: { '0:1': true }, attestations: {}, confirmations: {},
    };
    const read = decodeDraft(new TextEncoder().encode(JSON.stringify(before)));
    expect([read?.lost, read?.draft.inspector, read?.draft.verdicts, read?.draft.seen]).toEqual([true, '张三', [], {}]);
    const state = [
      { type: 'judged', judgement: judgement(), today: '2026-11-22' }, { type: 'restored', draft: read!.draft }, { type: 'draftLost' },
    ].reduce((was, change) => reduce(was, change as Change), emptyState('zh'));
    expect([state.nonces, state.draftLost]).toEqual([['42'], true]);
  });
});
