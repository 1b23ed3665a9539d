// A moment as the report writes it.

/** ISO 8601 in local time with offset: `2026-11-22T16:05:00+08:00`. */
export function isoWithOffset(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const two = (n: number): string => String(Math.floor(Math.abs(n))).padStart(2, '0');
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** The day in local time: `2026-11-22`. */
export function dayOf(moment: Date): string {
  return isoWithOffset(moment).slice(0, 10);
}
