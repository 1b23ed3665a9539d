// The inspection on paper: a line for each unit, a column for each point. What counts is shown by the core's rule; where
// people differed or a reviewer overruled, everybody's word stands there.

import type { JSX } from 'preact';

import { authorOf, standings, type Standing as StandingOf } from '../state/standing.ts';
import { visible } from '../state/visible.ts';
import type { Report, Verdict } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';
import type { PaperProps } from './report.tsx';

type Standing = StandingOf<Verdict & { unit: string; by: string }>;

function standingsOf(report: Report): Map<string, Standing> {
  const { inspection, people } = report;
  const verdicts = (inspection?.verdicts ?? []).map((one) => ({ ...one, by: one.by ?? '', unit: one.archivalCode }));
  return standings(verdicts, inspection?.inspector ?? '', people);
}

function pointsOf(report: Report): string[] {
  const verdicts = report.inspection?.verdicts ?? [];
  const gates = report.decision.gates.flatMap((gate) => (gate.gate.startsWith('inspection.') ? [gate.gate.slice('inspection.'.length)] : []));
  // Points counted together have no gate of their own; what was said of them names them.
  return [...new Set([...gates.filter((gate) => gate !== 'pooled' && gate !== 'attributes'), ...verdicts.map((one) => one.point)])];
}

function sign(words: Words, one: Standing | undefined): string {
  const said = words.report;
  switch (one?.answer) {
    case 'passed': return said.ok;
    case 'failed': return said.bad;
    case 'disputed': return said.disputed;
    default: return '—';
  }
}

function remarks(words: Words, report: Report, point: string, one: Standing | undefined): string[] {
  if (one === undefined) return [];
  const said = words.inspection;
  const name = said.points[point]?.name ?? point;
  const counting = one.overruling ?? one.first;
  const pages = (counting?.pages ?? []).map((page) => `${page.entry}#${page.page}`);
  const own = counting === null || counting.passed ? [] : [counting.defect ?? '', counting.note, pages.join(words.list)].filter((text) => text !== '');
  const differ = one.overruling !== null || one.answer === 'disputed';
  const inspector = report.inspection?.inspector ?? '';
  const voices = differ ? (['first', 'second', 'overruling'] as const).flatMap((opinion) => {
    const word = one[opinion];
    return word === null ? [] : [said.said(said.opinions[opinion], authorOf(inspector, word), word.passed)];
  }) : [];
  const all = [...own, ...voices];
  return all.length === 0 ? [] : [`${name}${words.colon}${all.join(words.list)}`];
}

function Verdicts({ words, report, rows }: Pick<PaperProps, 'words' | 'report'> & { rows: { code: string; reason?: string }[] }): JSX.Element {
  const said = words.report.inspectionColumns;
  const points = pointsOf(report);
  const all = standingsOf(report);
  const reasons = rows.some((row) => row.reason !== undefined);
  return (
    <table class="verdicts">
      <thead>
        <tr>
          <th class="number">{said.number}</th><th>{said.code}</th>{reasons && <th>{said.reason}</th>}
          {points.map((point) => <th key={point}>{words.inspection.points[point]?.name ?? point}</th>)}
          <th>{said.note}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ code, reason }, at) => {
          const given = points.map((point) => all.get(`${code}\n${point}`));
          return (
            <tr key={code}>
              <td class="number">{at + 1}</td><td>{visible(code)}</td>{reasons && <td>{reason}</td>}
              {given.map((one, column) => <td key={column} class="centre">{sign(words, one)}</td>)}
              <td>{visible(given.flatMap((one, column) => remarks(words, report, points[column] ?? '', one)).join('; '))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function InspectionTable({ words, report }: PaperProps): JSX.Element {
  const { inspection, sample } = report;
  if (inspection == null || sample == null) return <p>{words.report.noInspection}</p>;
  return (
    <>
      <p class="small">{words.report.opinionsNote}</p>
      <Verdicts words={words} report={report} rows={sample.units.map((unit) => ({ code: unit.archivalCode }))} />
    </>
  );
}

/** Units looked at beside the sample. */
export function PicksTable({ words, report }: PaperProps): JSX.Element {
  const said = words.sample.reasons;
  const rows = report.targeted.map((one) => ({
    code: one.archivalCode, reason: [said[one.reason] ?? one.reason, one.by].filter((text) => text !== '').join(words.list),
  }));
  return <Verdicts words={words} report={report} rows={rows} />;
}
