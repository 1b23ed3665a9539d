// How far the 100 % check is, and what could not be checked.

import type { JSX } from 'preact';

import { Bar } from '../parts/bar.tsx';
import { pace } from '../state/pace.ts';
import { sayBytes } from '../words/words.ts';
import type { ScreenProps } from './props.ts';

export function MeasuringScreen({ state, words, deeds }: ScreenProps): JSX.Element {
  const said = words.measuring;
  const progress = state.progress;
  const { rate, left } = progress === null ? { rate: null, left: null } : pace(progress);
  return (
    <main class="measuring">
      <h1>{said.title}</h1>
      <p class="file-name">{state.overview?.name}</p>
      {progress !== null && (
        <section class="card" aria-live="polite">
          <p data-test="phase">{said.phases[progress.phase]}</p>
          <Bar part={progress.bytes} whole={progress.bytesTotal} label={said.title} />
          <dl class="numbers">
            <div><dt>{said.bytes}</dt><dd>{sayBytes(progress.bytes)} / {sayBytes(progress.bytesTotal)}</dd></div>
            <div><dt>{said.entries}</dt><dd data-test="entries-done">{progress.entries} / {progress.entriesTotal}</dd></div>
            <div><dt>{said.rate}</dt><dd>{rate === null ? said.unknown : `${sayBytes(rate)}/s`}</dd></div>
            <div><dt>{said.left}</dt><dd>{left === null ? said.unknown : said.seconds(left)}</dd></div>
          </dl>
        </section>
      )}
      {state.missing.length > 0 && (
        <section class="notice bad" role="alert" data-test="missing">
          <h2>{said.missingTitle(state.missing.length)}</h2>
          <p>{said.missingNext}</p>
          <ul class="paths">
            {state.missing.slice(0, 200).map((one) => (
              <li key={one.index}>{one.path}<small> {one.failure.kind}: {one.failure.detail}</small></li>
            ))}
          </ul>
          <button type="button" class="primary" onClick={deeds.again} data-test="retry-missing">{said.retryMissing}</button>
        </section>
      )}
      <p class="actions">
        <button type="button" onClick={deeds.cancel} data-test="cancel">{said.cancel}</button>
      </p>
    </main>
  );
}
