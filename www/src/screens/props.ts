// What every screen is given: the state, its words, a way to change the state, and the deeds that need the world.

import type { Shown } from '../parts/viewer.tsx';
import type { Change } from '../state/reduce.ts';
import type { State } from '../state/state.ts';
import type { Report } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';

/** Files that come out at the end; bytes, so not part of the state. */
export interface Outcome {
  report: Uint8Array;
  /** The report as its bytes say it. */
  read: Report;
  sha256: string | null;
  signature: Uint8Array | null;
  certificate: string | null;
  findings: Uint8Array;
  /** Absent where an entry could not be read. */
  sums: string | null;
}

/** What came of checking a report. */
export interface Checked {
  names: string[];
  result: unknown;
  sha256: string | null;
  read: Report | null;
}

/** What a person can ask for that is more than a change of the state. */
export interface Deeds {
  openDelivery(file: File): void;
  cancel(): void;
  again(): void;
  draw(): void;
  /** The decoded picture; rejects when it cannot be shown. */
  picture(entry: number, page: number): Promise<Shown>;
  decide(): void;
  /** Makes the unsigned outcome, for reading. */
  prepare(): void;
  createIdentity(name: string, organisation: string, passphrase: string, again: string): Promise<void>;
  openIdentity(file: File): void;
  forgetIdentity(): void;
  sign(passphrase: string): Promise<void>;
  checkFiles(files: File[]): void;
}

export interface ScreenProps {
  state: State;
  words: Words;
  change(change: Change): void;
  deeds: Deeds;
}
