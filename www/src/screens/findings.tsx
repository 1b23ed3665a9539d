// What the automatic check gave: counts, the ledger of all checks, and the findings with what to do about each.

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import { Bar } from '../parts/bar.tsx';
import { LongList } from '../parts/long-list.tsx';
import { countByCheck, filterFindings, NO_FILTER, type FindingFilter } from '../state/finding-view.ts';
import { visible } from '../state/visible.ts';
import { mayWaiveCheck, mayWaiveFinding, ofCheck, ofFinding, waiverKey, type Waivable } from '../state/waiving.ts';
import type { CheckLine, FindingLine, JudgementView, Severity } from '../worker/boundary.ts';
import { sayBytes, sayTime } from '../words/words.ts';
import { adviceOf, checkTitle, reasonText } from './core-words.ts';
import type { ScreenProps } from './props.ts';
import { ReworkCard } from './rework.tsx';
import { placeOfLocus, WaivedCard, WaiverDialog } from './waivers.tsx';

export function FindingsScreen(props: ScreenProps): JSX.Element | null {
  const { state, words, change } = props;
  const [filter, setFilter] = useState<FindingFilter>(NO_FILTER);
  const [waiving, setWaiving] = useState<Waivable | null>(null);
  const judgement = state.judgement;
  if (judgement === null) return null;
  const said = words.findings;
  const waivers = new Set(state.waivers.map(waiverKey));
  const blocked = judgement.findings.some((one) => one.severity === 'A' && !waivers.has(waiverKey(ofFinding(one))));
  return (
    <main class="findings">
      <h1>{said.title}</h1>
      {judgement.stopWork && (
        <section class="notice stop" role="alert" data-test="stop">
          <h2>{said.stop}</h2>
          <p>{said.stopNext}</p>
        </section>
      )}
      {state.restoredFrom !== null && (
        <p class="notice good" data-test="restored">{said.restored(sayTime(state.language, state.restoredFrom))}</p>
      )}
      {state.draftLost && <p class="notice warn" data-test="draft-lost">{said.draftLost}</p>}
      {state.kept === 'no' && <p class="notice warn" data-test="not-saved">{said.notSaved}</p>}
      <Summary {...props} judgement={judgement} />
      {blocked && !judgement.stopWork && <p class="notice warn">{said.blockedHint}</p>}
      <p class="actions">
        <button type="button" class={judgement.stopWork ? '' : 'primary'} data-test="to-sample" onClick={() => change({ type: 'show', screen: 'sample' })}>{said.goOn}</button>
        {blocked && (
          <button type="button" class={judgement.stopWork ? 'primary' : ''} data-test="to-decision" onClick={() => change({ type: 'show', screen: 'decision' })}>{said.decideNow}</button>
        )}
      </p>
      <ReworkCard {...props} />
      <WaivedCard {...props} />
      <FindingList {...props} judgement={judgement} filter={filter} setFilter={setFilter} onWaive={setWaiving} />
      <Ledger {...props} judgement={judgement} onCheck={(check) => setFilter({ ...NO_FILTER, check })} onWaive={setWaiving} />
      {waiving !== null && <WaiverDialog {...props} subject={waiving} onClose={() => setWaiving(null)} />}
    </main>
  );
}

interface WithJudgement extends ScreenProps {
  judgement: JudgementView;
}

