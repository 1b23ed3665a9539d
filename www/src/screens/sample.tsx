// The draw: nonces first, units after, so that neither side can steer it (PEERS e31). With two parties each commits to its
// nonce before either is shown.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { SaveLink } from '../parts/save-link.tsx';
import { sampledUnits } from '../state/inspection.ts';
import { redrawScript } from '../state/redraw.ts';
import { visible } from '../state/visible.ts';
import type { JudgementView, Sample } from '../worker/boundary.ts';
import { PowerText } from './curve.tsx';
import { Picks } from './picks.tsx';
import { Plan } from './plan.tsx';
import type { ScreenProps } from './props.ts';

export function SampleScreen(props: ScreenProps): JSX.Element | null {
  const { state, words } = props;
  const said = words.sample;
  const judgement = state.judgement;
  if (judgement === null) return null;
  const { sampling, judging, inspection, sources } = judgement.profile;
  return (
    <main class="sample">
      <h1>{said.title}</h1>
      <section class="card">
        <h2>{said.planTitle}</h2>
        <Plan plan={sampling} judging={judging} points={inspection} sources={sources} words={words} />
      </section>
      {judgement.units.length === 0 && <p class="notice warn">{said.noUnits}</p>}
      <Nonces {...props} judgement={judgement} />
      {state.sample !== null && <Drawn {...props} judgement={judgement} sample={state.sample} />}
      {state.sample !== null && <Picks {...props} judgement={judgement} />}
    </main>
  );
}

const HEX = /^\s*[0-9a-fA-F]{64}\s*$/;

function Nonces({ state, words, change, deeds, judgement }: ScreenProps & { judgement: JudgementView }): JSX.Element {
  const said = words.sample;
  const frozen = state.sample !== null;
  const two = state.commitments.length > 0;
  const hidden = two && !state.committed;
  const mayDraw = judgement.units.length > 0
    && (two ? state.nonces.every((one) => one.trim() !== '') : state.nonces.some((one) => one.trim() !== ''));
  return (
    <section class="card">
      <p>{said.explain}</p>
      {!frozen && !state.committed && (
        <div class="field-row" role="radiogroup" aria-label={said.partiesLabel}>
          {([['one', false], ['two', true]] as const).map(([name, committing]) => (
            <label class="choice-tick" key={name}>
              <input type="radio" name="parties" checked={two === committing} data-test={`parties-${name}`} onChange={() => change({ type: 'parties', committing })} />
              {said.parties[name]}
            </label>
          ))}
        </div>
      )}
      {hidden && <p>{said.commitExplain}</p>}
      {state.commitments.map((one, at) => (
        <label class="field" key={at}>
          <span>{said.commitment(at + 1)}</span>
          <input
            type="text" class="code" value={one} readOnly={state.committed} data-test={`commitment-${at + 1}`} autocomplete="off" spellcheck={false}
            onInput={(event) => change({ type: 'commitment', at, digest: event.currentTarget.value })}
          />
        </label>
      ))}
      {hidden && (
        <>
          <p class="actions">
            <button type="button" class="primary" data-test="commit" disabled={!state.commitments.every((one) => HEX.test(one))} onClick={deeds.commit}>{said.commit}</button>
          </p>
          <CommitmentAid words={words} deeds={deeds} />
        </>
      )}
      {two && state.committed && !frozen && <p class="notice good" data-test="committed">{said.committed}</p>}
      {!hidden && state.nonces.map((nonce, at) => (
        <label class="field" key={at}>
          <span>{said.nonce(at + 1)}</span>
          <input
            type="text" value={nonce} readOnly={frozen} data-test={at === 0 ? 'nonce' : `nonce-${at + 1}`} autocomplete="off" spellcheck={false}
            onInput={(event) => change({ type: 'nonce', at, nonce: event.currentTarget.value })}
          />
        </label>
      ))}
      {frozen ? <p class="quiet">{said.frozen}</p> : !hidden && (
        <>
          {!two && <small>{said.nonceHint}</small>}
          <p class="actions">
            <button type="button" class="primary" data-test="draw" disabled={!mayDraw} onClick={deeds.draw}>{said.draw}</button>
            {!two && <button type="button" data-test="nonce-add" onClick={() => change({ type: 'nonceAdded' })}>{said.add}</button>}
          </p>
        </>
      )}
    </section>
  );
}

