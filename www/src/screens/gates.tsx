// The arithmetic of a decision: every gate as counted over required, with one plain sentence.

import type { JSX } from 'preact';

import type { Decision, Gate } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';

/** What a gate is called. */
export function gateName(words: Words, gate: Gate): string {
  const point = gate.gate.startsWith('inspection.') ? gate.gate.slice('inspection.'.length) : null;
  if (point !== null) return words.decision.pointGate(words.inspection.points[point]?.name ?? point);
  return words.decision.gates[gate.gate] ?? gate.gate;
}

export function Gates({ decision, words }: { decision: Decision; words: Words }): JSX.Element {
  const said = words.decision;
  return (
    <table class="gates" data-test="gates">
      <thead><tr><th>{said.gate}</th><th class="number">{said.columns.reached}</th><th class="number">{said.columns.required}</th><th>{said.result}</th></tr></thead>
      <tbody>
        {decision.gates.map((gate) => (
          <tr key={gate.gate} data-gate={gate.gate} data-met={String(gate.met)}>
            <td>
              <strong>{gateName(words, gate)}</strong><br />
              <small>{gate.denominator === 0 ? said.nothingToCount : said.sentence(gate.numerator, gate.denominator, gate.required.numerator, gate.required.denominator, gate.met ?? null)}</small>
            </td>
            <td class="number">{gate.numerator}/{gate.denominator}</td>
            <td class="number">≥ {gate.required.numerator}/{gate.required.denominator}</td>
            <td><span class={`status ${gate.met == null ? 'open' : gate.met ? 'passed' : 'failed'}`}>{gate.met == null ? said.open : gate.met ? said.met : said.notMet}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
