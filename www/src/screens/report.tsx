// The readable report. It is made from the signed bytes and from nothing else, so that what is signed is what is shown;
// the sections are those of a 验收报告 (STANDARDS §10.1), and it prints on A4.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import type { Outcome } from '../state/deeds.ts';
import { visible } from '../state/visible.ts';
import type { CheckLine, Report } from '../worker/boundary.ts';
import { sayBytes, sayTime } from '../words/words.ts';
import { adviceOf, checkTitle, reasonText } from './core-words.ts';
import { placeOf } from './findings.tsx';
import { Bounds, Gates } from './gates.tsx';
import { Facts } from './paper-facts.tsx';
import { InspectionTable, PicksTable } from './paper-inspection.tsx';
import { LogTable } from './paper-log.tsx';
import { RoundsText } from './paper-rounds.tsx';
import { SampleText } from './paper-sample.tsx';
import type { ScreenProps } from './props.ts';
import { WaiverTable } from './waivers.tsx';

// More than this nobody reads on paper; the rest is in findings.csv, and the report says how many.
const PRINTED_FINDINGS = 300;

export function ReportScreen(props: ScreenProps & { outcome: Outcome | null }): JSX.Element {
  const { words, change, deeds, outcome } = props;
  useEffect(() => {
    if (outcome === null) deeds.prepare();
  }, [outcome]);
  return (
    <main class="report-screen">
      <p class="actions no-print">
        <button type="button" class="primary" data-test="print" onClick={() => window.print()}>{words.report.print}</button>
        <button type="button" onClick={() => change({ type: 'show', screen: 'signing' })}>{words.steps.signing}</button>
      </p>
      {outcome !== null && (
        <Paper {...props} report={outcome.read} signed={outcome.signature !== null} sha256={outcome.sha256} />
      )}
    </main>
  );
}

export interface PaperProps extends Pick<ScreenProps, 'state' | 'words'> {
  report: Report;
  signed: boolean;
  sha256: string | null;
}

/** The report as paper. */
export function Paper(props: PaperProps): JSX.Element {
  const { words, report, signed, sha256 } = props;
  const said = words.report;
  const { sections } = said;
  const all: [string, ComponentChildren, boolean?][] = [
    [sections.delivery, <Delivery {...props} />],
    [sections.people, <PeopleTable words={words} report={report} />],
    [sections.basis, <Basis {...props} />],
    ...(report.rework == null ? [] : [[sections.rounds, <RoundsText {...props} />] as [string, ComponentChildren]]),
    [sections.checks, <Checks {...props} checks={report.checks} />],
    [sections.findings, <Findings {...props} />],
    ...(report.waivers.length === 0 ? [] : [[sections.waivers, <WaiverTable {...props} waivers={report.waivers} />] as [string, ComponentChildren]]),
    [sections.sample, <SampleText {...props} />],
    [sections.inspection, <InspectionTable {...props} />],
    ...(report.targeted.length === 0 ? [] : [[sections.picks, <PicksTable {...props} />] as [string, ComponentChildren]]),
    [sections.attestations, <AttestationTable {...props} />],
    [sections.decision, <DecisionText {...props} />],
    [sections.log, <LogTable words={words} lines={report.log} />],
    [sections.signatures, <Signatures words={words} sha256={sha256} />, true],
  ];
  return (
    <article class="paper" data-test="report">
      <h1>{said.title}</h1>
      {!signed && <p class="notice warn">{said.unsigned}</p>}
      <p class={`outcome-word ${report.decision.outcome}`} data-test="report-outcome">{words.decision.outcomes[report.decision.outcome]}</p>
      {all.map(([title, content, whole], at) => (
        <section key={title} class={`paper-section ${whole === true ? 'whole' : ''}`}><h2>{said.section(at + 1, title)}</h2>{content}</section>
      ))}
    </article>
  );
}

function Delivery({ state, words, report }: PaperProps): JSX.Element {
  const said = words.report;
  const { delivery } = report;
  return (
    <Facts rows={[
      [said.fields.round, words.rework.round(report.round)],
      [said.fields.name, visible(delivery.name)],
      [said.fields.bytes, `${sayBytes(delivery.bytes)} (${delivery.bytes.toLocaleString('en')} B)`],
      [said.fields.files, report.counts.files],
      [said.fields.items, report.counts.items],
      [said.fields.pages, report.counts.pages],
      [said.fields.digest, delivery.digest?.sha256 ?? words.none],
      [said.fields.digestSm3, delivery.digest?.sm3 ?? words.none],
      ...(delivery.original == null ? [] : [[said.fields.original, `${delivery.original.name} · SHA-256 ${delivery.original.sha256}`] as [string, string]]),
      ...(delivery.patch == null ? [] : [[said.fields.patch, said.patch(visible(delivery.patch.over), delivery.patch.files, delivery.patch.kept)] as [string, string]]),
      [said.fields.madeAt, sayTime(state.language, report.made.at)],
      [said.fields.tool, `${report.tool.name} ${report.tool.version} (${report.tool.commit})`],
    ]} />
  );
}

function PeopleTable({ words, report }: Pick<PaperProps, 'words' | 'report'>): JSX.Element {
  const said = words.people;
  const { people, inspection } = report;
  const inspectors = new Set([inspection?.inspector ?? '', ...(inspection?.verdicts ?? []).filter((one) => one.opinion !== 'overruling').map((one) => one.by ?? '')]);
  const rows: [string, string][] = [
    [said.client, people.client], [words.inspection.inspector, [...inspectors].filter((name) => name !== '').join(words.list)],
    [said.reviewer, people.reviewer], [said.approver, people.approver], [said.contractor, people.contractor], [said.representative, people.representative],
  ];
  return <Facts rows={rows.map(([name, value]) => [name, value || '—'])} />;
}

