// What stands of each unit and point, from everything that was said: the core's rule (inspection.rs), so that the page shows
// what the decision will rest on. The danger: shown as passed here and not counted there.

import type { Opinion, People } from '../worker/boundary.ts';
import { isNamed, sameName } from './names.ts';
import type { Said, State } from './state.ts';

/** What follows for one point of one unit. */
export type Answer = 'open' | 'disputed' | 'passed' | 'failed';

/** The part of a verdict that decides what stands; those of a report have it too. */
export type Word = Pick<Said, 'unit' | 'point' | 'passed' | 'opinion' | 'by'>;

/** What counts on one point of one unit, and what follows: the first opinion, another's that differs if there is one. */
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

/** The last word of each person on one point of one unit. */
interface Words<W extends Word> {
  first: { author: string; said: W } | null;
  others: { author: string; said: W }[];
  overruling: W | null;
}

/** One more word: the first opinion is its author's, everybody else's is a second; of oneself only a failure counts twice. */
function take<W extends Word>(words: Words<W>, author: string, said: W): void {
  const own = (name: string): boolean => sameName(name, author) || (name.trim() === '' && author.trim() === '');
  if (words.first !== null && own(words.first.author)) {
    if (said.opinion === 'first' || !said.passed) words.first.said = said;
  } else if (words.first === null && said.opinion === 'first') {
    words.others = words.others.filter((one) => !own(one.author));
    words.first = { author, said };
  } else {
    const known = words.others.find((one) => own(one.author));
    if (known === undefined) words.others.push({ author, said });
    else known.said = said;
  }
}

function standing<W extends Word>({ first, others, overruling }: Words<W>): Standing<W> {
  const differs = others.find((one) => first !== null && one.said.passed !== first.said.passed);
  const second = differs ?? others.at(-1);
  const one = { first: first?.said ?? null, second: second?.said ?? null, overruling, answer: 'open' as const };
  return { ...one, answer: answerOf(one) };
}

/** What stands, by unit and point. An inspector who is not named yet is taken for somebody: the decision asks for the name. */
export function standings<W extends Word>(verdicts: readonly W[], inspector: string, people: People): Map<string, Standing<W>> {
  const all = new Map<string, Words<W>>();
  for (const said of verdicts) {
    const author = authorOf(inspector, said);
    const key = `${said.unit}\n${said.point}`;
    const words = all.get(key) ?? { first: null, others: [], overruling: null };
    all.set(key, words);
    if (said.opinion !== 'overruling') take(words, author, said);
    else if (mayOverrule(people, author)) words.overruling = said;
    else if (!said.passed) take(words, author, said);
  }
  return new Map([...all].map(([key, words]) => [key, standing(words)]));
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
