// The inspection: a unit's pages beside its catalogue row, one answer a point, all of it from the keyboard. What may be
// passed is decided by the reducer, which knows what was seen; this screen only shows it.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Bar } from '../parts/bar.tsx';
import { NAMES } from '../parts/names.tsx';
import { typing, Viewer } from '../parts/viewer.tsx';
import type { ShownPicture } from '../state/deeds.ts';
import { inspectionCount, pageOwed, pickedUnits, sampledUnits, standing } from '../state/inspection.ts';
import { opinionNow, standingOf } from '../state/standing.ts';
import { pageKey } from '../state/state.ts';
import { visible } from '../state/visible.ts';
import type { PageName, Unit, UnitPage } from '../worker/boundary.ts';
import { failureOf } from '../worker/protocol.ts';
import { Answers } from './answers.tsx';
import type { ScreenProps } from './props.ts';

/** The picture of a page, with the next one fetched ahead so that paging does not wait. */
function usePicture(deeds: ScreenProps['deeds'], page: UnitPage | undefined, next: UnitPage | undefined): {
  picture: ShownPicture | null; failed: string | null; retry(): void;
} {
  const [shown, setShown] = useState<{ key: string; picture: ShownPicture | null; failed: string | null } | null>(null);
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
  const sampled = sampledUnits(state);
  const picked = pickedUnits(state);
  const units = [...sampled, ...picked];
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
    if (unit === undefined) return;
    change({ type: 'verdict', given: { unit: unit.archivalCode, point, passed: false, time: new Date().toISOString() } });
  };
  const name: PageName | null = page === undefined ? null : { entry: page.path, page: page.page };
  const mark = (point: string): void => {
    const own = unit === undefined ? null : standingOf(state, unit.archivalCode, point)[opinionNow(state)];
    if (unit === undefined || name === null || own?.passed !== false) return;
    const others = own.pages.filter((one) => one.entry !== name.entry || one.page !== name.page);
    change({ type: 'remark', unit: unit.archivalCode, point, pages: others.length < own.pages.length ? others : [...own.pages, name] });
  };
  /** The failed point that was given last is the one a mark speaks of. */
  const markLast = (): void => {
    const opinion = opinionNow(state);
    const last = state.verdicts.findLast((one) => one.unit === unit?.archivalCode && one.opinion === opinion && !one.passed
      && standingOf(state, one.unit, one.point)[opinion] === one);
    if (last !== undefined) mark(last.point);
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const number = Number.parseInt(event.key, 10);
      const point = points[number - 1];
      if (event.key === 'ArrowRight') turn(1);
      else if (event.key === 'ArrowLeft') turn(-1);
      else if (event.key === 'ArrowDown') go(at + 1);
      else if (event.key === 'ArrowUp') go(at - 1);
      else if (event.key === 'a' || event.key === 'A') passAll();
      else if (event.key === 'p' || event.key === 'P') markLast();
      else if (event.key === 'm' || event.key === 'M') document.querySelector<HTMLInputElement>('[data-note]')?.focus();
      else if (point !== undefined) fail(point.id);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const count = inspectionCount(state, sampled);
  const beside = inspectionCount(state, picked);
  return (
    <main class="inspection">
      <header class="inspection-head">
        <label class="field inline">
          <span>{said.inspector}</span>
          <input
            type="text" list={NAMES} value={state.inspector} data-test="inspector" placeholder={said.inspectorHint} autocomplete="off"
            onInput={(event) => change({ type: 'inspector', inspector: event.currentTarget.value })}
          />
        </label>
        <label class="field inline">
          <span>{said.second}</span>
          <input
            type="text" list={NAMES} value={state.second} data-test="second" placeholder={said.secondHint} autocomplete="off"
            onInput={(event) => change({ type: 'second', second: event.currentTarget.value })}
          />
        </label>
        <div class="grow">
          <p class="small" data-test="inspection-progress">
            {said.progress(count.answered, count.units, count.pagesSeen, count.pages, words.sample.plan.unitNames[state.sample?.unit ?? 'item'])}
            {beside.units > 0 && `${words.pause}${said.picksProgress(beside.answered, beside.units)}`}
          </p>
          <Bar part={count.answered + beside.answered} whole={count.units + beside.units} label={said.title} kind="good" />
        </div>
        <button type="button" class="primary" data-test="to-attestations" onClick={() => change({ type: 'show', screen: 'attestations' })}>{said.goOn}</button>
      </header>
      {state.inspector.trim() === '' && <p class="notice warn small" data-test="inspector-missing">{said.inspectorMissing}</p>}
      {state.second.trim() !== '' && <p class="notice small" data-test="second-now">{said.secondNow(state.second.trim())}</p>}
      {unit === undefined ? <p class="notice warn">{said.empty}</p> : (
        <div class="inspection-body">
          <UnitList state={state} words={words} units={units} sampled={sampled.length} at={at} onGo={go} />
          <section class="inspection-view">
            {page === undefined ? <p class="notice warn" data-test="no-pages">{said.noPages}</p> : (
              <>
                <p class="page-line">
                  <button type="button" data-test="page-previous" disabled={pageAt === 0} onClick={() => turn(-1)}>← {said.pagePrevious}</button>
                  <span data-test="page-at">
                    {said.pageOf(pageAt + 1, unit.pages.length)} · <PageStanding state={state} page={page} words={words} />
                  </span>
                  <button type="button" data-test="page-next" disabled={pageAt + 1 >= unit.pages.length} onClick={() => turn(1)}>{said.pageNext} →</button>
                </p>
                <Viewer
                  words={said} picture={picture} page={`${at}/${pageKey(page.entry, page.page)}`} needed={page.scale} failed={failed} lock={lock}
                  onLock={setLock} onRetry={retry} onBeyond={turn}
                  onShown={(scale) => change({ type: 'seen', entry: page.entry, page: page.page, scale })}
                />
                <p class="small where">{visible(page.path)}</p>
              </>
            )}
          </section>
          <Answers
            {...props} unit={unit} at={at} all={units.length} page={name} failed={failed !== null}
            onPassAll={passAll} onFail={fail} onMark={mark} onGo={go}
          />
        </div>
      )}
      <p class="quiet small">{said.keys}</p>
    </main>
  );
}

