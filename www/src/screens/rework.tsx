// The round before held against this delivery: its defects one by one, what changed although nobody asked, and how the
// rounds went so far.

import type { ComponentChildren, JSX } from 'preact';

import { Plot } from '../parts/plot.tsx';
import { defectStanding, trends, type DefectStanding } from '../state/rework.ts';
import type { State } from '../state/state.ts';
import { visible } from '../state/visible.ts';
import type { Defect, FileChange, Rework, RoundLine } from '../worker/boundary.ts';
import { sayTime, type Words } from '../words/words.ts';
import { adviceOf } from './core-words.ts';
import { gateName } from './gates.tsx';
import type { ScreenProps } from './props.ts';
import { placeOfLocus } from './waivers.tsx';

// Whoever needs more has the report's data; the page must stay readable.
const SHOWN = 200;

type Said = Pick<ScreenProps, 'state' | 'words'>;

export function ReworkCard({ state, words }: ScreenProps): JSX.Element | null {
  const judgement = state.judgement;
  if (judgement?.rework == null) return null;
  const { rework, rounds, round } = judgement;
  const standing = (defect: Defect): DefectStanding => defectStanding(state, defect);
  const now = state.decision === null ? [] : [{ gates: state.decision.gates }];
  return (
    <section class="card" data-test="rework">
      <h2>{words.rework.title(round)}</h2>
      <ReworkText state={state} words={words} rework={rework} standing={standing} />
      {rework.defects.some((one) => one.kind.kind === 'verdict' && standing(one) === 'open') && <p class="notice small">{words.rework.openHint}</p>}
      <Rounds state={state} words={words} rounds={rounds} now={now} />
    </section>
  );
}

/** What the defect was, in words. */
function whatWas(state: State, words: Words, { kind }: Defect): ComponentChildren {
  switch (kind.kind) {
    case 'finding': return <>{adviceOf(state, kind.code).what} <small>{kind.code}</small></>;
    case 'verdict': return <>{words.inspection.points[kind.point]?.name ?? kind.point} <small>{kind.defect}</small></>;
    case 'change': return <>{words.rework.unasked}{words.colon}{words.rework.kinds[kind.change.kind]}</>;
  }
}

function wasThen({ kind }: Defect): string {
  return kind.kind === 'finding' ? kind.found : kind.kind === 'verdict' ? kind.note : kind.change.from ?? '';
}

const LOOKS: Record<DefectStanding, string> = { mended: 'passed', remains: 'failed', open: 'open' };

/** Defects and changes. `standing` says how a defect stands: by the state on screen, by the report on paper. */
export function ReworkText({ state, words, rework, standing }: Said & {
  rework: Rework; standing(defect: Defect): DefectStanding;
}): JSX.Element {
  const said = words.rework;
  const of = (wanted: DefectStanding): number => rework.defects.filter((one) => standing(one) === wanted).length;
  // What is still wrong stands first.
  const order: DefectStanding[] = ['remains', 'open', 'mended'];
  const defects = [...rework.defects].sort((a, b) => order.indexOf(standing(a)) - order.indexOf(standing(b)));
  return (
    <>
      <p data-test="rework-summary"><strong>{said.summary(of('mended'), of('remains'), of('open'))}</strong></p>
      {defects.length === 0 ? <p>{said.noDefects}</p> : (
        <table data-test="defects">
          <thead><tr><th>{said.columns.standing}</th><th>{said.columns.what}</th><th>{said.columns.where}</th><th>{said.columns.then}</th></tr></thead>
          <tbody>
            {defects.slice(0, SHOWN).map((one, at) => (
              <tr key={at} data-test="defect" data-kind={one.kind.kind} data-standing={standing(one)}>
                <td class="tight"><span class={`status ${LOOKS[standing(one)]}`}>{said.standing[standing(one)]}</span></td>
                <td>{whatWas(state, words, one)}{one.reason != null && <><br /><small>{said.reasons[one.reason]}</small></>}</td><td>{placeOfLocus(words, one.locus)}</td><td>{visible(wasThen(one))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {defects.length > SHOWN && <p class="small">{said.more(defects.length - SHOWN)}</p>}
      <h3>{said.changes}</h3>
      <Changes words={words} changes={rework.changes} />
    </>
  );
}

function Changes({ words, changes }: { words: Words; changes: FileChange[] }): JSX.Element {
  const said = words.rework;
  if (changes.length === 0) return <p>{said.noChanges}</p>;
  const weight = (one: FileChange): number => (one.beside ? 2 : one.asked ? 1 : 0);
  const listed = [...changes].sort((a, b) => weight(a) - weight(b));
  return (
    <>
      <table data-test="changes">
        <thead><tr><th>{said.columns.standing}</th><th>{said.columns.kind}</th><th>{said.columns.path}</th></tr></thead>
        <tbody>
          {listed.slice(0, SHOWN).map((one) => (
            <tr key={one.path} data-test="change" data-path={one.path} data-kind={one.kind} data-asked={String(one.asked)}>
              <td><span class={`status ${one.asked || one.beside ? 'open' : 'failed'}`}>{one.beside ? said.beside : one.asked ? said.asked : said.unasked}</span></td>
              <td>{said.kinds[one.kind]}</td><td class="where">{visible(one.path)}{one.from != null && <small> {said.from(visible(one.from))}</small>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {listed.length > SHOWN && <p class="small">{said.more(listed.length - SHOWN)}</p>}
    </>
  );
}

/** The rounds so far, and their pass rates as a plot. */
export function Rounds({ state, words, rounds, now }: Said & { rounds: RoundLine[]; now: Pick<RoundLine, 'gates'>[] }): JSX.Element | null {
  const said = words.rework;
  if (rounds.length === 0) return null;
  const gates = [...rounds, ...now];
  const lines = trends(gates).filter((trend) => trend.shares.filter((share) => share !== null).length > 1);
  const at = (index: number): string => (index < rounds.length ? said.round(rounds[index]?.round ?? index + 1) : said.now);
  const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
  return (
    <>
      <h3>{said.rounds}</h3>
      <table class="small" data-test="rounds">
        <thead><tr><th>{said.roundColumns.round}</th><th>{said.roundColumns.made}</th><th>{said.roundColumns.outcome}</th><th class="number">{said.roundColumns.blocking}</th><th class="number">{said.roundColumns.doubtful}</th><th>{said.roundColumns.report}</th></tr></thead>
        <tbody>
          {rounds.map((one) => (
            <tr key={one.round}>
              <td class="tight">{said.round(one.round)}</td><td>{sayTime(state.language, one.madeAt)}</td><td class="tight">{words.decision.outcomes[one.outcome] ?? one.outcome}</td>
              <td class="number">{one.blocking}</td><td class="number">{one.doubtful}</td><td><code>{one.reportSha256}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > 0 && (
        <>
          <Plot
            title={said.trend} test="trend" dots
            alternative={said.trendAlternative(lines.map((line) => `${gateName(words, line.gate)}${words.colon}${line.shares.map((share) => (share === null ? '—' : percent(share / 1000))).join(' → ')}`).join('; '))}
            x={{ label: said.rounds, most: gates.length - 1, ticks: gates.map((_, index) => index), say: at }}
            y={{ label: said.trend, ticks: [0, 0.25, 0.5, 0.75, 1], say: percent }}
            lines={lines.map((line) => ({
              name: gateName(words, line.gate, true),
              points: line.shares.flatMap((share, index) => (share === null ? [] : [{ x: index, y: share / 1000 }])),
            }))}
          />
        </>
      )}
    </>
  );
}
