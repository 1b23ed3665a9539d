// The first screen: a large place to drop a delivery, and the choice of the profile it is held against.

import type { JSX } from 'preact';

import { FileButton } from '../parts/file-button.tsx';
import { reached } from '../state/state.ts';
import { sayBytes } from '../words/words.ts';
import type { ScreenProps } from './props.ts';

export function OpenScreen({ state, words, change, deeds }: ScreenProps): JSX.Element {
  const ready = state.core !== null;
  const said = words.open;
  return (
    <main class="open">
      {reached(state, 'judged') && state.overview !== null && (
        <section class="notice" data-test="current">
          <h2>{said.current}{words.colon}{state.overview.name}</h2>
          <p>{sayBytes(state.overview.bytes)} · {words.files(state.overview.files)}</p>
          <p>{said.another}{words.colon}{said.anotherHint}</p>
        </section>
      )}
      <section class="drop">
        <h1>{said.title}</h1>
        <p>{said.accept}</p>
        <p class="actions">
          <FileButton
            label={ready ? said.choose : said.starting} accept=".zip,application/zip" multiple={false} test="choose-file"
            primary disabled={!ready} onFiles={(files) => { const [file] = files; if (file !== undefined) deeds.openDelivery(file); }}
          />
          <button type="button" data-test="to-check" disabled={!ready} onClick={() => change({ type: 'show', screen: 'check' })}>
            {said.chooseReport}
          </button>
        </p>
      </section>
      <section class="field-row">
        <label class="field">
          <span>{said.profile}</span>
          <select
            value={state.profile} data-test="profile" disabled={!ready}
            onChange={(event) => change({ type: 'profile', profile: event.currentTarget.value, file: null })}
          >
            {state.profileFile !== null && <option value={state.profile}>{said.profileOwn(state.profileFile)}</option>}
            {state.core?.profiles.map((profile) => (
              <option key={profile.id} value={profile.id}>{profile.title[state.language]}</option>
            ))}
          </select>
          <small>{said.profileHint}</small>
        </label>
        <FileButton
          label={said.profileFile} accept=".toml" multiple={false} test="profile-file" disabled={!ready}
          onFiles={([file]) => {
            if (file !== undefined) void file.text().then((profile) => change({ type: 'profile', profile, file: file.name }));
          }}
        />
      </section>
      <h2>{said.besideTitle}</h2>
      <section class="card field-row">
        <FileButton
          label={said.original} accept=".xlsx,.xls,.ods,.csv,.dbf,.xml" multiple={false} test="original-file" disabled={!ready}
          onFiles={([file]) => { if (file !== undefined) deeds.giveOriginal(file); }}
        />
        {state.original !== null && (
          <p data-test="original">
            {state.original} <button type="button" data-test="original-none" onClick={() => deeds.giveOriginal(null)}>{said.originalNone}</button>
          </p>
        )}
        <small class="grow">{said.originalHint}</small>
      </section>
      <EarlierRound state={state} words={words} change={change} deeds={deeds} />
      <p class="quiet">{said.privacy}</p>
    </main>
  );
}

/** The round before: its files, told apart by what is in them, and the day this delivery came. */
function EarlierRound({ state, words, change, deeds }: ScreenProps): JSX.Element {
  const said = words.open;
  const { earlier } = state;
  return (
    <section class="card field-row">
      <FileButton
        label={said.earlier} accept=".json,.p7s,*" multiple test="earlier-files" disabled={state.core === null}
        onFiles={(files) => deeds.giveEarlier(files)}
      />
      {earlier !== null && (
        <>
          <ul class="parts" data-test="earlier" data-complete={String(earlier.report !== null && earlier.sums !== null)}>
            {(['report', 'signature', 'sums', 'certificate'] as const).map((part) => (
              <li key={part}>{earlier[part] === null ? '–' : '√'} {said.earlierParts[part]}{words.colon}{earlier[part] ?? said.earlierMissing}</li>
            ))}
          </ul>
          <label class="field">
            <span>{said.handedOver}</span>
            <input type="date" value={state.handedOver} data-test="handed-over" onInput={(event) => change({ type: 'handedOver', day: event.currentTarget.value })} />
          </label>
          <button type="button" data-test="earlier-none" onClick={() => deeds.giveEarlier(null)}>{said.earlierNone}</button>
        </>
      )}
      <small class="grow">{said.earlierHint}</small>
    </section>
  );
}