function Summary({ state, words, judgement }: WithJudgement): JSX.Element {
  const said = words.findings;
  const of = (severity: Severity): number => judgement.findings.filter((one) => one.severity === severity).length;
  const stands = (status: CheckLine['status']): number => judgement.checks.filter((one) => one.status === status).length;
  const cells: [string, number, string][] = [
    [said.counts.A, of('A'), of('A') > 0 ? 'bad' : 'good'],
    [said.counts.B, of('B'), of('B') > 0 ? 'warn' : 'good'],
    [said.counts.C, of('C'), 'plain'],
    [said.counts.passed, stands('passed'), 'plain'],
    [said.counts.failed, stands('failed'), of('A') > 0 ? 'bad' : stands('failed') > 0 ? 'warn' : 'plain'],
    [said.counts.notRun, stands('notRun'), 'plain'],
    [said.counts.attest, stands('toAttest'), 'plain'],
  ];
  const byCheck = countByCheck(judgement.findings);
  const most = byCheck[0]?.count ?? 0;
  return (
    <section class="card">
      <p>
        <strong>{state.overview?.name}</strong> · {state.overview !== null && sayBytes(state.overview.bytes)} · {words.files(judgement.counts.files)}
        {' · '}{said.summary(judgement.findings.length, judgement.checks.length)}
      </p>
      <p class="digest" data-test="digest">{said.digest}{words.colon}<code>{judgement.digest?.sha256 ?? words.none}</code></p>
      <dl class="tiles" data-test="counts">
        {cells.map(([name, count, kind]) => (
          <div key={name} class={`tile ${kind}`}><dt>{name}</dt><dd>{count}</dd></div>
        ))}
      </dl>
      {byCheck.length > 0 && (
        <div class="chart" role="group" aria-label={said.chart}>
          {byCheck.slice(0, 8).map((one) => (
            <div class="chart-row" key={one.check}>
              <span>{one.check} {checkTitle(state, one.check)}</span>
              <Bar part={one.count} whole={most} label={one.check} kind={one.worst === 'A' ? 'bad' : 'plain'} />
              <span class="number">{one.count}</span>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

interface WithFilter extends WithJudgement {
  filter: FindingFilter;
  setFilter(filter: FindingFilter): void;
  onWaive(subject: Waivable): void;
}

function FindingList({ state, words, judgement, filter, setFilter, onWaive }: WithFilter): JSX.Element {
  const said = words.findings;
  const say = (code: string): string => adviceOf(state, code).what;
  const waived = useMemo(() => new Set(state.waivers.map(waiverKey)), [state.waivers]);
  const shown = useMemo(
    // What is waived stands apart, above.
    () => filterFindings(judgement.findings.filter((one) => !waived.has(waiverKey(ofFinding(one)))), filter, say),
    [judgement, filter, state.language, waived],
  );
  const checks = useMemo(() => [...new Set(judgement.findings.map((one) => one.check))], [judgement]);
  return (
    <section class="card" id="list">
      <h2>{said.list}</h2>
      {judgement.findings.length === 0 ? <p data-test="findings">{said.clean}</p> : (
        <>
          <div class="filters">
            <label class="field grow">
              <span>{said.filterText}</span>
              <input type="search" value={filter.text} data-test="finding-filter" onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })} />
            </label>
            <label class="field">
              <span>{said.filterCheck}</span>
              <select value={filter.check} data-test="finding-check" onChange={(event) => setFilter({ ...filter, check: event.currentTarget.value })}>
                <option value="">{said.all}</option>
                {checks.map((check) => <option key={check} value={check}>{check} {checkTitle(state, check)}</option>)}
              </select>
            </label>
            <label class="field">
              <span>{said.filterSeverity}</span>
              <select value={filter.severity} data-test="finding-severity" onChange={(event) => setFilter({ ...filter, severity: event.currentTarget.value as Severity | '' })}>
                <option value="">{said.all}</option>
                {(['A', 'B', 'C'] as const).map((one) => <option key={one} value={one}>{one}</option>)}
              </select>
            </label>
          </div>
          <p aria-live="polite" class="quiet" data-test="findings-shown">{said.shown(shown.length, judgement.findings.length)}</p>
          {shown.length === 0 ? <p>{said.nothingMatches}</p> : (
            <LongList
              rows={shown} estimate={118} label={said.list} test="findings"
              row={(one) => <FindingRow state={state} words={words} finding={one} onWaive={onWaive} />}
            />
          )}
        </>
      )}
    </section>
  );
}

function FindingRow({ state, words, finding, onWaive }: Pick<ScreenProps, 'state' | 'words'> & {
  finding: FindingLine; onWaive(subject: Waivable): void;
}): JSX.Element {
  const said = words.findings;
  const advice = adviceOf(state, finding.code);
  return (
    <article class={`finding severity-${finding.severity}`} data-test="finding" data-code={finding.code}>
      <p class="finding-head">
        <span class="badge">{finding.severity}</span>
        <strong>{advice.what}</strong>
        {mayWaiveFinding(finding) && <button type="button" class="plain waive" data-test="waive" onClick={() => onWaive(ofFinding(finding))}>{said.waive}</button>}
      </p>
      <p class="where">{placeOf(words, finding)}</p>
      {(finding.expected !== '' || finding.found !== '') && (
        <p class="values">
          {finding.expected !== '' && <span>{said.columns.expected}{words.colon}<code>{visible(finding.expected)}</code></span>}
          {finding.found !== '' && <span>{said.columns.found}{words.colon}<code>{visible(finding.found)}</code></span>}
        </p>
      )}
      {advice.next !== '' && <p class="next">{said.next}{words.colon}{advice.next}</p>}
      <p class="quiet small">{finding.check} · {finding.code} · {finding.clause}</p>
    </article>
  );
}

/** Where a finding is, in one line. */
export function placeOf(words: ScreenProps['words'], finding: FindingLine): string {
  return placeOfLocus(words, finding);
}

function Ledger(props: WithJudgement & { onCheck(check: string): void; onWaive(subject: Waivable): void }): JSX.Element {
  const { state, words, judgement, onCheck, onWaive } = props;
  const waived = new Set(state.waivers.map(waiverKey));
  const said = words.findings;
  return (
    <section class="card">
      <h2>{said.ledger}</h2>
      <p class="quiet">{said.ledgerHint}</p>
      <table data-test="ledger">
        <thead>
          <tr>
            <th>{said.columns.check}</th><th>{said.columns.severity}</th><th>{said.columns.status}</th>
            <th class="number">{said.columns.examined}</th><th class="number">{said.columns.defects}</th>
            <th>{said.columns.reason}</th><th>{said.columns.clause}</th>
          </tr>
        </thead>
        <tbody>
          {judgement.checks.map((line) => (
            <tr key={line.check} data-check={line.check} data-status={line.status}>
              <td><span class="code">{line.check}</span> {checkTitle(state, line.check)}</td>
              <td>{line.severity}</td>
              <td><span class={`status ${line.status} ${line.blocking === 0 ? 'mild' : ''}`}>{said.status[line.status] ?? line.status}</span></td>
              <td class="number">{line.examined}</td>
              <td class="number">
                {line.defects === 0 ? 0 : <a href="#list" onClick={() => onCheck(line.check)}>{line.defects}</a>}
              </td>
              <td>
                {reasonText(state, line.reason)}
                {mayWaiveCheck(line) && !waived.has(waiverKey(ofCheck(line))) && <button type="button" class="plain waive" data-test="waive-check" onClick={() => onWaive(ofCheck(line))}>{said.waive}</button>}
              </td>
              <td class="small">{line.clause}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
