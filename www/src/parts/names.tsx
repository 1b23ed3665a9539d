// The names that were typed so far, offered wherever a name is asked for: the same person is then written the same.

import type { JSX } from 'preact';

import type { State } from '../state/state.ts';

/** Id of the list, for `list=` of an input. */
export const NAMES = 'names';

function typed(state: State): string[] {
  const { reviewer, approver, representative } = state.people;
  const all = [
    state.inspector, state.second, reviewer, approver, representative,
    ...Object.values(state.attestations).map((one) => one.by), ...Object.values(state.confirmations).map((one) => one.by),
    ...state.waivers.map((one) => one.by), ...state.verdicts.map((one) => one.by), state.signer?.commonName ?? '',
  ];
  return [...new Set(all.map((one) => one.trim()))].filter((one) => one !== '').sort();
}

export function Names({ state }: { state: State }): JSX.Element {
  return <datalist id={NAMES}>{typed(state).map((name) => <option key={name} value={name} />)}</datalist>;
}
