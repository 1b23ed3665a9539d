// The inspection: a unit's pages beside its catalogue row, one answer a point, all of it from the keyboard. What may be
// passed is decided by the reducer, which knows what was seen; this screen only shows it.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Bar } from '../parts/bar.tsx';
import { typing, Viewer } from '../parts/viewer.tsx';
import { inspectionCount, sampledUnits, standing, unitSeen } from '../state/inspection.ts';
import { pageKey, type State } from '../state/state.ts';
import { visible } from '../state/visible.ts';
import type { Unit, UnitPage } from '../worker/boundary.ts';
import { failureOf } from '../worker/protocol.ts';
import type { ScreenProps } from './props.ts';

/** The picture of a page, with the next one fetched ahead so that paging does not wait. */
function usePicture(deeds: ScreenProps['deeds'], page: UnitPage | undefined, next: UnitPage | undefined): {
  picture: ImageBitmap | null; failed: string | null; retry(): void;
} {
  const [shown, setShown] = useState<{ key: string; picture: ImageBitmap | null; failed: string | null } | null>(null);
  const [tries, setTries] = useState(0);
  const key = page === undefined ? '' : pageKey(page.entry, page.page);
  useEffect(() => {
    if (page === undefined) return undefined;
    let wanted = true;
    deeds.picture(page.entry, page.page).then(
      (picture) => {
        if (!wanted) return;
        setShown({ key, picture, failed: null });
        if (next !== undefined) void deeds.picture(next.entry, next.page).catch(() => undefined);
      },
      (thrown: unknown) => { if (wanted) setShown({ key, picture: null, failed: failureOf(thrown).detail }); },
    );
    return () => { wanted = false; };
  }, [key, tries]);
  const current = shown?.key === key ? shown : null;
  return {
    picture: current?.picture ?? null,
    failed: current?.failed ?? null,
    retry: () => { setShown(null); setTries((was) => was + 1); },
  };
}

