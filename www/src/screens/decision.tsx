// The decision with its arithmetic, and what is still owed before it.

import type { JSX } from 'preact';

import { NAMES } from '../parts/names.tsx';
import { inspectionCount, pickedUnits, sampledUnits, standing } from '../state/inspection.ts';
import type { State } from '../state/state.ts';
import type { Words } from '../words/words.ts';
import { Bounds, Gates } from './gates.tsx';
import { peopleSaid } from './people.tsx';
import type { ScreenProps } from './props.ts';

function owed(state: State, words: Words): string[] {
  const said = words.decision;
  const count = inspectionCount(state);
  const beside = pickedUnits(state);
  const besides = inspectionCount(state, beside);
  const disputed = [...sampledUnits(state), ...beside].filter((unit) => standing(state, unit.archivalCode) === 'disputed').length;
  const people = peopleSaid(state, words);
  const unnamed = Object.values(state.attestations).filter((one) => one.by.trim() === '').length;
  const unconfirmed = Object.values(state.confirmations).filter((one) => one.by.trim() === '').length;
  return [
    state.sample === null ? said.owedSample : '',
    ...people.conflicts,
    people.missing.length > 0 ? words.people.missing(people.missing.join(words.list)) : '',
    disputed > 0 ? said.owedDisputed(disputed) : '',
    besides.answered < besides.units ? said.owedPicks(besides.units - besides.answered) : '',
    count.answered < count.units ? said.owedUnits(count.units - count.answered, words.sample.plan.unitNames[state.sample?.unit ?? 'item']) : '',
    unnamed > 0 ? said.owedAttestations(unnamed) : '',
    unconfirmed > 0 ? said.owedConfirmations(unconfirmed) : '',
  ].filter((line) => line !== '');
}

export function DecisionScreen({ state, words, change, deeds }: ScreenProps): JSX.Element {
  const said = words.decision;
  const lines = owed(state, words);
  const decision = state.decision;
  return (
    <main class="decision">
      <h1>{said.title}</h1>
      {lines.length > 0 && (
        <section class="notice warn" data-test="owed">
          <h2>{said.owed}</h2>
          <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
        </section>
      )}
      <section class="card deciding">
        <label class="field inline">
          <span>{words.inspection.inspector}</span>
          <input
            type="text" list={NAMES} value={state.inspector} data-test="decision-inspector" autocomplete="off"
            onInput={(event) => change({ type: 'inspector', inspector: event.currentTarget.value })}
          />
        </label>
        <label class="field inline">
          <span>{words.people.reviewer}</span>
          <input
            type="text" list={NAMES} value={state.people.reviewer} data-test="decision-reviewer" autocomplete="off"
            onInput={(event) => change({ type: 'people', people: { reviewer: event.currentTarget.value } })}
          />
        </label>
        <p class="actions">
          <button type="button" class={decision === null ? 'primary' : ''} data-test="decide" onClick={deeds.decide}>{decision === null ? said.decide : said.again}</button>
        </p>
      </section>
      {decision !== null && (
        <section class={`card outcome ${decision.outcome}`} aria-live="polite">
          <p class="outcome-word" data-test="outcome" data-outcome={decision.outcome}>{said.outcomes[decision.outcome] ?? decision.outcome}</p>
          <p>{said.outcomeNext[decision.outcome]}</p>
          <p class="quiet">{said.explain}</p>
          {decision.outcome === 'rework' && (
            <label class="field">
              <span>{said.deadline}</span>
              <input
                type="date" value={state.deadline} data-test="deadline"
                onChange={(event) => {
                  change({ type: 'deadline', deadline: event.currentTarget.value });
                  deeds.decide();
                }}
              />
            </label>
          )}
          <Gates decision={decision} words={words} language={state.language} />
          <Bounds decision={decision} words={words} language={state.language} />
          <p class="actions">
            <button type="button" class="primary" data-test="to-signing" onClick={() => change({ type: 'show', screen: 'signing' })}>{said.goOn}</button>
            <button type="button" data-test="to-report" onClick={() => { deeds.prepare(); change({ type: 'show', screen: 'report' }); }}>{said.reportOnly}</button>
          </p>
        </section>
      )}
    </main>
  );
}
