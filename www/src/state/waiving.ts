// What can be waived, and whether it is: the core's rule (record.rs), so that the list shows apart what counts apart.

import type { CheckLine, FindingLine, Waiver } from '../worker/boundary.ts';

/** A waiver before anybody signed it. */
export type Waivable = Pick<Waiver, 'subject' | 'locus'>;

// A secrecy level is outside the standard (DA/T 68.2-2020 1) and nobody's to waive.
const NEVER = 'catalogue.secrecy.present';
// Where there was nothing to look at, nothing stands in the way (ledger.rs).
const HARMLESS = ['nothingOfTheKind', 'notAsked', 'notGiven', 'laterStage', 'noColumn'];

/** What a waiver of this finding would name. */
export function ofFinding({ code, entry, sheet, row, archivalCode, page }: FindingLine): Waivable {
  return {
    subject: code,
    locus: { entry: entry ?? null, sheet: sheet ?? null, row: row ?? null, archivalCode: archivalCode ?? null, page: page ?? null },
  };
}

/** What a waiver of this check would name. */
export function ofCheck(line: CheckLine): Waivable {
  return { subject: line.check, locus: { entry: null, sheet: null, row: null, archivalCode: null, page: null } };
}

export function mayWaiveFinding(finding: FindingLine): boolean {
  return finding.severity === 'A' && finding.code !== NEVER;
}

/** Only a check that should have run. */
export function mayWaiveCheck(line: CheckLine): boolean {
  return line.severity === 'A' && line.reason != null && !HARMLESS.includes(line.reason);
}

/** The same thing at the same place. */
export function sameSubject(a: Waivable, b: Waivable): boolean {
  return a.subject === b.subject && (['entry', 'sheet', 'row', 'archivalCode', 'page'] as const)
    .every((part) => (a.locus?.[part] ?? null) === (b.locus?.[part] ?? null));
}

/** One key for a place, for many findings at once. */
export function waiverKey({ subject, locus }: Waivable): string {
  return JSON.stringify([subject, locus?.entry ?? null, locus?.sheet ?? null, locus?.row ?? null, locus?.archivalCode ?? null, locus?.page ?? null]);
}
