// Units looked at beside the sample: those the screens suspect most, or whatever somebody wants to see. They are never
// counted in a rate, and this screen says so.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { isDrawn, picks, sampledCodes, unitOf } from '../state/inspection.ts';
import { visible } from '../state/visible.ts';
import type { JudgementView, TargetedPick } from '../worker/boundary.ts';
import { adviceOf } from './core-words.ts';
import type { ScreenProps } from './props.ts';

// The list is in order of suspicion; whoever wants more names it by code.
const SHOWN = 30;

export function Picks(props: ScreenProps & { judgement: JudgementView }): JSX.Element {
  const { state, words, change, judgement } = props;
  const said = words.sample;
  const all = picks(state);
  const chosen = new Set(all.map((one) => one.archivalCode));
  const drawn = new Set(state.sample === null ? [] : sampledCodes(state.sample));
  const risks = judgement.risks.filter((one) => !drawn.has(one.archivalCode) && !chosen.has(one.archivalCode));
  const pick = (archivalCode: string, reason: TargetedPick['reason'], note: string): void =>
    change({ type: 'picked', pick: { archivalCode, reason, by: state.inspector.trim(), note } });
  return (
    <section class="card" data-test="picks">
      <h2>{said.picksTitle}</h2>
      <p>{said.picksExplain}</p>
      {all.length > 0 && (
        <>
          <h3>{said.picked(all.length)}</h3>
          <table>
            <tbody>
              {all.map((one) => (
                <tr key={one.archivalCode} data-test="pick" data-unit={one.archivalCode} data-reason={one.reason}>
                  <td class="code">{visible(one.archivalCode)}</td>
                  <td>{said.reasons[one.reason]}{drawn.has(one.archivalCode) && `${words.pause}${said.pickDrawn}`}</td>
                  <td>{visible(one.note)}</td>
                  <td class="number">
                    {one.reason !== 'rework' && <button type="button" data-test="unpick" onClick={() => change({ type: 'unpicked', code: one.archivalCode })}>{said.unpick}</button>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <ByHand {...props} pick={(code, note) => pick(code, 'hand', note)} />
      {risks.length === 0 ? <p class="quiet">{said.noRisks}</p> : (
        <div class="scroll">
          <table data-test="risks">
            <thead><tr><th>{said.code}</th><th>{said.risk}</th><th /><th /></tr></thead>
            <tbody>
              {risks.slice(0, SHOWN).map((one) => {
                const why = one.codes.map((code) => adviceOf(state, code).what).join(' ');
                return (
                  <tr key={one.archivalCode} data-unit={one.archivalCode}>
                    <td class="code">{visible(one.archivalCode)}</td><td>{said.riskCounts(one.defects, one.notices)}</td><td class="small">{why}</td>
                    <td class="number"><button type="button" data-test="pick-risk" onClick={() => pick(one.archivalCode, 'risk', one.codes.join(' '))}>{said.pick}</button></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {risks.length > SHOWN && <p class="small">{said.riskMore(risks.length - SHOWN)}</p>}
        </div>
      )}
    </section>
  );
}

function ByHand({ state, words, judgement, pick }: ScreenProps & { judgement: JudgementView; pick(code: string, note: string): void }): JSX.Element {
  const said = words.sample;
  const [code, setCode] = useState('');
  const [note, setNote] = useState('');
  const wanted = code.trim();
  const known = unitOf(judgement, wanted) !== undefined;
  const drawn = isDrawn(state.sample, wanted);
  return (
    <form
      class="field-row" onSubmit={(event) => {
        event.preventDefault();
        if (!known || drawn) return;
        pick(wanted, note.trim());
        setCode('');
        setNote('');
      }}
    >
      <label class="field grow"><span>{said.pickCode}</span><input type="text" class="code" value={code} data-test="pick-code" autocomplete="off" spellcheck={false} onInput={(event) => setCode(event.currentTarget.value)} /></label>
      <label class="field grow"><span>{said.pickNote}</span><input type="text" value={note} data-test="pick-note" autocomplete="off" onInput={(event) => setNote(event.currentTarget.value)} /></label>
      <button type="submit" data-test="pick-add" disabled={!known || drawn}>{said.pickAdd}</button>
      {wanted !== '' && (!known || drawn) && <p class="status toAttest">{drawn ? said.pickDrawn : said.pickUnknown}</p>}
    </form>
  );
}
