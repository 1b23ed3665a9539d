// Who takes part, and who must not be the same (STANDARDS §0.1): said here while it can still be put right.

import type { JSX } from 'preact';

import { NAMES } from '../parts/names.tsx';
import { peopleOwed } from '../state/people.ts';
import type { State } from '../state/state.ts';
import type { Words } from '../words/words.ts';
import type { ScreenProps } from './props.ts';

/** What is wrong or missing, in words. */
export function peopleSaid(state: State, words: Words): { conflicts: string[]; missing: string[] } {
  const { conflicts, missing } = peopleOwed(state);
  return {
    conflicts: conflicts.map((one) => words.people.conflicts[one]),
    missing: missing.map((duty) => words.people.duties[duty] ?? duty),
  };
}

const ROLES = ['client', 'reviewer', 'approver', 'contractor', 'representative'] as const;

export function PeopleCard({ state, words, change }: ScreenProps): JSX.Element {
  const said = words.people;
  const { conflicts, missing } = peopleSaid(state, words);
  return (
    <section class="card people" data-test="people">
      <h2>{said.title}</h2>
      <p class="quiet">{said.explain}</p>
      <div class="field-row">
        <label class="field">
          <span>{words.inspection.inspector}</span>
          <input type="text" list={NAMES} value={state.inspector} data-test="people-inspector" autocomplete="off" onInput={(event) => change({ type: 'inspector', inspector: event.currentTarget.value })} />
        </label>
        {ROLES.map((role) => (
          <label class="field" key={role}>
            <span>{said[role]}</span>
            <input
              type="text" value={state.people[role]} data-test={`people-${role}`} autocomplete="off"
              {...(role === 'client' || role === 'contractor' ? {} : { list: NAMES })}
              onInput={(event) => change({ type: 'people', people: { [role]: event.currentTarget.value } })}
            />
          </label>
        ))}
      </div>
      <PeopleNotice conflicts={conflicts} missing={missing} words={words} />
    </section>
  );
}

function PeopleNotice({ conflicts, missing, words }: { conflicts: string[]; missing: string[]; words: Words }): JSX.Element {
  const said = words.people;
  if (conflicts.length > 0) return <ul class="notice bad small" role="alert" data-test="people-conflict">{conflicts.map((line) => <li key={line}>{line}</li>)}</ul>;
  if (missing.length > 0) return <p class="notice warn small" data-test="people-missing">{said.missing(missing.join(words.list))}</p>;
  return <p class="status passed" data-test="people-complete">{said.complete}</p>;
}
