// Letting something pass in the open: who, why, by which clause, when. Apart from everything that passed, and revocable.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { NAMES } from '../parts/names.tsx';
import { dayOf } from '../state/clock-text.ts';
import type { State } from '../state/state.ts';
import { visible } from '../state/visible.ts';
import type { Waivable } from '../state/waiving.ts';
import type { Waiver } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';
import { adviceOf, checkTitle } from './core-words.ts';
import type { ScreenProps } from './props.ts';

/** What a waiver is about, in words: of a finding what happened, of a check its title. */
export function subjectText(state: State, subject: string): string {
  return /^[A-Z]+-\d+$/.test(subject) ? `${subject} ${checkTitle(state, subject)}` : `${adviceOf(state, subject).what} ${subject}`;
}

/** Where it is, in one line. */
export function placeOfLocus(words: Words, locus: Waivable['locus']): string {
  const said = words.findings;
  const parts = [
    locus?.archivalCode, locus?.entry, locus?.sheet == null ? null : said.whereSheet(locus.sheet),
    locus?.row == null ? null : said.whereRow(locus.row),
    locus?.page == null ? null : said.wherePage(locus.page),
  ].filter((part) => part != null && part !== '');
  return parts.length === 0 ? said.whereAll : visible(parts.join(' · '));
}

interface DialogProps extends ScreenProps {
  subject: Waivable;
  onClose(): void;
}

export function WaiverDialog({ state, words, change, subject, onClose }: DialogProps): JSX.Element {
  const said = words.findings;
  const dialog = useRef<HTMLDialogElement>(null);
  const last = state.waivers.at(-1);
  const [by, setBy] = useState(last?.by ?? '');
  const [reason, setReason] = useState('');
  const [clause, setClause] = useState(last?.clause ?? '');
  const [date, setDate] = useState(dayOf(new Date()));
  // Opened as a dialogue: the browser keeps the focus inside and gives it back.
  useEffect(() => { dialog.current?.showModal(); }, []);
  const complete = [by, reason, clause, date].every((text) => text.trim() !== '');
  const ofCheck = /^[A-Z]+-\d+$/.test(subject.subject);
  return (
    <dialog ref={dialog} class="waiver" aria-labelledby="waiver-title" data-test="waiver-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!complete) return;
          change({ type: 'waived', waiver: { ...subject, by: by.trim(), reason: reason.trim(), clause: clause.trim(), date } });
          dialog.current?.close();
        }}
      >
        <h2 id="waiver-title">{ofCheck ? said.waiveCheckTitle : said.waiveTitle}</h2>
        <p><strong>{subjectText(state, subject.subject)}</strong></p>
        <p class="where">{placeOfLocus(words, subject.locus)}</p>
        <p class="quiet">{said.waiveExplain}</p>
        <label class="field"><span>{said.waiveBy}</span><input type="text" list={NAMES} value={by} data-test="waive-by" autocomplete="off" onInput={(event) => setBy(event.currentTarget.value)} /></label>
        <label class="field"><span>{said.waiveReason}</span><input type="text" value={reason} data-test="waive-reason" autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} /></label>
        <label class="field"><span>{said.waiveClause}</span><input type="text" value={clause} data-test="waive-clause" autocomplete="off" onInput={(event) => setClause(event.currentTarget.value)} /></label>
        <label class="field"><span>{said.waiveDate}</span><input type="date" value={date} data-test="waive-date" onInput={(event) => setDate(event.currentTarget.value)} /></label>
        <p class="actions">
          <button type="submit" class="primary" data-test="waive-do" disabled={!complete}>{said.waiveDo}</button>
          <button type="button" data-test="waive-not" onClick={() => dialog.current?.close()}>{said.waiveNot}</button>
        </p>
      </form>
    </dialog>
  );
}

/** What is waived, each with a way back. */
export function WaivedCard({ state, words, change }: ScreenProps): JSX.Element | null {
  const said = words.findings;
  if (state.waivers.length === 0) return null;
  return (
    <section class="card" data-test="waivers">
      <h2>{said.waived(state.waivers.length)}</h2>
      <WaiverTable state={state} words={words} waivers={state.waivers} onWithdraw={(waiver) => change({ type: 'unwaived', waiver })} />
    </section>
  );
}

/** The waivers as a table. */
export function WaiverTable({ state, words, waivers, onWithdraw }: Pick<ScreenProps, 'state' | 'words'> & {
  waivers: Waiver[]; onWithdraw?(waiver: Waiver): void;
}): JSX.Element {
  const said = words.report.waiverColumns;
  return (
    <table>
      <thead><tr><th>{said.subject}</th><th>{said.where}</th><th class="tight">{said.by}</th><th>{said.reason}</th><th>{said.clause}</th><th>{said.date}</th>{onWithdraw !== undefined && <th />}</tr></thead>
      <tbody>
        {waivers.map((one, at) => (
          <tr key={at} data-test="waiver" data-subject={one.subject}>
            <td>{subjectText(state, one.subject)}</td><td>{placeOfLocus(words, one.locus)}</td><td class="tight">{one.by}</td><td>{one.reason}</td><td>{one.clause}</td><td class="tight">{one.date}</td>
            {onWithdraw !== undefined && <td class="tight"><button type="button" data-test="unwaive" onClick={() => onWithdraw(one)}>{words.findings.withdraw}</button></td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
