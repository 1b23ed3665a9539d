// The sampling plan in words, each demand with where it comes from: the standard is silent on most of it, so it is printed.

import type { JSX } from 'preact';

import type { InspectionPoint, JudgingRules, ProfileSource, SamplingPlan } from '../worker/boundary.ts';
import { sayShare, type Words } from '../words/words.ts';

interface Props {
  plan: SamplingPlan;
  judging: JudgingRules;
  /** Left out where the gates say it already. */
  points?: InspectionPoint[];
  sources: ProfileSource[];
  /** Shows the sources without being asked. */
  open?: boolean;
  words: Words;
}

/** The plan as short sentences. */
function planLines({ plan, judging, points, words }: Props): string[] {
  const said = words.sample.plan;
  const unit = said.unitNames[plan.unit];
  const attributes = plan.attributes ?? null;
  const demands = (points ?? []).map((point) => said.required(words.inspection.points[point.id]?.name ?? point.id, sayShare(point.required)));
  return [
    [
      ...(plan.preset == null ? [] : [said.presets[plan.preset] ?? plan.preset]),
      said.rate(unit, sayShare(plan.rate)), said.rounding[plan.rounding], said.minimum(unit, plan.minimum, plan.strata.length > 0),
      ...(plan.wholeUpTo > 0 ? [said.whole(unit, plan.wholeUpTo)] : []),
    ].join(words.pause),
    plan.strata.length === 0 ? said.noStrata : said.strata(plan.strata.map((field) => words.fields[field] ?? field).join(words.list)),
    ...(attributes === null ? [] : [said.attributes(attributes.level, String(attributes.limit / 1000), said.strictness[attributes.strictness])]),
    ...(demands.length === 0 ? [] : [demands.join(words.pause)]),
    said.denominators[judging.denominator],
    judging.pooled ? said.pooled : said.apart,
    said.dpi(judging.readableDpi),
  ];
}

export function Plan(props: Props): JSX.Element {
  const { sources, words } = props;
  const own = sources.filter((one) => /^(sampling|judging|inspection)/.test(one.rule));
  return (
    <>
      <ul class="sentences" data-test="plan">{planLines(props).map((line) => <li key={line}>{line}</li>)}</ul>
      {own.length > 0 && (
        <details class="small" open={props.open === true}>
          <summary>{words.sample.plan.sources}</summary>
          <ul class="quiet">{own.map((one) => <li key={one.rule}><code>{one.rule}</code>{words.colon}{one.source}{one.verified ? '' : ' †'}</li>)}</ul>
        </details>
      )}
    </>
  );
}
