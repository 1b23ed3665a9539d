// What a person can ask for that is more than a change of the state, and the bytes that come out of it.

import type { Report } from '../worker/boundary.ts';

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

/** A decoded page, and the part of its own pixels there are: 1 but where it was made smaller. */
export interface ShownPicture {
  bitmap: ImageBitmap;
  share: number;
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
  /** The client's own catalogue, to hold the next delivery's against; `null` takes it back. */
  giveOriginal(file: File | null): void;
  /** Files of the round before, told apart by what is in them; `null` takes them back. */
  giveEarlier(files: File[] | null): void;
  cancel(): void;
  again(): void;
  /** Both parties' commitments stand from now on. */
  commit(): void;
  /** A nonce nobody can have foreseen, and the SHA-256 of a nonce. */
  newNonce(): string;
  digestOf(text: string): Promise<string>;
  draw(): void;
  /** The list that is drawn from. */
  population(): Promise<string>;
  /** The decoded picture; rejects when it cannot be shown. */
  picture(entry: number, page: number): Promise<ShownPicture>;
  decide(): void;
  /** Makes the unsigned outcome, for reading. */
  prepare(): void;
  createIdentity(name: string, organisation: string, passphrase: string, again: string): Promise<void>;
  openIdentity(file: File): void;
  forgetIdentity(): void;
  sign(passphrase: string): Promise<void>;
  checkFiles(files: File[]): void;
}
