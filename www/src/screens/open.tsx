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
      <section class="field-row">
        <FileButton
          label={said.original} accept=".xlsx,.xls,.ods,.csv,.dbf,.xml" multiple={false} test="original-file" disabled={!ready}
          onFiles={([file]) => { if (file !== undefined) deeds.giveOriginal(file); }}
        />
        {state.original !== null && (
          <p data-test="original">
            {state.original} <button type="button" data-test="original-none" onClick={() => deeds.giveOriginal(null)}>{said.originalNone}</button>
          </p>
        )}
        <small>{said.originalHint}</small>
      </section>
      <p class="quiet">{said.privacy}</p>
    </main>
  );
}
