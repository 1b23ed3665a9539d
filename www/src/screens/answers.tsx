// The right side of the inspection: the catalogue row, and for each point what was said of it and by whom.

import type { JSX } from 'preact';

import { NAMES } from '../parts/names.tsx';
import { pageOwed, standing, unitSeen } from '../state/inspection.ts';
import { authorOf, opinionNow, standingOf, type Standing } from '../state/standing.ts';
import { pageKey, type Said, type State } from '../state/state.ts';
import { visible } from '../state/visible.ts';
import type { InspectionPoint, PageName, Unit } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';
import type { ScreenProps } from './props.ts';

interface Props extends ScreenProps {
  unit: Unit;
  at: number;
  all: number;
  /** The page that is shown. */
  page: PageName | null;
  /** It cannot be shown here. */
  failed: boolean;
  onPassAll(): void;
  onFail(point: string): void;
  onMark(point: string): void;
  onGo(to: number): void;
}

export function Answers(props: Props): JSX.Element {
  const { state, words, unit, at, all } = props;
  const said = words.inspection;
  const mayPass = unitSeen(unit, state.seen);
  const unseen = unit.pages.filter((page) => pageOwed(page, state.seen[pageKey(page.entry, page.page)]) !== 'nothing').length;
  const stands = standing(state, unit.archivalCode);
  return (
    <section class="answers">
      <p class="page-line">
        <button type="button" data-test="unit-previous" disabled={at === 0} onClick={() => props.onGo(at - 1)} aria-label={said.unitPrevious}>↑</button>
        <span>{said.unitOf(at + 1, all, words.sample.plan.unitNames[state.sample?.unit ?? 'item'])} · <span class={`status ${stands}`} data-test="unit-standing">{said.standing[stands]}</span></span>
        <button type="button" data-test="unit-next" disabled={at + 1 >= all} onClick={() => props.onGo(at + 1)} aria-label={said.unitNext}>↓</button>
      </p>
      <h2>{said.row} {unit.row > 0 && <small>{said.rowNumber(unit.row)}</small>}</h2>
      <dl class="row-fields">
        {Object.entries(unit.fields).filter(([, value]) => value !== '').map(([field, value]) => (
          <div key={field}><dt>{words.fields[field] ?? field}</dt><dd>{visible(value)}</dd></div>
        ))}
      </dl>
      <VolumeItems unit={unit} words={words} />
      {!mayPass && <p class="notice warn small" data-test="unseen">{unit.pages.length === 0 ? said.noPages : said.unseen(unseen)}</p>}
      <Declaration {...props} />
      <button type="button" class="primary wide" data-test="pass-all" disabled={!mayPass} onClick={props.onPassAll}>{said.passAll} (A)</button>
      <ol class="points">
        {(state.judgement?.profile.inspection ?? []).map((point, number) => (
          <Point key={point.id} {...props} point={point} number={number + 1} mayPass={mayPass} />
        ))}
      </ol>
    </section>
  );
}