function PageStanding({ state, page, words }: Pick<ScreenProps, 'state' | 'words'> & { page: UnitPage }): JSX.Element {
  const said = words.inspection;
  const seen = state.seen[pageKey(page.entry, page.page)];
  const owed = pageOwed(page, seen);
  const word = { nothing: seen?.declared === true && seen.scale === 0 ? said.declared : said.seen, look: said.notSeen, larger: said.larger, unreadable: said.unreadable };
  return <span class={`status ${owed === 'nothing' ? 'passed' : owed === 'look' ? 'open' : 'toAttest'}`} data-test="page-standing" data-owed={owed}>{word[owed]}</span>;
}

function UnitList({ state, words, units, sampled, at, onGo }: Pick<ScreenProps, 'state' | 'words'> & {
  units: Unit[]; sampled: number; at: number; onGo(to: number): void;
}): JSX.Element {
  const said = words.inspection;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const row = (unit: Unit, number: number): JSX.Element => (
    <li key={unit.archivalCode}>
      <UnitButton state={state} words={words} unit={unit} beside={number >= sampled} current={number === at} onGo={() => onGo(number)} />
    </li>
  );
  return (
    <div class="unit-list" ref={list}>
      <ol aria-label={said.units}>{units.slice(0, sampled).map(row)}</ol>
      {units.length > sampled && (
        <>
          <h2>{said.picks}</h2>
          <ol aria-label={said.picks}>{units.slice(sampled).map((unit, beside) => row(unit, sampled + beside))}</ol>
        </>
      )}
    </div>
  );
}

function UnitButton({ state, words, unit, beside, current, onGo }: Pick<ScreenProps, 'state' | 'words'> & {
  unit: Unit; beside: boolean; current: boolean; onGo(): void;
}): JSX.Element {
  const stands = standing(state, unit.archivalCode);
  return (
    <button
      type="button" data-test={beside ? 'picked-unit' : 'unit'} data-unit={unit.archivalCode} data-standing={stands}
      aria-current={current ? 'true' : undefined} onClick={onGo}
    >
      <span class="code">{visible(unit.archivalCode)}</span>
      <span class={`status ${stands}`}>{words.inspection.standing[stands]}</span>
    </button>
  );
}
