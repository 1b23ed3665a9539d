// The arithmetic of a decision: every gate as counted over required, with the core's plain sentence.

import type { JSX } from 'preact';

import type { Language } from '../state/state.ts';
import type { Decision, Gate } from '../worker/boundary.ts';
import { sayShare, type Words } from '../words/words.ts';

/** What a gate is called; `short` where there is little room. */
export function gateName(words: Words, gate: string, short = false): string {
  const said = words.decision;
  if (gate === 'inspection.pooled') return said.pooledGate;
  if (gate === 'inspection.attributes') return said.attributesGate;
  const point = gate.startsWith('inspection.') ? gate.slice('inspection.'.length) : null;
  if (point === null) return short ? said.gatesShort[gate] ?? gate : said.gates[gate] ?? gate;
  const name = words.inspection.points[point]?.name ?? point;
  return short ? name : said.pointGate(name);
}

interface Props {
  decision: Decision;
  words: Words;
  language: Language;
}

export function Gates({ decision, words, language }: Props): JSX.Element {
  const said = words.decision;
  const met = (gate: Gate): string => (gate.met == null ? said.open : gate.met ? said.met : said.notMet);
  return (
    <table class="gates" data-test="gates">
      <thead><tr><th>{said.gate}</th><th class="number">{said.columns.reached}</th><th class="number">{said.columns.required}</th><th>{said.result}</th></tr></thead>
      <tbody>
        {decision.gates.map((gate) => (
          <tr key={gate.gate} data-gate={gate.gate} data-met={String(gate.met)}>
            <td>
              <strong>{gateName(words, gate.gate)}</strong><br />
              <small>{gate.sentence[language]}</small>
            </td>
            <td class="number">
              {gate.denominator === 0 ? '—' : `${gate.numerator}/${gate.denominator}`}
              {(gate.waived ?? 0) > 0 && <><br /><span class="status toAttest" data-test="gate-waived">{said.waived(gate.waived ?? 0)}</span></>}
            </td>
            <td class="number">≥ {sayShare(gate.required)}</td>
            <td><span class={`status ${gate.met == null ? 'open' : gate.met ? 'passed' : 'failed'}`}>{met(gate)}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the sample says of the whole. */
export function Bounds({ decision, words, language }: Props): JSX.Element | null {
  if (decision.bounds.length === 0) return null;
  return (
    <>
      <h3>{words.decision.bounds}</h3>
      <ul class="sentences" data-test="bounds">
        {decision.bounds.map((one) => <li key={one.point}>{words.inspection.points[one.point]?.name ?? one.point}{words.colon}{one.sentence[language]}</li>)}
      </ul>
    </>
  );
}
