// The readable report. It is made from the signed bytes and from nothing else, so that what is signed is what is shown;
// the sections are those of a 验收报告 (STANDARDS §10.1), and it prints on A4.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

import type { Outcome } from '../state/deeds.ts';
import { visible } from '../state/visible.ts';
import type { CheckLine, Report, Verdict } from '../worker/boundary.ts';
import { sayBytes, sayTime } from '../words/words.ts';
import { adviceOf, checkTitle, reasonText } from './core-words.ts';
import { placeOf } from './findings.tsx';
import { Gates } from './gates.tsx';
import type { ScreenProps } from './props.ts';

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

interface PaperProps extends Pick<ScreenProps, 'state' | 'words'> {
  report: Report;
  signed: boolean;
  sha256: string | null;
}

/** The report as paper. */
export function Paper({ state, words, report, signed, sha256 }: PaperProps): JSX.Element {
  const said = words.report;
  const title = report.profile.title[state.language];
  return (
    <article class="paper" data-test="report">
      <h1>{said.title}</h1>
      {!signed && <p class="notice warn">{said.unsigned}</p>}
      <p class={`outcome-word ${report.decision.outcome}`} data-test="report-outcome">{words.decision.outcomes[report.decision.outcome]}</p>
      <Section title={said.sections.delivery}>
        <Facts rows={[
          [said.fields.name, visible(report.delivery.name)],
          [said.fields.bytes, `${sayBytes(report.delivery.bytes)} (${report.delivery.bytes.toLocaleString('en')} B)`],
          [said.fields.files, report.counts.files],
          [said.fields.items, report.counts.items],
          [said.fields.pages, report.counts.pages],
          [said.fields.digest, report.delivery.digest?.sha256 ?? words.none],
          [said.fields.digestSm3, report.delivery.digest?.sm3 ?? words.none],
          ...(report.delivery.original == null ? [] : [[said.fields.original, `${report.delivery.original.name} · SHA-256 ${report.delivery.original.sha256}`] as [string, string]]),
          [said.fields.madeAt, sayTime(state.language, report.made.at)],
          [said.fields.tool, `${report.tool.name} ${report.tool.version} (${report.tool.commit})`],
        ]} />
      </Section>
      <Section title={said.sections.basis}>
        <p>{said.basis}</p>
        <Facts rows={[
          [said.fields.profile, `${title} · ${report.profile.id} ${report.profile.version}`],
          [said.fields.profileSha, report.profile.sha256],
        ]} />
        <ul class="small">
          {report.profile.sources.map((one) => <li key={one.rule}><code>{one.rule}</code>{words.colon}{one.source}{one.verified ? '' : ' †'}</li>)}
        </ul>
        {report.profile.off.length + Object.keys(report.profile.severity).length > 0 && (
          <ul class="small">
            {report.profile.off.map((one) => <li key={one.check}>{said.off}{words.colon}{one.check} {checkTitle(state, one.check)}（{one.reason}）</li>)}
            {Object.entries(report.profile.severity).map(([code, severity]) => <li key={code}>{said.weighs}{words.colon}<code>{code}</code> {severity}</li>)}
          </ul>
        )}
        <p class="small">{said.basisMark}</p>
      </Section>
      <Section title={said.sections.checks}><Checks state={state} words={words} checks={report.checks} /></Section>
      <Section title={said.sections.findings}><Findings state={state} words={words} report={report} /></Section>
      <Section title={said.sections.sample}><SampleText words={words} report={report} /></Section>
      <Section title={said.sections.inspection}><InspectionTable words={words} report={report} /></Section>
      <Section title={said.sections.attestations}><AttestationTable state={state} words={words} report={report} /></Section>
      <Section title={said.sections.decision}>
        <p class="outcome-word">{words.decision.outcomes[report.decision.outcome]}</p>
        <Gates decision={report.decision} words={words} />
      </Section>
      <Section title={said.sections.signatures} whole>
        {sha256 !== null && <p class="digest">{said.fingerprint}{words.colon}<code>{sha256}</code></p>}
        <dl class="sign-lines">
          {said.signatures.map((who) => <div key={who}><dt>{who}</dt><dd /><dt>{said.date}</dt><dd /></div>)}
        </dl>
      </Section>
    </article>
  );
}

function Section({ title, whole, children }: { title: string; whole?: boolean; children: ComponentChildren }): JSX.Element {
  return <section class={`paper-section ${whole === true ? 'whole' : ''}`}><h2>{title}</h2>{children}</section>;
}

function Facts({ rows }: { rows: [string, string | number][] }): JSX.Element {
  return (
    <table class="facts"><tbody>
      {rows.map(([name, value]) => <tr key={name}><th>{name}</th><td>{value}</td></tr>)}
    </tbody></table>
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
              <td>{line.check} {checkTitle(state, line.check)}</td><td>{said.status[line.status]}</td>
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

function SampleText({ words, report }: { words: ScreenProps['words']; report: Report }): JSX.Element {
  const said = words.report;
  const sample = report.sample;
  if (sample == null) return <p>{said.noInspection}</p>;
  return (
    <>
      <Facts rows={[
        [said.fields.population, sample.population],
        [said.fields.drawn, `${sample.units.length} (≥ ${sample.rate.numerator}/${sample.rate.denominator}, ≥ ${sample.minimum})`],
        [said.fields.nonces, sample.nonces.join(words.list)],
        [said.fields.seed, sample.seed],
      ]} />
      <p>{said.recipeTitle}{words.colon}{said.recipe}</p>
      <pre class="small">{[
        `seed=$(printf '%s\\n' yanshou-seed/1 ${[report.delivery.digest?.sha256 ?? '', ...sample.nonces].map(quoted).join(' ')} | sha256sum | cut -d' ' -f1)`,
        `while IFS= read -r unit; do printf '%s  %s\\n' "$(printf '%s\\n%s' "$seed" "$unit" | sha256sum | cut -d' ' -f1)" "$unit"; done < units.txt | LC_ALL=C sort | head -n ${sample.units.length}`,
      ].join('\n')}</pre>
    </>
  );
}

/** A word of the POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function InspectionTable({ words, report }: Pick<ScreenProps, 'words'> & { report: Report }): JSX.Element {
  const said = words.report;
  const { inspection, sample } = report;
  if (inspection == null || sample == null) return <p>{said.noInspection}</p>;
  const points = report.decision.gates.filter((gate) => gate.gate.startsWith('inspection.')).map((gate) => gate.gate.slice('inspection.'.length));
  const standing = new Map<string, Verdict>(inspection.verdicts.map((one) => [`${one.archivalCode}\n${one.point}`, one]));
  return (
    <>
      <p>{said.fields.inspector}{words.colon}{inspection.inspector || words.none}</p>
      <table>
        <thead>
          <tr>
            <th class="number">{said.inspectionColumns.number}</th><th>{said.inspectionColumns.code}</th>
            {points.map((point) => <th key={point}>{words.inspection.points[point]?.name ?? point}</th>)}
            <th>{said.inspectionColumns.note}</th>
          </tr>
        </thead>
        <tbody>
          {sample.units.map((unit, at) => {
            const given = points.map((point) => standing.get(`${unit.archivalCode}\n${point}`));
            return (
              <tr key={unit.archivalCode}>
                <td class="number">{at + 1}</td><td>{unit.archivalCode}</td>
                {given.map((one, column) => <td key={column} class="centre">{one === undefined ? '—' : one.passed ? said.ok : said.bad}</td>)}
                <td>{given.map((one) => one?.note ?? '').filter((note) => note !== '').join(words.list)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
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
