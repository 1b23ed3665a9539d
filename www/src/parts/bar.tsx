// One horizontal bar: a share of a whole. Width is set through the CSSOM, which the policy allows.

import type { JSX } from 'preact';

interface Props {
  part: number;
  whole: number;
  label: string;
  kind?: 'plain' | 'good' | 'bad';
}

export function Bar({ part, whole, label, kind = 'plain' }: Props): JSX.Element {
  const percent = whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0;
  return (
    <div
      class={`bar ${kind}`} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <div class="bar-part" style={{ width: `${percent}%` }} />
    </div>
  );
}
