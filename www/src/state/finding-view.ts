// Which findings are shown under a filter, and how many each check made.

import type { FindingLine, Severity } from '../worker/boundary.ts';

export interface FindingFilter {
  text: string;
  check: string;
  severity: Severity | '';
}

export const NO_FILTER: FindingFilter = { text: '', check: '', severity: '' };

/** Findings that match, the gravest first and otherwise as they came; `say` gives the words a person sees for a code, so that these can be searched too. */
export function filterFindings(
  findings: readonly FindingLine[], filter: FindingFilter, say: (code: string) => string,
): FindingLine[] {
  const sought = filter.text.trim().toLowerCase();
  const matching = findings.filter((one) => {
    if (filter.check !== '' && one.check !== filter.check) return false;
    if (filter.severity !== '' && one.severity !== filter.severity) return false;
    if (sought === '') return true;
    return [one.code, one.check, one.entry, one.archivalCode, one.expected, one.found, say(one.code)]
      .some((text) => text?.toLowerCase().includes(sought) === true);
  });
  return matching.sort((a, b) => a.severity.localeCompare(b.severity));
}

/** Findings by check, the gravest first, then most first. */
export function countByCheck(findings: readonly FindingLine[]): { check: string; count: number; worst: Severity }[] {
  const counts = new Map<string, { count: number; worst: Severity }>();
  for (const one of findings) {
    const was = counts.get(one.check);
    const worst = was === undefined || one.severity < was.worst ? one.severity : was.worst;
    counts.set(one.check, { count: (was?.count ?? 0) + 1, worst });
  }
  return [...counts].map(([check, rest]) => ({ check, ...rest })).sort((a, b) =>
    a.worst.localeCompare(b.worst) || b.count - a.count);
}