export function InspectionScreen(props: ScreenProps): JSX.Element | null {
  const { state, words, change, deeds } = props;
  const said = words.inspection;
  const units = sampledUnits(state);
  const firstOpen = Math.max(0, units.findIndex((unit) => standing(state, unit.archivalCode) === 'open'));
  const [at, setAt] = useState(firstOpen);
  const [pageAt, setPageAt] = useState(0);
  const [lock, setLock] = useState(false);
  const unit = units[at];
  const page = unit?.pages[pageAt];
  const { picture, failed, retry } = usePicture(deeds, page, unit?.pages[pageAt + 1] ?? units[at + 1]?.pages[0]);

  const go = (to: number): void => {
    if (to < 0 || to >= units.length) return;
    setAt(to);
    setPageAt(0);
  };
  const turn = (by: number): void => {
    const to = pageAt + by;
    if (unit !== undefined && to >= 0 && to < unit.pages.length) setPageAt(to);
  };
  const passAll = (): void => {
    if (unit !== undefined) change({ type: 'passAll', unit: unit.archivalCode, time: new Date().toISOString() });
  };
  const points = state.judgement?.profile.inspection ?? [];
  const fail = (point: string): void => {
    if (unit !== undefined) change({ type: 'verdict', unit: unit.archivalCode, point, verdict: toggled(state, unit, point) });
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const number = Number.parseInt(event.key, 10);
      const point = points[number - 1];
      if (event.key === 'ArrowRight' || event.key === 'PageDown') turn(1);
      else if (event.key === 'ArrowLeft' || event.key === 'PageUp') turn(-1);
      else if (event.key === 'ArrowDown') go(at + 1);
      else if (event.key === 'ArrowUp') go(at - 1);
      else if (event.key === 'a' || event.key === 'A') passAll();
      else if (event.key === 'm' || event.key === 'M') document.querySelector<HTMLInputElement>('[data-note]')?.focus();
      else if (point !== undefined) fail(point.id);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const count = inspectionCount(state);
  return (
    <main class="inspection">
      <header class="inspection-head">
        <label class="field inline">
          <span>{said.inspector}</span>
          <input
            type="text" value={state.inspector} data-test="inspector" placeholder={said.inspectorHint} autocomplete="name"
            onInput={(event) => change({ type: 'inspector', inspector: event.currentTarget.value })}
          />
        </label>
        <div class="grow">
          <p class="small" data-test="inspection-progress">{said.progress(count.answered, count.units, count.pagesSeen, count.pages)}</p>
          <Bar part={count.answered} whole={count.units} label={said.title} kind="good" />
        </div>
        <button type="button" class="primary" data-test="to-attestations" onClick={() => change({ type: 'show', screen: 'attestations' })}>{said.goOn}</button>
      </header>
      {unit === undefined ? <p class="notice warn">{said.empty}</p> : (
        <div class="inspection-body">
          <UnitList state={state} words={words} units={units} at={at} onGo={go} />
          <section class="inspection-view">
            {page === undefined ? <p class="notice warn" data-test="no-pages">{said.noPages}</p> : (
              <>
                <p class="page-line">
                  <button type="button" data-test="page-previous" disabled={pageAt === 0} onClick={() => turn(-1)}>← {said.pagePrevious}</button>
                  <span data-test="page-at">
                    {said.pageOf(pageAt + 1, unit.pages.length)} · {state.seen[pageKey(page.entry, page.page)] ? said.seen : said.notSeen}
                  </span>
                  <button type="button" data-test="page-next" disabled={pageAt + 1 >= unit.pages.length} onClick={() => turn(1)}>{said.pageNext} →</button>
                </p>
                <Viewer
                  words={said} picture={picture} page={`${at}/${pageKey(page.entry, page.page)}`} failed={failed} lock={lock} onLock={setLock}
                  onShown={() => change({ type: 'seen', entry: page.entry, page: page.page })} onRetry={retry}
                />
                <p class="small where">{visible(page.path)}</p>
              </>
            )}
          </section>
          <Answers {...props} unit={unit} at={at} all={units.length} onPassAll={passAll} onFail={fail} onGo={go} />
        </div>
      )}
      <p class="quiet small">{said.keys}</p>
    </main>
  );
}

function toggled(state: State, unit: Unit, point: string): { passed: false; note: string; time: string } | null {
  const given = state.verdicts[unit.archivalCode]?.[point];
  return given?.passed === false ? null : { passed: false, note: given?.note ?? '', time: new Date().toISOString() };
}

function UnitList({ state, words, units, at, onGo }: Pick<ScreenProps, 'state' | 'words'> & {
  units: Unit[]; at: number; onGo(to: number): void;
}): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ol class="unit-list" ref={list} aria-label={words.inspection.units}>
      {units.map((unit, number) => {
        const stands = standing(state, unit.archivalCode);
        return (
          <li key={unit.archivalCode}>
            <button
              type="button" data-test="unit" data-unit={unit.archivalCode} data-standing={stands}
              aria-current={number === at ? 'true' : undefined} onClick={() => onGo(number)}
            >
              <span class="code">{visible(unit.archivalCode)}</span>
              <span class={`status ${stands}`}>{words.inspection.standing[stands]}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function Answers(props: ScreenProps & {
  unit: Unit; at: number; all: number; onPassAll(): void; onFail(point: string): void; onGo(to: number): void;
}): JSX.Element {
  const { state, words, change, unit, at, all } = props;
  const said = words.inspection;
  const given = state.verdicts[unit.archivalCode] ?? {};
  const mayPass = unitSeen(unit, state.seen);
  const unseen = unit.pages.filter((page) => !state.seen[pageKey(page.entry, page.page)]).length;
  const stands = standing(state, unit.archivalCode);
  return (
    <section class="answers">
      <p class="page-line">
        <button type="button" data-test="unit-previous" disabled={at === 0} onClick={() => props.onGo(at - 1)} aria-label={said.unitPrevious}>↑</button>
        <span>{said.unitOf(at + 1, all)} · <span class={`status ${stands}`} data-test="unit-standing">{said.standing[stands]}</span></span>
        <button type="button" data-test="unit-next" disabled={at + 1 >= all} onClick={() => props.onGo(at + 1)} aria-label={said.unitNext}>↓</button>
      </p>
      <h2>{said.row} <small>{said.rowNumber(unit.row)}</small></h2>
      <dl class="row-fields">
        {Object.entries(unit.fields).filter(([, value]) => value !== '').map(([field, value]) => (
          <div key={field}><dt>{words.fields[field] ?? field}</dt><dd>{visible(value)}</dd></div>
        ))}
      </dl>
      {!mayPass && <p class="notice warn small" data-test="unseen">{unit.pages.length === 0 ? said.noPages : said.unseen(unseen)}</p>}
      <button type="button" class="primary wide" data-test="pass-all" disabled={!mayPass} onClick={props.onPassAll}>{said.passAll} (A)</button>
      <ol class="points">
        {(state.judgement?.profile.inspection ?? []).map((point, number) => {
          const name = said.points[point.id]?.name ?? point.id;
          const verdict = given[point.id];
          return (
            <li key={point.id} data-point={point.id}>
              <p><strong>{number + 1}. {name}</strong><br /><small>{said.points[point.id]?.ask}</small></p>
              <p class="choice">
                <button
                  type="button" data-test={`pass-${point.id}`} disabled={!mayPass} aria-pressed={verdict?.passed === true} class="pass"
                  onClick={() => change({
                    type: 'verdict', unit: unit.archivalCode, point: point.id,
                    verdict: { passed: true, note: '', time: new Date().toISOString() },
                  })}
                >√ {said.pass}</button>
                <button
                  type="button" data-test={`fail-${point.id}`} aria-pressed={verdict?.passed === false} class="fail"
                  onClick={() => props.onFail(point.id)}
                >× {said.fail}</button>
              </p>
              {verdict?.passed === false && (
                <input
                  type="text" data-note data-test={`note-${point.id}`} value={verdict.note} placeholder={said.notePlaceholder} aria-label={`${name} ${said.note}`}
                  onInput={(event) => change({ type: 'note', unit: unit.archivalCode, point: point.id, note: event.currentTarget.value })}
                />
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
