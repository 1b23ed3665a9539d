// Who must be named and who must not be the same: the core's rule (gates.rs), said while it can still be put right.

import { inspectors } from './inspection.ts';
import { isNamed, sameName } from './names.ts';
import type { State } from './state.ts';

/** Duties that are not kept apart. */
export type Conflict = 'reviewer' | 'approver' | 'reviewerApproves' | 'representative' | 'organisation';

/** What is wrong, and which duties nobody has yet. */
export function peopleOwed(state: State): { conflicts: Conflict[]; missing: string[] } {
  const { people } = state;
  const own = inspectors(state);
  const inspected = (name: string): boolean => own.some((one) => sameName(one, name));
  const outside = (name: string): boolean => sameName(name, people.representative);
  const said = [...Object.values(state.attestations), ...Object.values(state.confirmations), ...state.waivers];
  const contractorAccepts = inspected(people.representative) || outside(people.reviewer) || outside(people.approver)
    || said.some((one) => outside(one.by));
  const found: [Conflict, boolean][] = [
    ['reviewer', inspected(people.reviewer)],
    ['approver', inspected(people.approver)],
    ['reviewerApproves', sameName(people.reviewer, people.approver)],
    ['representative', contractorAccepts],
    ['organisation', sameName(people.client, people.contractor)],
  ];
  const named: Record<string, boolean> = {
    inspector: own.length > 0, reviewer: isNamed(people.reviewer), approver: isNamed(people.approver),
    contractor: isNamed(people.representative),
  };
  return {
    conflicts: found.flatMap(([conflict, there]) => (there ? [conflict] : [])),
    missing: (state.judgement?.profile.judging.duties ?? []).filter((duty) => named[duty] !== true),
  };
}
