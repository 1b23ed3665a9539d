// Speed of measuring and the time left, from what was read so far.

import type { Progress } from './state.ts';

/** Bytes a second and whole seconds left; `null` while too little is known. */
export function pace(progress: Progress): { rate: number | null; left: number | null } {
  const seconds = (progress.now - progress.startedAt) / 1000;
  // In the first second start-up dominates and the estimate would jump.
  if (seconds < 1 || progress.bytes <= 0) return { rate: null, left: null };
  const rate = progress.bytes / seconds;
  const left = Math.ceil(Math.max(0, progress.bytesTotal - progress.bytes) / rate);
  return { rate, left };
}
