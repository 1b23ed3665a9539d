// What stands of each unit and point, from everything that was said: the core's rule (inspection.rs), so that the page shows
// what the decision will rest on. The danger: shown as passed here and not counted there.

import type { Opinion, People } from '../worker/boundary.ts';
import { isNamed, sameName } from './names.ts';
import type { Said, State } from './state.ts';

/** What follows for one point of one unit. */
export type Answer = 'open' | 'disputed' | 'passed' | 'failed';

/** The part of a verdict that decides what stands; those of a report have it too. */
export type Word = Pick<Said, 'unit' | 'point' | 'passed' | 'opinion' | 'by'>;

/** The last word of each opinion on one point of one unit, and what follows. */
export interface Standing<W extends Word = Said> {
  first: W | null;
  second: W | null;
  overruling: W | null;
  answer: Answer;
}

const NOTHING: Standing = { first: null, second: null, overruling: null, answer: 'open' };

/** Who may overrule an inspector. */
export function mayOverrule(people: People, name: string): boolean {
  return sameName(name, people.reviewer) || sameName(name, people.approver);
}

/** Who said it. */
export function authorOf(inspector: string, said: { by?: string }): string {
  return said.by !== undefined && isNamed(said.by) ? said.by : inspector;
}

function answerOf({ first, second, overruling }: Standing<Word>): Answer {
  if (first === null) return 'open';
  if (overruling === null && second !== null && second.passed !== first.passed) return 'disputed';
  return (overruling ?? first).passed ? 'passed' : 'failed';
}

/** What stands, by unit and point. An inspector who is not named yet is taken for somebody: the decision asks for the name. */
export function standings<W extends Word>(verdicts: readonly W[], inspector: string, people: People): Map<string, Standing<W>> {
  const all = new Map<string, Standing<W>>();
  for (const said of verdicts) {
    const key = `${said.unit}\n${said.point}`;
    const one = all.get(key) ?? { first: null, second: null, overruling: null, answer: 'open' as const };
    if (said.opinion === 'overruling') {
      if (mayOverrule(people, authorOf(inspector, said))) one.overruling = said;
    } else one[said.opinion] = said;
    all.set(key, one);
  }
  for (const one of all.values()) {
    const own = one.first !== null && one.second !== null
      && sameName(authorOf(inspector, one.first), authorOf(inspector, one.second));
    if (own) one.second = null;
    one.answer = answerOf(one);
  }
  return all;
}

// One state is asked for every unit in turn; the last one's answers are kept.
let kept: { verdicts: Said[]; inspector: string; people: People; all: Map<string, Standing> } | null = null;

/** What stands of one point of one unit. */
export function standingOf(state: State, unit: string, point: string): Standing {
  const { verdicts, inspector, people } = state;
  if (kept === null || kept.verdicts !== verdicts || kept.inspector !== inspector || kept.people !== people) {
    kept = { verdicts, inspector, people, all: standings(verdicts, inspector, people) };
  }
  return kept.all.get(`${unit}\n${point}`) ?? NOTHING;
}

/** Whose word a verdict given now is. */
export function opinionNow(state: State): Opinion {
  return state.second.trim() === '' ? 'first' : 'second';
}
