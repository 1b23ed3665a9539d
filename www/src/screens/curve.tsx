// What the sample can tell: the core's sentences, and the operating curve as a plot.

import type { JSX } from 'preact';

import { Plot, type Line } from '../parts/plot.tsx';
import type { Language } from '../state/state.ts';
import type { Power } from '../worker/boundary.ts';
import { sayShare, type Words } from '../words/words.ts';

const CHANCES = [0, 0.25, 0.5, 0.75, 1];

interface Props {
  power: Power;
  population: number;
  language: Language;
  words: Words;
}

export function PowerText({ power, population, language, words }: Props): JSX.Element {
  return (
    <>
      <ul class="sentences" data-test="power">
        {power.detection.map((one) => <li key={one.perMille}>{one.sentence[language]}</li>)}
        {power.curves.map((curve, at) => <li key={at}>{words.sample.curve.required(sayShare(curve.required))}{words.colon}{curve.sentence[language]}</li>)}
      </ul>
      {power.stratified && <p class="small">{words.sample.stratifiedNote}</p>}
      <OperatingCurve power={power} population={population} language={language} words={words} />
    </>
  );
}

/** Nothing where there are too few units for a curve to say more than the sentences. */
function OperatingCurve({ power, population, words }: Props): JSX.Element | null {
  const said = words.sample.curve;
  const lines: Line[] = [];
  for (const curve of power.curves) {
    const points = curve.points.map((point) => ({ x: point.bad / population, y: point.acceptedPpm / 1e6 }));
    const share = sayShare(curve.required);
    // Small samples allow no bad unit under either demand: then the two are one line, and have both names.
    const same = lines.find((line) => JSON.stringify(line.points) === JSON.stringify(points));
    if (same === undefined) lines.push({ name: said.required(share), points });
    else same.name += `${words.list}${share}`;
  }
  const most = Math.max(0, ...lines.flatMap((line) => line.points.map((point) => point.x)));
  if (lines.every((line) => line.points.length < 3)) return null;
  const step = most > 0.12 ? 0.05 : 0.02;
  const ticks = Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, at) => at * step);
  const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
  const told = lines.map((line) => {
    const near = line.points.find((point) => point.x >= 0.05) ?? line.points.at(-1);
    return near === undefined ? '' : `${line.name}${words.colon}${said.point(percent(near.x), percent(near.y))}`;
  });
  return (
    <Plot
      title={said.title} test="curve" lines={lines} alternative={said.alternative(told.join('; '))}
      x={{ label: said.x, most, ticks, say: percent }} y={{ label: said.y, ticks: CHANCES, say: percent }}
      {...(most >= 0.05 ? { mark: { x: 0.05, name: said.at } } : {})}
    />
  );
}