function Basis({ state, words, report }: PaperProps): JSX.Element {
  const said = words.report;
  const { profile } = report;
  return (
    <>
      <p>{said.basis}</p>
      <Facts rows={[
        [said.fields.profile, `${profile.title[state.language]} · ${profile.id} ${profile.version}`],
        [said.fields.profileSha, profile.sha256],
      ]} />
      <ul class="small">
        {profile.sources.map((one) => <li key={one.rule}><code>{one.rule}</code>{words.colon}{one.source}{one.verified ? '' : ' †'}</li>)}
      </ul>
      {profile.off.length + Object.keys(profile.severity).length > 0 && (
        <ul class="small">
          {profile.off.map((one) => <li key={one.check}>{said.off}{words.colon}{one.check} {checkTitle(state, one.check)} ({one.reason})</li>)}
          {Object.entries(profile.severity).map(([code, severity]) => <li key={code}>{said.weighs}{words.colon}<code>{code}</code> {severity}</li>)}
        </ul>
      )}
      <p class="small">{said.basisMark}</p>
    </>
  );
}

function DecisionText({ state, words, report }: PaperProps): JSX.Element {
  const { decision, deadline } = report;
  return (
    <>
      <p class="outcome-word">{words.decision.outcomes[decision.outcome]}</p>
      {deadline != null && <p><strong>{words.decision.deadline}{words.colon}{deadline}</strong></p>}
      <Gates decision={decision} words={words} language={state.language} />
      <Bounds decision={decision} words={words} language={state.language} />
    </>
  );
}

function Signatures({ words, sha256 }: { words: ScreenProps['words']; sha256: string | null }): JSX.Element {
  const said = words.report;
  return (
    <>
      {sha256 !== null && <p class="digest">{said.fingerprint}{words.colon}<code>{sha256}</code></p>}
      <dl class="sign-lines">
        {said.signatures.map((who) => <div key={who}><dt>{who}</dt><dd /><dt>{said.date}</dt><dd /></div>)}
      </dl>
    </>
  );
}

function Checks({ state, words, checks }: Pick<ScreenProps, 'state' | 'words'> & { checks: CheckLine[] }): JSX.Element {
  const said = words.findings;
  return (
    <>
      <p class="small">{words.report.limits} {words.report.notChecked}</p>
      <table class="ledger">
        <thead><tr><th>{said.columns.check}</th><th>{said.columns.status}</th><th class="number">{said.columns.examined}</th><th class="number">{said.columns.defects}</th><th>{said.columns.reason}</th><th>{said.columns.clause}</th></tr></thead>
        <tbody>
          {checks.map((line) => (
            <tr key={line.check}>
              <td>{line.check} {checkTitle(state, line.check)}</td><td class="tight">{said.status[line.status]}</td>
              <td class="number">{line.examined}</td><td class="number">{line.defects}</td>
              <td>{reasonText(state, line.reason)}</td><td class="small">{line.clause}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Findings({ state, words, report }: Pick<ScreenProps, 'state' | 'words'> & { report: Report }): JSX.Element {
  const said = words.findings;
  if (report.findings.length === 0) return <p>{words.report.noFindings}</p>;
  const rest = report.findings.length - PRINTED_FINDINGS;
  return (
    <>
      <table>
        <thead><tr><th>{said.columns.severity}</th><th>{said.columns.what}</th><th>{said.columns.where}</th><th>{said.columns.expected}</th><th>{said.columns.found}</th></tr></thead>
        <tbody>
          {report.findings.slice(0, PRINTED_FINDINGS).map((one, at) => (
            <tr key={at}>
              <td>{one.severity}</td><td>{adviceOf(state, one.code).what}<br /><small>{one.check} {one.code}</small></td>
              <td>{placeOf(words, one)}</td><td>{visible(one.expected)}</td><td>{visible(one.found)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p>{words.report.findingsMore(rest)}</p>}
    </>
  );
}

function AttestationTable({ state, words, report }: Pick<ScreenProps, 'state' | 'words'> & { report: Report }): JSX.Element {
  const said = words.attestations;
  return (
    <table>
      <thead><tr><th>{words.findings.columns.check}</th><th>{words.decision.result}</th><th>{said.by}</th><th>{said.date}</th><th>{said.note}</th></tr></thead>
      <tbody>
        {report.attestations.map((one) => (
          <tr key={one.check}>
            <td>{one.check} {checkTitle(state, one.check)}</td><td>{one.satisfied ? said.satisfied : said.notSatisfied}</td>
            <td>{one.by}</td><td>{one.date}</td>
            <td>{one.note}{one.recordings != null && ` ${said.recordedOn} ${one.recordings.madeOn}, ${said.keptUntil} ${one.recordings.keptUntil}`}</td>
          </tr>
        ))}
        {report.confirmations.map((one) => (
          <tr key={one.code}>
            <td>{adviceOf(state, one.code).what} <small>{one.code}</small></td><td>{one.accepted ? said.accepted : said.notAccepted}</td>
            <td>{one.by}</td><td /><td>{one.note}</td>
          </tr>
        ))}
        {report.attestations.length + report.confirmations.length === 0 && <tr><td colSpan={5}>{words.none}</td></tr>}
      </tbody>
    </table>
  );
}
