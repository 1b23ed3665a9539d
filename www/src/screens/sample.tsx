// The draw: nonces first, units after, so that neither side can steer it (PEERS e31).

import type { JSX } from 'preact';

import { sampledUnits } from '../state/inspection.ts';
import type { ScreenProps } from './props.ts';

export function SampleScreen({ state, words, change, deeds }: ScreenProps): JSX.Element | null {
  const said = words.sample;
  const judgement = state.judgement;
  if (judgement === null) return null;
  const plan = judgement.profile.sampling;
  const drawn = state.sample;
  const empty = judgement.units.length === 0;
  return (
    <main class="sample">
      <h1>{said.title}</h1>
      <p>{said.explain}</p>
      <p class="quiet">{said.plan(plan.rate.numerator, plan.rate.denominator, plan.minimum)}</p>
      {empty && <p class="notice warn">{said.noUnits}</p>}
      <section class="card">
        {state.nonces.map((nonce, at) => (
          <label class="field" key={at}>
            <span>{said.nonce(at + 1)}</span>
            <input
              type="text" value={nonce} readOnly={drawn !== null} data-test={at === 0 ? 'nonce' : `nonce-${at + 1}`} autocomplete="off"
              onInput={(event) => change({ type: 'nonce', at, nonce: event.currentTarget.value })}
            />
          </label>
        ))}
        <small>{said.nonceHint}</small>
        {drawn === null && (
          <p class="actions">
            <button type="button" class="primary" data-test="draw" disabled={empty || state.nonces.every((one) => one.trim() === '')} onClick={deeds.draw}>{said.draw}</button>
            <button type="button" data-test="nonce-add" onClick={() => change({ type: 'nonceAdded' })}>{said.add}</button>
          </p>
        )}
      </section>
      {drawn !== null && (
        <section class="card">
          <h2 data-test="drawn">{said.drawn(drawn.units.length, drawn.population)}</h2>
          <p class="digest">{said.seed}{words.colon}<code data-test="seed">{drawn.seed}</code></p>
          <p class="quiet">{said.recipe}</p>
          <p class="actions">
            <button type="button" class="primary" data-test="to-inspection" onClick={() => change({ type: 'show', screen: 'inspection' })}>{said.goOn}</button>
          </p>
          <div class="scroll">
            <table data-test="sample">
              <thead><tr><th>{said.code}</th><th>{said.titleColumn}</th><th class="number">{said.pages}</th></tr></thead>
              <tbody>
                {sampledUnits(state).map((unit) => (
                  <tr key={unit.archivalCode}>
                    <td class="code">{unit.archivalCode}</td><td>{unit.fields['title']}</td><td class="number">{unit.pages.length}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </main>
  );
}
