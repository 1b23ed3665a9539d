import { describe, expect, it } from 'vitest';

import { isDrawn, inspectionCount, pageOwed, picks, recordOf, standing } from '../src/state/inspection.ts';
import { peopleOwed } from '../src/state/people.ts';
import { defectStanding, trends } from '../src/state/rework.ts';
import { standingOf } from '../src/state/standing.ts';
import { ofFinding } from '../src/state/waiving.ts';
import { reduce, type Change } from '../src/state/reduce.ts';
import { canVisit, emptyState, type State } from '../src/state/state.ts';
import { judgement, sample } from './made.ts';

const run = (from: State, ...changes: Change[]): State => changes.reduce(reduce, from);
const judged = (): State => run(
  emptyState('zh'), { type: 'measuring', now: 0 }, { type: 'judged', judgement: judgement(), today: '2026-11-22' },
);
const drawn = (): State => run(judged(), { type: 'drawn', sample: sample(), power: null });
const see = (entry: number, scale = 240): Change => ({ type: 'seen', entry, page: 1, scale });
const say = (point: string, passed: boolean, unit = 'A-1'): Change => ({ type: 'verdict', given: { unit, point, passed, time: 't' } });
const name: Change = { type: 'inspector', inspector: '张三' };
const deciding = (outcome: 'accept' | 'rework'): Change => ({
  type: 'decided', decision: { outcome, gates: [], bounds: [] }, recorded: recordOf(drawn()),
});
const passAll: Change = { type: 'passAll', unit: 'A-1', time: 't' };