function VolumeItems({ unit, words }: { unit: Unit; words: Words }): JSX.Element | null {
  const said = words.inspection;
  const items = unit.items ?? [];
  if (items.length === 0) return null;
  return (
    <details open data-test="volume-items">
      <summary>{said.items} ({items.length})</summary>
      <div class="scroll small items">
        <table>
          <thead><tr><th>{said.itemsColumns.code}</th><th>{said.itemsColumns.title}</th><th class="number">{said.itemsColumns.pages}</th></tr></thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.archivalCode}><td class="code">{visible(item.archivalCode)}</td><td>{visible(item.fields['title'] ?? '')}</td><td class="number">{item.pages}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** For what this page cannot show: somebody's word, with the digest of what it is about. */
function Declaration({ state, words, change, unit, failed }: Props): JSX.Element | null {
  const said = words.inspection;
  const owed = unit.pages.filter((page) => page.readable && pageOwed(page, state.seen[pageKey(page.entry, page.page)]) !== 'nothing');
  if (!failed || owed.length === 0) return null;
  const files = new Map(owed.map((page) => [page.path, page.sha256]));
  return (
    <div class="notice small" data-test="declaration">
      <p>{said.declareHint}</p>
      <ul class="paths">{[...files].map(([path, sha256]) => <li key={path}>{visible(path)}<br /><code>SHA-256 {sha256}</code></li>)}</ul>
      <button type="button" data-test="declare" onClick={() => change({ type: 'declared', unit: unit.archivalCode })}>{said.declare}</button>
    </div>
  );
}

interface PointProps extends Props {
  point: InspectionPoint;
  number: number;
  mayPass: boolean;
}

function Point(props: PointProps): JSX.Element {
  const { state, words, change, unit, point, number, mayPass } = props;
  const said = words.inspection;
  const name = said.points[point.id]?.name ?? point.id;
  const stands = standingOf(state, unit.archivalCode, point.id);
  const own = stands[opinionNow(state)];
  return (
    <li data-point={point.id} data-answer={stands.answer}>
      <p>
        <strong>{number}. {name}</strong>{stands.answer === 'disputed' && <span class="status toAttest" data-test={`disputed-${point.id}`}>{said.standing.disputed}</span>}
        <br /><small>{said.points[point.id]?.ask}</small>
      </p>
      <p class="choice">
        <button
          type="button" data-test={`pass-${point.id}`} disabled={!mayPass} aria-pressed={own?.passed === true} class="pass"
          onClick={() => change({ type: 'verdict', given: { unit: unit.archivalCode, point: point.id, passed: true, time: new Date().toISOString() } })}
        >√ {said.pass}</button>
        <button
          type="button" data-test={`fail-${point.id}`} aria-pressed={own?.passed === false} class="fail"
          onClick={() => props.onFail(point.id)}
        >× {said.fail}</button>
      </p>
      {own?.passed === false && <Failure {...props} own={own} name={name} />}
      <Voices state={state} words={words} stands={stands} point={point.id} asked={opinionNow(state) === 'second'} />
      {(stands.answer === 'disputed' || stands.overruling !== null) && <Overruling {...props} stands={stands} />}
    </li>
  );
}

function Failure({ words, change, unit, page, point, own, name, onMark }: PointProps & { own: Said; name: string }): JSX.Element {
  const said = words.inspection;
  const marked = page !== null && own.pages.some((one) => one.entry === page.entry && one.page === page.page);
  const number = (one: PageName): number => unit.pages.findIndex((line) => line.path === one.entry && line.page === one.page) + 1;
  return (
    <div class="failure">
      {point.defects.length > 0 && (
        <select
          value={own.defect} data-test={`defect-${point.id}`} aria-label={`${name} ${said.defect}`}
          onChange={(event) => change({ type: 'remark', unit: unit.archivalCode, point: point.id, defect: event.currentTarget.value })}
        >
          <option value="">{said.defect}{words.colon}{said.defectAny}</option>
          {point.defects.map((defect) => <option key={defect} value={defect}>{defect}</option>)}
        </select>
      )}
      <input
        type="text" data-note data-test={`note-${point.id}`} value={own.note} placeholder={said.notePlaceholder} aria-label={`${name} ${said.note}`}
        onInput={(event) => change({ type: 'remark', unit: unit.archivalCode, point: point.id, note: event.currentTarget.value })}
      />
      {page !== null && unit.pages.length > 1 && (
        <button type="button" aria-pressed={marked} class="mark" data-test={`mark-${point.id}`} onClick={() => onMark(point.id)}>{said.failingPage}</button>
      )}
      {own.pages.length > 0 && (
        <p class="small" data-test={`marked-${point.id}`}>{said.failingPages(own.pages.map((one) => said.pageName(number(one))).join(words.list))}</p>
      )}
    </div>
  );
}

/** Who said what, where more than one has spoken or is being asked. */
function Voices({ state, words, stands, point, asked }: {
  state: State; words: Words; stands: Standing; point: string; asked: boolean;
}): JSX.Element | null {
  const said = words.inspection;
  const voices = (['first', 'second', 'overruling'] as const).flatMap((opinion) => {
    const one = stands[opinion];
    return one === null ? [] : [said.said(said.opinions[opinion], authorOf(state.inspector, one), one.passed)];
  });
  if (voices.length === 0 || (!asked && stands.second === null && stands.overruling === null)) return null;
  return <p class="voices small" data-test={`voices-${point}`}>{voices.join(' · ')}</p>;
}

function Overruling({ state, words, change, unit, point, mayPass, stands }: PointProps & { stands: Standing }): JSX.Element {
  const said = words.inspection;
  const named = state.people.reviewer.trim() !== '';
  const overrule = (passed: boolean): void =>
    change({ type: 'overruled', given: { unit: unit.archivalCode, point: point.id, passed, time: new Date().toISOString() } });
  return (
    <div class="notice warn small overruling">
      <p>{stands.answer === 'disputed' ? said.overruleNext : said.overrule}</p>
      <p class="field-row">
        <input
          type="text" list={NAMES} value={state.people.reviewer} data-test={`overrule-by-${point.id}`} placeholder={said.overruleName} aria-label={words.people.reviewer} autocomplete="off"
          onInput={(event) => change({ type: 'people', people: { reviewer: event.currentTarget.value } })}
        />
        <button type="button" class="pass" disabled={!named || !mayPass} aria-pressed={stands.overruling?.passed === true} data-test={`overrule-pass-${point.id}`} onClick={() => overrule(true)}>√ {said.pass}</button>
        <button type="button" class="fail" disabled={!named} aria-pressed={stands.overruling?.passed === false} data-test={`overrule-fail-${point.id}`} onClick={() => overrule(false)}>× {said.fail}</button>
      </p>
    </div>
  );
}
