// Decodes page images for the screen, and keeps the last few decoded, each closed when it leaves.

import type { ShownPicture } from './state/deeds.ts';
import type { Picture } from './worker/boundary.ts';

// An A4 page at 300 dpi is 35 MB decoded: eight of them are what an old laptop can spare.
const KEPT = 8;

/** Decoded pictures by page. */
export class Pictures {
  readonly #ask: (entry: number, page: number) => Promise<Picture>;
  readonly #kept = new Map<string, Promise<ShownPicture>>();

  constructor(ask: (entry: number, page: number) => Promise<Picture>) {
    this.#ask = ask;
  }

  /** The decoded picture; rejects when core or browser cannot decode it. */
  show(entry: number, page: number): Promise<ShownPicture> {
    const key = `${entry}:${page}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    const made = this.#ask(entry, page).then(decode);
    this.#kept.set(key, made);
    made.catch(() => this.#kept.delete(key));
    for (const old of [...this.#kept.keys()].slice(0, -KEPT)) this.#drop(old);
    return made;
  }

  /** Lets everything go. */
  release(): void {
    for (const key of [...this.#kept.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    const old = this.#kept.get(key);
    this.#kept.delete(key);
    void old?.then(({ bitmap }) => bitmap.close(), () => undefined);
  }
}

async function decode(picture: Picture): Promise<ShownPicture> {
  const bitmap = await bitmapOf(picture);
  const shown = Math.max(bitmap.width, bitmap.height);
  return { bitmap, share: picture.longEdge > shown ? shown / picture.longEdge : 1 };
}

function bitmapOf(picture: Picture): Promise<ImageBitmap> {
  if (picture.kind === 'encoded') {
    return createImageBitmap(new Blob([picture.bytes as BlobPart], { type: picture.mime }));
  }
  const pixels = new Uint8ClampedArray(picture.bytes.buffer as ArrayBuffer, picture.bytes.byteOffset, picture.bytes.byteLength);
  return createImageBitmap(new ImageData(pixels, picture.width, picture.height));
}