describe('stages', () => {
  it('runs from empty to sealed, one stage at a time', () => {
    const stages = [judged(), drawn()].map((state) => state.stage);
    const decided = run(drawn(), deciding('rework'));
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
    const decided = run(drawn(), deciding('rework'));
    expect(run(decided, { type: 'sealed', madeAt: 't', signed: false }).stage).toBe('decided');
  });

  it('is serialisable at its end', () => {
    const state = run(drawn(), see(0), see(1), passAll);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('passing needs every page seen', () => {
  it('refuses to pass a unit of which one page was not shown', () => {
    expect(run(drawn(), see(0), passAll).verdicts).toEqual([]);
    expect(run(drawn(), see(0), say('legibility', true)).verdicts).toEqual([]);
  });

  it('passes it once the last page was shown', () => {
    const state = run(drawn(), see(0), see(1), passAll);
    expect(standing(state, 'A-1')).toBe('passed');
  });

  it('refuses a page that was shown too small to be read, and takes it once it was larger', () => {
    const small = run(drawn(), see(0), see(1, 239), passAll);
    expect(small.verdicts).toEqual([]);
    expect(pageOwed(small.judgement!.units[0]!.pages[1]!, small.seen['1:1'])).toBe('larger');
    expect(standing(run(small, see(1, 240), passAll), 'A-1')).toBe('passed');
  });

  it('keeps the largest look', () => {
    expect(run(drawn(), see(0, 500), see(0, 100)).seen['0:1']).toEqual({ scale: 500, declared: false });
  });

  it('takes a declaration for what cannot be shown here, never for what cannot be read', () => {
    const pick: Change = { type: 'picked', pick: { archivalCode: 'A-4', reason: 'hand', by: '', note: '' } };
    const declared = run(drawn(), pick, { type: 'declared', unit: 'A-4' }, { ...passAll, unit: 'A-4' });
    expect(standing(declared, 'A-4')).toBe('passed');
    expect(recordOf(declared).inspection?.seen).toEqual([
      { archivalCode: 'A-4', entry: 'd/1.mp4', page: 1, sha256: '00', scale: 0, manner: 'declared' },
    ]);
    const damaged = judged();
    damaged.judgement!.units[3]!.pages[0]!.readable = false;
    const refused = run(damaged, { type: 'drawn', sample: sample(), power: null }, pick, { type: 'declared', unit: 'A-4' });
    expect(refused.seen).toEqual({});
  });

  it('fails a unit without a look, because a page that cannot be shown is a reason to', () => {
    expect(standingOf(run(drawn(), say('legibility', false)), 'A-1', 'legibility').answer).toBe('failed');
  });

  it('never passes a unit without pages', () => {
    expect(run(drawn(), { ...passAll, unit: 'A-2' }).verdicts).toEqual([]);
  });

  it('never passes a unit that was not drawn', () => {
    expect(isDrawn(sample(), 'A-3')).toBe(false);
    expect(run(drawn(), see(2), { ...passAll, unit: 'A-3' }).verdicts).toEqual([]);
  });
});

describe('a decision rests on what it was made from', () => {
  const decided = (): State => run(
    drawn(), see(0), see(1), passAll, deciding('accept'),
    { type: 'sealed', madeAt: 't', signed: true },
  );
  const changes: Change[] = [
    say('legibility', false),
    { type: 'picked', pick: { archivalCode: 'A-3', reason: 'risk', by: '', note: '' } },
    { type: 'people', people: { reviewer: 'x' } },
    { type: 'waived', waiver: { ...ofFinding(judgement().findings[0]!), by: 'x', reason: 'x', clause: 'x', date: 'x' } },
    { type: 'inspector', inspector: 'x' },
    { type: 'attest', attestation: { check: 'DOC-01', satisfied: true, by: 'x', date: 'd', note: '' } },
    { type: 'confirm', confirmation: { code: 'package.extra.junk', accepted: false, by: 'x', note: '' } },
  ];
  it.each(changes)('$type takes decision and seal back', (change) => {
    const state = reduce(decided(), change);
    expect([state.stage, state.decision, state.sealed]).toEqual(['inspecting', null, null]);
  });

  it('showing another screen or language does not, nor a larger look at what was seen', () => {
    const state = run(decided(), see(0, 900), { type: 'show', screen: 'findings' }, { type: 'language', language: 'en' });
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
    expect(recordOf(named).inspection).toEqual({ inspector: '张三', manner: 'page', verdicts: [], given: 0, seen: [] });
  });

  it('names seen pages by path and leaves rows without a name out', () => {
    const record = recordOf(run(drawn(), see(0)));
    expect(record.inspection?.seen).toEqual([
      { archivalCode: 'A-1', entry: 'a/1.tif', page: 1, sha256: '00', scale: 240, manner: 'shown' },
    ]);
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

describe('second opinions', () => {
  const second: Change = { type: 'second', second: '赵六' };
  const twice = (): State => run(drawn(), name, see(0), see(1), passAll, second, say('legibility', false));

  it('that differ leave the unit disputed, and both stand in the record', () => {
    expect(standing(twice(), 'A-1')).toBe('disputed');
    const said = recordOf(twice()).inspection?.verdicts.filter((one) => one.point === 'legibility');
    expect(said?.map(({ opinion, by, passed }) => [opinion, by, passed])).toEqual([['first', undefined, true], ['second', '赵六', false]]);
  });

  it('are settled by the reviewer, and by nobody else', () => {
    const overruled: Change = { type: 'overruled', given: { unit: 'A-1', point: 'legibility', passed: false, time: 't' } };
    const reviewer: Change = { type: 'people', people: { reviewer: '王五' } };
    expect(standing(run(twice(), reviewer, overruled), 'A-1')).toBe('failed');
    expect(standing(run(twice(), reviewer, overruled, { type: 'people', people: { reviewer: '钱七' } }), 'A-1')).toBe('disputed');
  });

  // The core's rule: a failure is one whoever saw it (verdict.rs, `take`).
  it('of the inspector himself take no failure back, and a failure of his is one', () => {
    const self: Change = { type: 'second', second: ' 张 三 ' };
    const first = (passed: boolean): Change[] => [name, see(0), see(1), passAll, say('legibility', passed), self];
    expect(standing(run(drawn(), ...first(false), say('legibility', true)), 'A-1')).toBe('failed');
    expect(standing(run(drawn(), ...first(true), say('legibility', false)), 'A-1')).toBe('failed');
    expect(standing(run(drawn(), ...first(true), say('legibility', true)), 'A-1')).toBe('passed');
  });

  it('by themselves answer nothing', () => {
    expect(standingOf(run(drawn(), name, second, say('legibility', false)), 'A-1', 'legibility').answer).toBe('open');
  });
});

describe('what was said', () => {
  it('stays when it is said otherwise, and the remark belongs to the last word', () => {
    const state = run(
      drawn(), name, see(0), see(1), say('legibility', false),
      { type: 'remark', unit: 'A-1', point: 'legibility', note: 'n', defect: 'blurred', pages: [{ entry: 'a/2.tif', page: 1 }] },
      say('legibility', true), say('legibility', true),
    );
    expect(recordOf(state).inspection?.verdicts).toEqual([
      { archivalCode: 'A-1', point: 'legibility', passed: false, note: 'n', time: 't', opinion: 'first', defect: 'blurred', pages: [{ entry: 'a/2.tif', page: 1 }] },
      { archivalCode: 'A-1', point: 'legibility', passed: true, note: '', time: 't', opinion: 'first' },
    ]);
  });
});

describe('picks beside the sample', () => {
  const pick: Change = { type: 'picked', pick: { archivalCode: 'A-3', reason: 'risk', by: '张三', note: '' } };

  it('are inspected as those of the sample are, and are in none of its counts', () => {
    const state = run(drawn(), name, pick, see(2), { ...passAll, unit: 'A-3' });
    expect(standing(state, 'A-3')).toBe('passed');
    expect(inspectionCount(state)).toMatchObject({ units: 2, answered: 0 });
    expect(recordOf(state).targeted.map((one) => one.archivalCode)).toEqual(['A-3']);
    expect(recordOf(state).inspection?.verdicts.every((one) => one.archivalCode === 'A-3')).toBe(true);
  });

  it('leave their verdicts in the record when they are taken out: what was said stays', () => {
    const state = run(drawn(), name, pick, see(2), { ...passAll, unit: 'A-3' }, { type: 'unpicked', code: 'A-3' });
    const { targeted, inspection } = recordOf(state);
    expect([targeted, inspection?.seen]).toEqual([[], []]);
    expect(inspection?.verdicts.map((one) => one.archivalCode)).toEqual(Array(inspection?.given).fill('A-3'));
    expect(inspection?.given).toBeGreaterThan(0);
  });

  it('come by themselves for what people found in the round before', () => {
    const after = judged();
    const locus = { archivalCode: 'A-3', entry: null, sheet: null, row: null, page: null };
    const defect = { kind: { kind: 'verdict' as const, point: 'legibility', defect: '', note: 'n', images: [] }, locus, remains: false };
    after.judgement = { ...after.judgement!, rework: { defects: [defect, { ...defect, locus: { ...locus, archivalCode: 'A-1' }, remains: true }], changes: [] } };
    const state = run(after, { type: 'drawn', sample: sample(), power: null }, name);
    expect(picks(state)).toEqual([{ archivalCode: 'A-3', reason: 'rework', by: '', note: '' }]);
    expect(defectStanding(state, defect)).toBe('open');
    expect(defectStanding(run(state, see(2), say('legibility', true, 'A-3')), defect)).toBe('mended');
    expect(defectStanding(run(state, say('legibility', false, 'A-3')), defect)).toBe('remains');
  });
});

describe('waivers', () => {
  it('of one place are one, and can be withdrawn', () => {
    const waiver = { ...ofFinding(judgement().findings[0]!), by: '王五', reason: 'r', clause: 'c', date: '2026-11-22' };
    const again = { ...waiver, reason: 'another' };
    const state = run(judged(), { type: 'waived', waiver }, { type: 'waived', waiver: again });
    expect(recordOf(state).waivers).toEqual([again]);
    expect(waiver.locus).toEqual({ entry: 'a/1.tif', sheet: null, row: null, archivalCode: 'A-1', page: null });
    expect(run(state, { type: 'unwaived', waiver }).waivers).toEqual([]);
  });
});

describe('two parties', () => {
  it('cannot change a commitment that stands, and are asked for as many nonces', () => {
    const two = run(judged(), { type: 'parties', committing: true }, { type: 'commitment', at: 0, digest: 'aa' }, { type: 'committed' });
    const later = run(two, { type: 'commitment', at: 0, digest: 'bb' }, { type: 'nonceAdded' }, { type: 'parties', committing: false });
    expect([later.commitments, later.nonces]).toEqual([['aa', ''], ['', '']]);
  });
});

describe('people', () => {
  const owed = (...changes: Change[]) => peopleOwed(run(judged(), ...changes));
  const reviewer = (who: string): Change => ({ type: 'people', people: { reviewer: who } });

  it('are missing until inspector and reviewer have a name', () => {
    expect(owed()).toEqual({ conflicts: [], missing: ['inspector', 'reviewer'] });
    expect(owed(name, reviewer('王五'))).toEqual({ conflicts: [], missing: [] });
  });

  it('must not review what they inspected, however the name is written', () => {
    expect(owed(name, reviewer('张 三')).conflicts).toEqual(['reviewer']);
    const second = run(drawn(), name, reviewer('赵六'), { type: 'second', second: '赵六' }, say('legibility', false));
    expect(peopleOwed(second).conflicts).toEqual(['reviewer']);
  });

  it('of the contractor attest nothing, and no organisation accepts from itself', () => {
    const attest: Change = { type: 'attest', attestation: { check: 'DOC-01', satisfied: true, by: '孙八', date: 'd', note: '' } };
    const outside: Change = { type: 'people', people: { representative: '孙八', client: '甲', contractor: '甲' } };
    expect(owed(attest, outside).conflicts).toEqual(['representative', 'organisation']);
  });
});

describe('trends', () => {
  it('leave a gap where a round counted nothing', () => {
    const gate = (numerator: number, denominator: number) => ({ gates: [{ gate: 'inspection.legibility', numerator, denominator }] });
    expect(trends([gate(19, 20), gate(0, 0), gate(20, 20)])).toEqual([{ gate: 'inspection.legibility', shares: [950, null, 1000] }]);
  });
});
