// Keeps sealed drafts in IndexedDB. Under file:// every local page can read this store (PEERS finding 4): so drafts
// are encrypted under the delivery's digest, and their names are random, because a digest as a name would be the key.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

interface Shelves extends DBSchema {
  drafts: { key: string; value: { sealed: Uint8Array; savedAt: number }; indexes: { savedAt: number } };
}

// A delivery is accepted within weeks; 64 drafts hold a year of an archive's batches.
const MOST = 64;

/** The store of sealed drafts. */
export class Shelf {
  readonly #db: IDBPDatabase<Shelves>;

  private constructor(db: IDBPDatabase<Shelves>) {
    this.#db = db;
  }

  /** Rejects where the browser keeps nothing (private windows). */
  static async open(): Promise<Shelf> {
    return new Shelf(await openDB<Shelves>('yanshou', 1, {
      upgrade(db) {
        db.createObjectStore('drafts').createIndex('savedAt', 'savedAt');
      },
    }));
  }

  /** All drafts, newest first: which of them is ours, only decrypting tells. */
  async all(): Promise<{ name: string; sealed: Uint8Array }[]> {
    const names = await this.#db.getAllKeysFromIndex('drafts', 'savedAt');
    const drafts = await this.#db.getAllFromIndex('drafts', 'savedAt');
    return drafts.map((draft, at) => ({ name: names[at] ?? '', sealed: draft.sealed })).reverse();
  }

  /** Keeps a draft under its name, and drops the oldest beyond the limit. */
  async keep(name: string, sealed: Uint8Array, savedAt: number): Promise<void> {
    await this.#db.put('drafts', { sealed, savedAt }, name);
    const names = await this.#db.getAllKeysFromIndex('drafts', 'savedAt');
    for (const old of names.slice(0, Math.max(0, names.length - MOST))) await this.#db.delete('drafts', old);
  }
}
