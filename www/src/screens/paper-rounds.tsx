// The rounds on paper: whose report this one follows, what became of its defects, what changed, how the rates went.

import type { JSX } from 'preact';

import type { DefectStanding } from '../state/rework.ts';
import { standings } from '../state/standing.ts';
import type { Words } from '../words/words.ts';
import type { Defect, Report } from '../worker/boundary.ts';
import { Facts } from './paper-facts.tsx';
import type { PaperProps } from './report.tsx';
import { ReworkText, Rounds } from './rework.tsx';

/** How a defect stands by the report itself; one that people found needs an answer, and the gate says whether it counts. */
function standingBy(report: Report): (defect: Defect) => DefectStanding {
  const { inspection, people } = report;
  const verdicts = (inspection?.verdicts ?? []).map((one) => ({ ...one, by: one.by ?? '', unit: one.archivalCode }));
  const all = standings(verdicts, inspection?.inspector ?? '', people);
  return ({ kind, locus, remains, reason }) => {
    if (remains) return 'remains';
    if (reason != null) return 'open';
    if (kind.kind !== 'verdict') return 'mended';
    const answer = all.get(`${locus.archivalCode ?? ''}\n${kind.point}`)?.answer ?? 'open';
    return answer === 'passed' ? 'mended' : answer === 'failed' ? 'remains' : 'open';
  };
}

function signersOf(said: Words['rework'], earlier: NonNullable<Report['earlier']>): string {
  if (earlier.signers.length === 0) return said.unsigned;
  const fingerprints = earlier.signerFingerprints ?? [];
  const signers = earlier.signers.map((name, at) => [name, fingerprints[at]].filter(Boolean).join(' · '));
  return [...signers, earlier.signerNamed === true ? said.signersNamed : said.signersOwnWord].join(' · ');
}

export function RoundsText({ state, words, report }: PaperProps): JSX.Element | null {
  const said = words.rework;
  const { earlier, rework } = report;
  if (earlier == null || rework == null) return null;
  return (
    <>
      <Facts rows={[
        [said.signers, signersOf(said, earlier)],
        [said.earlierReport, earlier.reportSha256],
        [said.earlierDigest, earlier.digest],
        [said.deadline, earlier.deadline ?? words.none],
        [said.handedOver, earlier.handedOver ?? words.none],
        [words.report.fields.profile, earlier.sameProfile ? said.sameProfile : said.otherProfile],
      ]} />
      <ReworkText state={state} words={words} rework={rework} standing={standingBy(report)} />
      <Rounds state={state} words={words} rounds={report.rounds} now={[{ gates: report.decision.gates }]} />
    </>
  );
}
