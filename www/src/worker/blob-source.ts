// Random-access bytes for the core over a file the person chose: synchronous, so only inside a worker.

/** What the core asks of the outside. */
export interface BlobAccess {
  length(): number;
  readAt(offset: number, length: number): Uint8Array;
}

// One synchronous read costs about as much as copying 64 KiB in Chromium (PEERS F1: 8 MiB slices in 33 ms), so small
// reads are served out of a window of 1 MiB.
const WINDOW = 1 << 20;

/** A file as the core reads it. Throws `NotReadableError` when the file was moved or changed meanwhile. */
export function blobAccess(file: Blob): BlobAccess {
  const reader = new FileReaderSync();
  let from = 0;
  let held = new Uint8Array(0);
  const read = (start: number, end: number): Uint8Array<ArrayBuffer> =>
    new Uint8Array(reader.readAsArrayBuffer(file.slice(start, end)));
  return {
    length: () => file.size,
    readAt(offset, length) {
      const end = Math.min(offset + length, file.size);
      if (offset >= end) return new Uint8Array(0);
      if (end - offset >= WINDOW) return read(offset, end);
      if (offset < from || end > from + held.length) {
        held = read(offset, Math.min(offset + WINDOW, file.size));
        from = offset;
      }
      return held.slice(offset - from, end - from);
    },
  };
}
