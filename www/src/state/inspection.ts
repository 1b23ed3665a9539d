// What can be asked of an inspection: which units are drawn or picked, what of them was seen and answered, what is still
// owed. What counts as seen is the core's rule (inspection.rs), said here again so that the page can ask for it in time.

import type {
  Attestation, JudgementView, OfficerRecord, Sample, SeenImage, TargetedPick, Unit, UnitPage, Verdict,
} from '../worker/boundary.ts';
import { isNamed } from './names.ts';
import { standingOf } from './standing.ts';
import { pageKey, type Said, type SeenPage, type State } from './state.ts';

/** What is still owed to a page: nothing, a look, a larger look, or what no look can give. */
export type PageOwed = 'nothing' | 'look' | 'larger' | 'unreadable';

/** What a page still needs to count as seen. */
export function pageOwed(page: UnitPage, seen: SeenPage | undefined): PageOwed {
  if (!page.readable || page.sha256 === '') return 'unreadable';
  if (seen === undefined) return 'look';
  if (seen.declared || (seen.scale > 0 && seen.scale >= page.scale)) return 'nothing';
  return seen.scale > 0 ? 'larger' : 'look';
}

/** Whether a page counts as seen. */
export function pageSeen(page: UnitPage, seen: State['seen']): boolean {
  return pageOwed(page, seen[pageKey(page.entry, page.page)]) === 'nothing';
}

/** Whether every page of the unit counts as seen; a unit without pages never does. */
export function unitSeen(unit: Unit, seen: State['seen']): boolean {
  return unit.pages.length > 0 && unit.pages.every((page) => pageSeen(page, seen));
}

/** Archival codes of the drawn units, in the order of the draw. */
export function sampledCodes(sample: Sample): string[] {
  return sample.units.map((unit) => unit.archivalCode);
}

/** Whether the unit is among those drawn. */
export function isDrawn(sample: Sample | null, code: string): boolean {
  return sample !== null && sample.units.some((unit) => unit.archivalCode === code);
}

const byCode = new WeakMap<JudgementView, Map<string, Unit>>();

/** The unit of an archival code. */
export function unitOf(judgement: JudgementView | null, code: string): Unit | undefined {
  if (judgement === null) return undefined;
  let units = byCode.get(judgement);
  if (units === undefined) {
    units = new Map(judgement.units.map((unit) => [unit.archivalCode, unit]));
    byCode.set(judgement, units);
  }
  return units.get(code);
}

/** The drawn units. */
export function sampledUnits(state: State): Unit[] {
  if (state.sample === null) return [];
  return sampledCodes(state.sample).flatMap((code) => unitOf(state.judgement, code) ?? []);
}

/** Picks that come by themselves: what a person found in the round before and nobody has seen mended. */
export function reworkPicks(state: State): TargetedPick[] {
  const codes = new Set<string>();
  for (const { kind, locus, remains } of state.judgement?.rework?.defects ?? []) {
    if (kind.kind === 'verdict' && !remains && locus.archivalCode) codes.add(locus.archivalCode);
  }
  return [...codes].map((archivalCode) => ({ archivalCode, reason: 'rework', by: '', note: '' }));
}

/** All picks, those of the round before first. */
export function picks(state: State): TargetedPick[] {
  const rework = reworkPicks(state);
  const known = new Set(rework.map((one) => one.archivalCode));
  return [...rework, ...state.targeted.filter((one) => !known.has(one.archivalCode))];
}

/** The picked units that were not drawn as well. One that is no longer in the catalogue has no page, and can only fail. */
export function pickedUnits(state: State): Unit[] {
  const drawn = new Set(state.sample === null ? [] : sampledCodes(state.sample));
  return picks(state).filter((one) => !drawn.has(one.archivalCode)).map(({ archivalCode }) =>
    unitOf(state.judgement, archivalCode)
      ?? { archivalCode, catalogue: '', row: 0, fields: {}, stratum: [], items: [], pages: [] });
}

/** How a unit stands. */
export type UnitStanding = 'open' | 'disputed' | 'passed' | 'failed';

