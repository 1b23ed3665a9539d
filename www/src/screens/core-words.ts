// The core's own words: what a code, a check or a reason is called in the chosen language.

import type { State } from '../state/state.ts';
import type { Advice } from '../worker/boundary.ts';

/** What happened and what to do, for a code; the code itself where the core has no words for it. */
export function adviceOf(state: State, code: string): Advice {
  return state.core?.words.findings[code]?.[state.language] ?? { what: code, next: '' };
}

/** Title of a check; empty where the core has none, since its id always stands beside. */
export function checkTitle(state: State, check: string): string {
  return state.core?.words.checks[check]?.[state.language] ?? '';
}

/** Why a check did not run. */
export function reasonText(state: State, reason: string | null | undefined): string {
  if (reason == null) return '';
  return state.core?.words.reasons[reason]?.[state.language] ?? reason;
}
