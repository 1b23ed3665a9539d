// What can be asked of an inspection: which units are drawn, what of them was seen and answered, what is still owed.

import type { Attestation, OfficerRecord, Sample, Unit } from '../worker/boundary.ts';
import { pageKey, type State } from './state.ts';

/** Whether every page of the unit was decoded and displayed; a unit without pages never was. */
export function unitSeen(unit: Unit, seen: State['seen']): boolean {
  return unit.pages.length > 0 && unit.pages.every((page) => seen[pageKey(page.entry, page.page)] === true);
}

/** Whether the unit is among those drawn. */
export function isDrawn(sample: Sample | null, code: string): boolean {
  return sample !== null && sampledCodes(sample).includes(code);
}

/** Archival codes of the drawn units, in the order of the draw. */
export function sampledCodes(sample: Sample): string[] {
  return sample.units.map((unit) => unit.archivalCode);
}

/** The drawn units. */
export function sampledUnits(state: State): Unit[] {
  if (state.sample === null || state.judgement === null) return [];
  const byCode = new Map(state.judgement.units.map((unit) => [unit.archivalCode, unit]));
  return sampledCodes(state.sample).flatMap((code) => byCode.get(code) ?? []);
}

/** How a unit stands. */
export type UnitStanding = 'open' | 'passed' | 'failed';

/** `failed` as soon as one point fails; `passed` when all points passed; otherwise `open`. */
export function standing(state: State, code: string): UnitStanding {
  const points = state.judgement?.profile.inspection ?? [];
  const given = state.verdicts[code] ?? {};
  const answered = points.filter((point) => given[point.id] !== undefined);
  if (answered.length < points.length) return 'open';
  return points.every((point) => given[point.id]?.passed === true) ? 'passed' : 'failed';
}

/** Counts over the sample. */
export interface InspectionCount {
  units: number;
  answered: number;
  failed: number;
  pages: number;
  pagesSeen: number;
}

/** How far the inspection is. */
export function inspectionCount(state: State): InspectionCount {
  const count: InspectionCount = { units: 0, answered: 0, failed: 0, pages: 0, pagesSeen: 0 };
  for (const unit of sampledUnits(state)) {
    count.units += 1;
    const stands = standing(state, unit.archivalCode);
    if (stands !== 'open') count.answered += 1;
    if (stands === 'failed') count.failed += 1;
    count.pages += unit.pages.length;
    count.pagesSeen += unit.pages.filter((page) => state.seen[pageKey(page.entry, page.page)]).length;
  }
  return count;
}

/** Dates nobody filled in say nothing; one of two does, and the core asks for the other. */
function withoutEmptyDates({ recordings, ...one }: Attestation): Attestation {
  const said = recordings != null && recordings.madeOn + recordings.keptUntil !== '';
  return said ? { ...one, recordings } : one;
}

/** The officer's entries as the core takes them. `manner` says how pages were looked at. */
export function recordOf(state: State): OfficerRecord {
  const units = sampledUnits(state);
  const verdicts = units.flatMap((unit) =>
    Object.entries(state.verdicts[unit.archivalCode] ?? {}).map(([point, given]) => ({
      archivalCode: unit.archivalCode, point, ...given,
    })));
  const seen = units.flatMap((unit) => unit.pages
    .filter((page) => state.seen[pageKey(page.entry, page.page)])
    .map(({ path, page, sha256 }) => ({ entry: path, page, sha256 })));
  const inspector = state.inspector.trim();
  return {
    // Without a sample a named person may still speak: a delivery that fails the 100 % rule goes back uninspected.
    inspection: state.sample === null && inspector === ''
      ? null
      : { inspector, manner: 'page', verdicts, seen },
    // A row nobody filled is no statement: it stays "to be attested".
    attestations: Object.values(state.attestations).filter((one) => one.by.trim() !== '').map(withoutEmptyDates),
    confirmations: Object.values(state.confirmations).filter((one) => one.by.trim() !== ''),
  };
}
