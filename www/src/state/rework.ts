// The round before, as it stands now: what is mended, what remains, what nobody has looked at yet (the core's rule).

import type { Defect, RoundLine } from '../worker/boundary.ts';
import { unitOf, unitSeen } from './inspection.ts';
import { standingOf } from './standing.ts';
import type { State } from './state.ts';

export type DefectStanding = 'mended' | 'remains' | 'open';

/** How a defect of the round before stands. */
export function defectStanding(state: State, defect: Defect): DefectStanding {
  if (defect.remains) return 'remains';
  if (defect.reason != null) return 'open';
  if (defect.kind.kind !== 'verdict') return 'mended';
  const code = defect.locus.archivalCode ?? '';
  const { answer } = standingOf(state, code, defect.kind.point);
  if (answer === 'failed') return 'remains';
  const unit = unitOf(state.judgement, code);
  return answer === 'passed' && unit !== undefined && unitSeen(unit, state.seen) ? 'mended' : 'open';
}

/** Fractions of one gate over the rounds; where a round has none, a gap. */
export interface Trend {
  gate: string;
  /** Thousandths by round. */
  shares: (number | null)[];
}

/** The inspection's pass rates by round, oldest first. */
export function trends(rounds: readonly Pick<RoundLine, 'gates'>[]): Trend[] {
  const gates = new Set(rounds.flatMap((round) => round.gates.map((gate) => gate.gate)));
  const counted = [...gates].filter((gate) => gate === 'automatic' || gate.startsWith('inspection.'));
  return counted.map((gate) => ({
    gate,
    shares: rounds.map((round) => {
      const own = round.gates.find((one) => one.gate === gate);
      return own === undefined || own.denominator === 0 ? null : Math.floor((own.numerator * 1000) / own.denominator);
    }),
  }));
}