/** Computes a commitment. What is typed here stays here: no state, no draft. */
function CommitmentAid({ words, deeds }: Pick<ScreenProps, 'words' | 'deeds'>): JSX.Element {
  const said = words.sample;
  const [nonce, setNonce] = useState('');
  const [digest, setDigest] = useState('');
  const take = (text: string): void => {
    setNonce(text);
    setDigest('');
    // The draw takes nonces without blanks around them.
    if (text.trim() !== '') void deeds.digestOf(text.trim()).then(setDigest);
  };
  return (
    <details data-test="commitment-aid">
      <summary>{said.aidTitle}</summary>
      <div class="field-row">
        <label class="field grow"><span>{said.aidNonce}</span><input type="text" value={nonce} data-test="aid-nonce" autocomplete="off" spellcheck={false} onInput={(event) => take(event.currentTarget.value)} /></label>
        <button type="button" data-test="aid-random" onClick={() => take(deeds.newNonce())}>{said.aidRandom}</button>
      </div>
      {digest !== '' && <p>{said.aidDigest}{words.colon}<code data-test="aid-digest">{digest}</code></p>}
      <p class="small quiet">{said.aidKeep}</p>
    </details>
  );
}

function Drawn(props: ScreenProps & { judgement: JudgementView; sample: Sample }): JSX.Element {
  const { state, words, change, deeds, judgement, sample } = props;
  const said = words.sample;
  const unit = said.plan.unitNames[sample.unit];
  const [population, setPopulation] = useState<string | null>(null);
  useEffect(() => {
    void deeds.population().then(setPopulation, () => undefined);
  }, [sample]);
  return (
    <section class="card">
      <h2 data-test="drawn">{said.drawn(sample.units.length, sample.population, unit)}</h2>
      <p class="digest">{said.seed}{words.colon}<code data-test="seed">{sample.seed}</code></p>
      <p class="actions">
        <button type="button" class="primary" data-test="to-inspection" onClick={() => change({ type: 'show', screen: 'inspection' })}>{said.goOn}</button>
        {population !== null && (
          <>
            <SaveLink name="population.tsv" type="application/octet-stream" content={population} label={said.population} test="save-population" />
            <SaveLink name="redraw.sh" type="application/octet-stream" content={redrawScript(state.core?.redraw ?? '', judgement.digest?.sha256 ?? '', sample)} label={said.redraw} test="save-redraw" />
          </>
        )}
      </p>
      <p class="quiet small">{said.redrawHint}</p>
      {sample.strata.length > 1 && <><h3>{said.strataTitle}</h3><Strata sample={sample} words={words} /></>}
      {state.power !== null && (
        <>
          <h3>{said.powerTitle}</h3>
          <PowerText power={state.power} population={sample.population} language={state.language} words={words} />
        </>
      )}
      <div class="scroll">
        <table data-test="sample">
          <thead><tr>{sample.strata.length > 1 && <th>{said.stratum}</th>}<th>{said.code}</th><th>{said.titleColumn}</th><th class="number">{said.pages}</th></tr></thead>
          <tbody>
            {sampledUnits(state).map((one, at) => (
              <tr key={one.archivalCode}>
                {sample.strata.length > 1 && <td>{sample.units[at]?.stratum}</td>}
                <td class="code">{visible(one.archivalCode)}</td><td>{visible(one.fields['title'] ?? '')}</td><td class="number">{one.pages.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** How much was drawn of each stratum. */
export function Strata({ sample, words }: { sample: Sample; words: ScreenProps['words'] }): JSX.Element {
  const said = words.sample;
  return (
    <table data-test="strata">
      <thead><tr><th class="number">{said.stratum}</th><th /><th class="number">{said.stratumPopulation}</th><th class="number">{said.stratumDrawn}</th></tr></thead>
      <tbody>
        {sample.strata.map((stratum, at) => (
          <tr key={at}>
            <td class="number">{at + 1}</td><td>{stratum.values.length === 0 ? said.whole : visible(stratum.values.map((value) => value || words.none).join(' · '))}</td>
            <td class="number">{stratum.population}</td><td class="number">{stratum.drawn}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