/** `failed` when all points are answered and one fails; `passed` when all passed; else `disputed` or `open`. */
export function standing(state: State, code: string): UnitStanding {
  const points = state.judgement?.profile.inspection ?? [];
  const answers = points.map((point) => standingOf(state, code, point.id).answer);
  if (answers.includes('disputed')) return 'disputed';
  if (answers.includes('open')) return 'open';
  return answers.includes('failed') ? 'failed' : 'passed';
}

/** Counts over the sample, or over the picks. */
export interface InspectionCount {
  units: number;
  answered: number;
  failed: number;
  pages: number;
  pagesSeen: number;
}

/** How far the inspection of these units is. */
export function inspectionCount(state: State, units: Unit[] = sampledUnits(state)): InspectionCount {
  const count: InspectionCount = { units: units.length, answered: 0, failed: 0, pages: 0, pagesSeen: 0 };
  for (const unit of units) {
    const stands = standing(state, unit.archivalCode);
    if (stands === 'passed' || stands === 'failed') count.answered += 1;
    if (stands === 'failed') count.failed += 1;
    count.pages += unit.pages.length;
    count.pagesSeen += unit.pages.filter((page) => pageSeen(page, state.seen)).length;
  }
  return count;
}

/** Everybody who gave a first or second opinion. */
export function inspectors(state: State): string[] {
  const said = state.verdicts.filter((one) => one.opinion !== 'overruling').map((one) => one.by.trim());
  return [...new Set([state.inspector.trim(), ...said])].filter(isNamed);
}

/** Dates nobody filled in say nothing; one of two does, and the core asks for the other. */
function withoutEmptyDates({ recordings, ...one }: Attestation): Attestation {
  const said = recordings != null && recordings.madeOn + recordings.keptUntil !== '';
  return said ? { ...one, recordings } : one;
}

function verdictOf({ unit, point, passed, defect, pages, note, time, by, opinion }: Said): Verdict {
  const named = isNamed(by) ? { by: by.trim() } : {};
  const failing = passed ? {} : { ...(defect === '' ? {} : { defect }), ...(pages.length === 0 ? {} : { pages }) };
  return { archivalCode: unit, point, passed, note: passed ? '' : note, time, opinion, ...failing, ...named };
}

function seenOf(unit: Unit, seen: State['seen']): SeenImage[] {
  return unit.pages.flatMap((page): SeenImage[] => {
    const one = seen[pageKey(page.entry, page.page)];
    if (one === undefined) return [];
    const image = { archivalCode: unit.archivalCode, entry: page.path, page: page.page, sha256: page.sha256 };
    return [
      ...(one.scale > 0 ? [{ ...image, scale: one.scale, manner: 'shown' as const }] : []),
      ...(one.declared ? [{ ...image, scale: 0, manner: 'declared' as const }] : []),
    ];
  });
}

/** The officer's entries as the core takes them. `manner` says how pages were looked at. */
export function recordOf(state: State): OfficerRecord {
  const units = [...sampledUnits(state), ...pickedUnits(state)];
  const inspector = state.inspector.trim();
  const { client, reviewer, approver, contractor, representative } = state.people;
  return {
    people: {
      client: client.trim(), reviewer: reviewer.trim(), approver: approver.trim(), contractor: contractor.trim(),
      representative: representative.trim(),
    },
    // Without a sample a named person may still speak: a delivery that fails the 100 % rule goes back uninspected.
    inspection: state.sample === null && inspector === ''
      ? null
      : {
        inspector, manner: 'page',
        // Nothing that was said is taken back, also of units that are no longer picked: it counts in no rate there.
        verdicts: state.verdicts.map(verdictOf),
        given: state.verdicts.length,
        seen: units.flatMap((unit) => seenOf(unit, state.seen)),
      },
    targeted: picks(state),
    // A row nobody filled is no statement: it stays "to be attested".
    attestations: Object.values(state.attestations).filter((one) => isNamed(one.by)).map(withoutEmptyDates),
    confirmations: Object.values(state.confirmations).filter((one) => isNamed(one.by)),
    waivers: state.waivers,
    deadline: state.deadline === '' || state.decision?.outcome === 'accept' ? null : state.deadline,
  };
}
