// Keeps the officer's entries while they are made, and finds them again for the same delivery.

import type { Port } from '../worker/port.ts';
import { decodeDraft, draftOf, encodeDraft, worthKeeping, type Decoded } from './draft.ts';
import type { Shelf } from './shelf.ts';
import type { Kept, State } from './state.ts';

const QUIET_MS = 400;

/** Where drafts go to and come from; tests give their own. */
export interface AutosaveSurroundings {
  shelf: Shelf;
  /** Whoever seals and opens: the desk's worker. */
  port(): Port | null;
  random(length: number): Uint8Array;
  now(): number;
  /** Told of entries not kept yet, and how keeping them went. */
  keeping(kept: Kept, detail: string): void;
}

/** One delivery's draft. */
export class Autosave {
  readonly #around: AutosaveSurroundings;
  #name: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #due: State | null = null;
  #writing: Promise<void> = Promise.resolve();
  #last = '';

  constructor(around: AutosaveSurroundings) {
    this.#around = around;
  }

  /** The draft of this delivery, if there is one under the same profile. */
  async find(digest: string, profile: string): Promise<Decoded | null> {
    this.#name = null;
    const port = this.#around.port();
    if (port === null) return null;
    for (const { name, sealed } of await this.#around.shelf.all()) {
      // Refusal means: another delivery's draft. There is no other way to tell.
      const plain = await port.ask('openDraft', { digest, sealed }).catch(() => null);
      const read = plain === null ? null : decodeDraft(plain);
      if (read !== null && read.draft.profile === profile) {
        this.#name = name;
        return read;
      }
    }
    return null;
  }

  /** Takes notice of a new state; writes when the person pauses. */
  watch(state: State): void {
    if (!worthKeeping(state) || state.judgement?.digest == null) return;
    if (this.#due === null) this.#around.keeping('due', '');
    this.#due = state;
    this.#timer ??= setTimeout(() => void this.flush(), QUIET_MS);
  }

  /** Writes what is due now. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const state = this.#due;
    this.#due = null;
    if (state !== null) this.#writing = this.#writing.then(() => this.#write(state));
    return this.#writing;
  }

  async #write(state: State): Promise<void> {
    const digest = state.judgement?.digest?.sha256;
    const port = this.#around.port();
    if (digest === undefined || port === null) return;
    const now = this.#around.now();
    const draft = draftOf(state, new Date(now).toISOString());
    const same = JSON.stringify({ ...draft, savedAt: '' });
    try {
      if (same !== this.#last) {
        this.#name ??= [...this.#around.random(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const nonce = this.#around.random(12);
        const sealed = await port.ask('sealDraft', { digest, nonce, plain: encodeDraft(draft) });
        await this.#around.shelf.keep(this.#name, sealed, now);
        this.#last = same;
      }
      // What was entered while this was written is due already.
      if (this.#due === null) this.#around.keeping('yes', '');
    } catch (thrown) {
      this.#around.keeping('no', thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
}
