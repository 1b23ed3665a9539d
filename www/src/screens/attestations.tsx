// What no machine can check: a named person attests; and the class B findings, which a person confirms.

import type { JSX } from 'preact';

import { NAMES } from '../parts/names.tsx';
import { visible } from '../state/visible.ts';
import type { Attestation, Confirmation } from '../worker/boundary.ts';
import { adviceOf, checkTitle } from './core-words.ts';
import { PeopleCard } from './people.tsx';
import type { ScreenProps } from './props.ts';

export function AttestationsScreen(props: ScreenProps): JSX.Element | null {
  const { state, words, change } = props;
  const said = words.attestations;
  if (state.judgement === null) return null;
  const attestations = Object.values(state.attestations);
  const confirmations = Object.values(state.confirmations);
  const first = attestations.find((one) => one.by !== '')?.by ?? '';
  const fill = (): void => {
    for (const one of attestations) if (one.by === '') change({ type: 'attest', attestation: { ...one, by: first } });
    for (const one of confirmations) if (one.by === '') change({ type: 'confirm', confirmation: { ...one, by: first } });
  };
  return (
    <main class="attestations">
      <h1>{said.title}</h1>
      <PeopleCard {...props} />
      <p>{said.explain}</p>
      {attestations.length === 0 && <p>{said.nothing}</p>}
      {attestations.map((one) => <AttestationRow key={one.check} {...props} one={one} />)}
      {confirmations.length > 0 && (
        <>
          <h2>{said.confirmTitle}</h2>
          <p>{said.confirmExplain}</p>
          {confirmations.map((one) => <ConfirmationRow key={one.code} {...props} one={one} />)}
        </>
      )}
      <p class="actions">
        <button type="button" class="primary" data-test="to-decision" onClick={() => change({ type: 'show', screen: 'decision' })}>{said.goOn}</button>
        {first !== '' && <button type="button" data-test="same-name" onClick={fill}>{said.sameName}</button>}
      </p>
    </main>
  );
}

function AttestationRow({ state, words, change, one }: ScreenProps & { one: Attestation }): JSX.Element {
  const said = words.attestations;
  const set = (part: Partial<Attestation>): void => change({ type: 'attest', attestation: { ...one, ...part } });
  return (
    <fieldset class="card attest" data-check={one.check}>
      <legend><span class="code">{one.check}</span> {checkTitle(state, one.check)}</legend>
      <p>{said.ask[one.check]}</p>
      {one.check === 'DOC-01' && <WorkFiles state={state} words={words} />}
      {one.check === 'SEC-03' && <RecordingDates one={one} words={words} set={set} />}
      <div class="field-row">
        <label class="choice-tick">
          <input type="radio" name={one.check} checked={one.satisfied} data-test={`attest-${one.check}`} onChange={() => set({ satisfied: true })} />
          {said.satisfied}
        </label>
        <label class="choice-tick">
          <input type="radio" name={one.check} checked={!one.satisfied} data-test={`refuse-${one.check}`} onChange={() => set({ satisfied: false })} />
          {said.notSatisfied}
        </label>
        <label class="field"><span>{said.by}</span><input type="text" list={NAMES} value={one.by} data-test={`attest-by-${one.check}`} autocomplete="off" onInput={(event) => set({ by: event.currentTarget.value })} /></label>
        <label class="field"><span>{said.date}</span><input type="date" value={one.date} data-test={`attest-date-${one.check}`} onInput={(event) => set({ date: event.currentTarget.value })} /></label>
        <label class="field grow"><span>{said.note}</span><input type="text" value={one.note} data-test={`attest-note-${one.check}`} onInput={(event) => set({ note: event.currentTarget.value })} /></label>
      </div>
      {one.by.trim() === '' && <p class="status toAttest">{said.waiting}</p>}
    </fieldset>
  );
}

/** What the delivery holds by name: a suggestion, not an answer. */
function WorkFiles({ state, words }: Pick<ScreenProps, 'state' | 'words'>): JSX.Element | null {
  const said = words.attestations;
  const kinds = state.judgement?.workFiles ?? [];
  if (kinds.length === 0) return null;
  return (
    <>
      <p>{said.workFiles}</p>
      <ul class="paths" data-test="work-files">
        {kinds.map((kind) => (
          <li key={kind.id} data-kind={kind.id} data-count={kind.count}>
            {kind.title[state.language]}{words.colon}
            {kind.count === 0 ? said.workFileNone : kind.entries.slice(0, 5).map((entry) => visible(entry.path)).join(words.list)}
            {kind.count > 5 && ` … (${kind.count})`}
          </li>
        ))}
      </ul>
    </>
  );
}

function RecordingDates({ one, words, set }: Pick<ScreenProps, 'words'> & { one: Attestation; set: (part: Partial<Attestation>) => void }): JSX.Element {
  const said = words.attestations;
  const dates = one.recordings ?? { madeOn: '', keptUntil: '' };
  return (
    <div class="field-row">
      <label class="field"><span>{said.recordedOn}</span><input type="date" value={dates.madeOn} data-test="recorded-on" onInput={(event) => set({ recordings: { ...dates, madeOn: event.currentTarget.value } })} /></label>
      <label class="field"><span>{said.keptUntil}</span><input type="date" value={dates.keptUntil} data-test="kept-until" onInput={(event) => set({ recordings: { ...dates, keptUntil: event.currentTarget.value } })} /></label>
    </div>
  );
}

function ConfirmationRow({ state, words, change, one }: ScreenProps & { one: Confirmation }): JSX.Element {
  const said = words.attestations;
  const set = (part: Partial<Confirmation>): void => change({ type: 'confirm', confirmation: { ...one, ...part } });
  const advice = adviceOf(state, one.code);
  const found = state.judgement?.findings.filter((finding) => finding.code === one.code) ?? [];
  return (
    <fieldset class="card attest" data-code={one.code}>
      <legend>{advice.what} <small>{said.times(found.length)}</small></legend>
      <p>{advice.next}</p>
      <ul class="paths">{found.slice(0, 20).map((finding, at) => <li key={at}>{visible(`${finding.entry ?? finding.archivalCode ?? ''} ${finding.found}`)}</li>)}</ul>
      <div class="field-row">
        <label class="choice-tick">
          <input type="radio" name={one.code} checked={one.accepted} data-test={`confirm-${one.code}`} onChange={() => set({ accepted: true })} />
          {said.accepted}
        </label>
        <label class="choice-tick">
          <input type="radio" name={one.code} checked={!one.accepted} data-test={`rework-${one.code}`} onChange={() => set({ accepted: false })} />
          {said.notAccepted}
        </label>
        <label class="field"><span>{said.by}</span><input type="text" list={NAMES} value={one.by} data-test={`confirm-by-${one.code}`} autocomplete="off" onInput={(event) => set({ by: event.currentTarget.value })} /></label>
        <label class="field grow"><span>{said.note}</span><input type="text" value={one.note} data-test={`confirm-note-${one.code}`} onInput={(event) => set({ note: event.currentTarget.value })} /></label>
      </div>
      {one.by.trim() === '' && <p class="status toAttest">{said.waiting}</p>}
    </fieldset>
  );
}
