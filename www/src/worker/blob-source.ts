// Random-access bytes for the core over a file the person chose: synchronous, so only inside a worker.

import type { Entry } from './boundary.ts';

/** What the core asks of the outside. A short answer means: ask again from there. */
export interface BlobAccess {
  length(): number;
  readAt(offset: number, length: number): Uint8Array;
}

// Beyond what is wanted, so much is read at once: a ZIP's end record and directory come in small pieces.
const BEYOND = 64 << 10;
// Local header (30 bytes) with a long name and extra fields; a longer one only costs a second read.
const HEADER = 4 << 10;

/** Where the stored bytes of an entry end, about. */
export function storedEnd(entry: Pick<Entry, 'headerOffset' | 'compressed'>): number {
  return entry.headerOffset + entry.compressed + HEADER;
}

/**
 * A file as the core reads it. The core reads megabytes ahead; `until` keeps a reader of one entry from reading its
 * neighbours too, which would read a delivery of small pages several times over. Throws `NotReadableError` when the
 * file was moved or changed meanwhile.
 */
export function blobAccess(file: Blob, until: number = file.size): BlobAccess {
  const reader = new FileReaderSync();
  return {
    length: () => file.size,
    readAt(offset, length) {
      const most = offset < until ? until - offset : BEYOND;
      const end = Math.min(offset + Math.min(length, most), file.size);
      return offset < end ? new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, end))) : new Uint8Array(0);
    },
  };
}
