// The sample on paper: the plan and where it comes from, what was drawn, how anyone draws it again, what it can tell.

import type { JSX } from 'preact';

import { redrawScript } from '../state/redraw.ts';
import { PowerText } from './curve.tsx';
import { Facts } from './paper-facts.tsx';
import { Plan } from './plan.tsx';
import type { PaperProps } from './report.tsx';
import { Strata } from './sample.tsx';

export function SampleText({ state, words, report }: PaperProps): JSX.Element {
  const said = words.report;
  const { sample, profile, power } = report;
  const plan = <Plan plan={profile.sampling} judging={profile.judging} sources={profile.sources} words={words} open />;
  if (sample == null) return <>{plan}<p>{said.noInspection}</p></>;
  const { unit, attributes } = sample;
  const of = words.sample.plan.unitNames[unit];
  return (
    <>
      {plan}
      <Facts rows={[
        [said.fields.population, `${sample.population} ${of}`],
        [said.fields.drawn, `${sample.units.length} ${of}`],
        ...(attributes == null ? [] : [[said.fields.letter, said.letter(attributes.letter, attributes.sampled, attributes.acceptance)] as [string, string]]),
        [said.fields.populationSha, sample.populationSha256],
        ...((sample.commitments ?? []).length === 0 ? [] : [[said.fields.commitments, (sample.commitments ?? []).join(words.list)] as [string, string]]),
        [said.fields.nonces, sample.nonces.join(words.list)],
        [said.fields.seed, sample.seed],
      ]} />
      {sample.strata.length > 1 && <Strata sample={sample} words={words} />}
      <p>{said.recipeTitle}{words.colon}{said.recipe}</p>
      <pre class="small">{redrawScript(state.core?.redraw ?? '', report.delivery.digest?.sha256 ?? '', sample)}</pre>
      {power != null && (
        <div class="whole">
          <h3>{words.sample.powerTitle}</h3>
          <PowerText power={power} population={sample.population} language={state.language} words={words} />
        </div>
      )}
    </>
  );
}
