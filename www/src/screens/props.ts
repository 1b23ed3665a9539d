// What every screen is given: the state, its words, a way to change the state, and the deeds that need the world.

import type { Deeds } from '../state/deeds.ts';
import type { Change } from '../state/reduce.ts';
import type { State } from '../state/state.ts';
import type { Words } from '../words/words.ts';

export interface ScreenProps {
  state: State;
  words: Words;
  change(change: Change): void;
  deeds: Deeds;
}
