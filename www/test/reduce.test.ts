import { describe, expect, it } from 'vitest';

import { isDrawn, inspectionCount, recordOf, standing } from '../src/state/inspection.ts';
import { reduce, type Change } from '../src/state/reduce.ts';
import { canVisit, emptyState, type State } from '../src/state/state.ts';
import { judgement, sample } from './made.ts';

const run = (from: State, ...changes: Change[]): State => changes.reduce(reduce, from);
const judged = (): State => run(
  emptyState('zh'), { type: 'measuring', now: 0 }, { type: 'judged', judgement: judgement(), today: '2026-11-22' },
);
const drawn = (): State => run(judged(), { type: 'drawn', sample: sample() });
const see = (entry: number): Change => ({ type: 'seen', entry, page: 1 });
const passAll: Change = { type: 'passAll', unit: 'A-1', time: 't' };

describe('stages', () => {
  it('runs from empty to sealed, one stage at a time', () => {
    const stages = [judged(), drawn()].map((state) => state.stage);
    const decided = run(drawn(), { type: 'decided', decision: { outcome: 'rework', gates: [] } });
    const sealed = run(decided, { type: 'sealed', madeAt: 't', signed: true });
    expect([...stages, decided.stage, sealed.stage]).toEqual(['judged', 'inspecting', 'decided', 'sealed']);
  });

  it('shows no step that was not reached, and no other while measuring', () => {
    const measuring = run(emptyState('zh'), { type: 'measuring', now: 0 });
    expect(canVisit(measuring, 'open')).toBe(false);
    expect(canVisit(judged(), 'inspection')).toBe(false);
    expect(canVisit(drawn(), 'inspection')).toBe(true);
    expect(run(judged(), { type: 'show', screen: 'signing' }).screen).toBe('findings');
  });

  it('an unsigned report does not make the work sealed', () => {
    const decided = run(drawn(), { type: 'decided', decision: { outcome: 'rework', gates: [] } });
    expect(run(decided, { type: 'sealed', madeAt: 't', signed: false }).stage).toBe('decided');
  });

  it('is serialisable at its end', () => {
    const state = run(drawn(), see(0), see(1), passAll);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('passing needs every page seen', () => {
  it('refuses to pass a unit of which one page was not shown', () => {
    expect(run(drawn(), see(0), passAll).verdicts).toEqual({});
    const one: Change = { type: 'verdict', unit: 'A-1', point: 'legibility', verdict: { passed: true, note: '', time: 't' } };
    expect(run(drawn(), see(0), one).verdicts).toEqual({});
  });

  it('passes it once the last page was shown', () => {
    const state = run(drawn(), see(0), see(1), passAll);
    expect(standing(state, 'A-1')).toBe('passed');
  });

  it('fails a unit without a look, because a page that cannot be shown is a reason to', () => {
    const fail: Change = { type: 'verdict', unit: 'A-1', point: 'legibility', verdict: { passed: false, note: 'n', time: 't' } };
    expect(run(drawn(), fail).verdicts['A-1']?.['legibility']?.passed).toBe(false);
  });

  it('never passes a unit without pages', () => {
    expect(run(drawn(), { ...passAll, unit: 'A-2' }).verdicts).toEqual({});
  });

  it('never passes a unit that was not drawn', () => {
    expect(isDrawn(sample(), 'A-3')).toBe(false);
    expect(run(drawn(), see(2), { ...passAll, unit: 'A-3' }).verdicts).toEqual({});
  });
});

describe('a decision rests on what it was made from', () => {
  const decided = (): State => run(
    drawn(), see(0), see(1), passAll, { type: 'decided', decision: { outcome: 'accept', gates: [] } },
    { type: 'sealed', madeAt: 't', signed: true },
  );
  const changes: Change[] = [
    { type: 'verdict', unit: 'A-1', point: 'legibility', verdict: { passed: false, note: '', time: 't' } },
    { type: 'note', unit: 'A-1', point: 'legibility', note: 'x' },
    { type: 'inspector', inspector: 'x' },
    { type: 'attest', attestation: { check: 'DOC-01', satisfied: true, by: 'x', date: 'd', note: '' } },
    { type: 'confirm', confirmation: { code: 'package.extra.junk', accepted: false, by: 'x', note: '' } },
  ];
  it.each(changes)('$type takes decision and seal back', (change) => {
    const state = reduce(decided(), change);
    expect([state.stage, state.decision, state.sealed]).toEqual(['inspecting', null, null]);
  });

  it('showing another screen or language does not', () => {
    const state = run(decided(), { type: 'show', screen: 'findings' }, { type: 'language', language: 'en' });
    expect(state.stage).toBe('sealed');
  });
});

describe('nonces', () => {
  it('cannot be changed after the draw', () => {
    const state = run(drawn(), { type: 'nonce', at: 0, nonce: 'other' }, { type: 'nonceAdded' });
    expect(state.nonces).toEqual(['']);
  });
});

describe('the record given to the core', () => {
  it('holds no inspection before somebody spoke, and one without verdicts for a named person', () => {
    expect(recordOf(judged()).inspection).toBeNull();
    const named = run(judged(), { type: 'inspector', inspector: ' 张三 ' });
    expect(recordOf(named).inspection).toEqual({ inspector: '张三', manner: 'page', verdicts: [], seen: [] });
  });

  it('names seen pages by path and leaves rows without a name out', () => {
    const record = recordOf(run(drawn(), see(0)));
    expect(record.inspection?.seen).toEqual([{ entry: 'a/1.tif', page: 1, sha256: '00' }]);
    expect(record.attestations).toEqual([]);
    expect(record.confirmations).toEqual([]);
  });

  it('gives the dates of recordings on as soon as one is filled in, and not before', () => {
    const word = { check: 'SEC-03', satisfied: true, by: '李明', date: '2026-11-22', note: '' };
    const given = (madeOn: string) => recordOf(run(judged(), {
      type: 'attest', attestation: { ...word, recordings: { madeOn, keptUntil: '' } },
    })).attestations;
    expect(given('')).toEqual([word]);
    expect(given('2026-05-22')).toEqual([{ ...word, recordings: { madeOn: '2026-05-22', keptUntil: '' } }]);
  });

  it('counts what is done and what is owed', () => {
    expect(inspectionCount(run(drawn(), see(0), see(1), passAll)))
      .toEqual({ units: 2, answered: 1, failed: 0, pages: 2, pagesSeen: 2 });
  });
});
