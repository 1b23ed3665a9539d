// Line plots as SVG: axes, grid, lines told apart by dash as well as by shade, so that they print in black. Everything a
// plot shows also stands beside it as text.

import type { JSX } from 'preact';

/** One line: points in data units, and its name at its end. */
export interface Line {
  name: string;
  points: { x: number; y: number }[];
}

interface Props {
  title: string;
  /** The same in words, for whoever does not see it. */
  alternative: string;
  x: { label: string; most: number; ticks: number[]; say(x: number): string };
  y: { label: string; ticks: number[]; say(y: number): string };
  lines: Line[];
  /** A line down at this place. */
  mark?: { x: number; name: string };
  dots?: boolean;
  test: string;
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = 150;
const TOP = 14;
const BOTTOM = 46;
const DASHES = ['', '7 4', '2 3', '10 3 2 3', '1 5', '14 4'];
// The least distance of two names, in the same units.
const APART = 15;

/** A plot from 0 to `x.most` and from 0 to 1. */
export function Plot(props: Props): JSX.Element {
  const { x, y, lines, mark } = props;
  const right = WIDTH - RIGHT;
  const low = HEIGHT - BOTTOM;
  const across = (value: number): number => LEFT + (value / (x.most || 1)) * (right - LEFT);
  const up = (value: number): number => low - value * (low - TOP);
  const names = apart(lines.map((line) => up(line.points.at(-1)?.y ?? 0)));
  return (
    <figure class="plot" data-test={props.test}>
      <figcaption>{props.title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={props.alternative}>
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={LEFT} x2={right} y1={up(tick)} y2={up(tick)} />
            <text x={LEFT - 8} y={up(tick) + 4} text-anchor="end">{y.say(tick)}</text>
          </g>
        ))}
        {x.ticks.map((tick) => (
          <g key={tick}>
            <line class="grid" x1={across(tick)} x2={across(tick)} y1={TOP} y2={low} />
            <text x={across(tick)} y={low + 18} text-anchor="middle">{x.say(tick)}</text>
          </g>
        ))}
        <path class="axis" d={`M${LEFT} ${TOP}V${low}H${right}`} />
        <text x={(LEFT + right) / 2} y={HEIGHT - 8} text-anchor="middle">{x.label}</text>
        <text x={0} y={0} text-anchor="middle" transform={`translate(14 ${(TOP + low) / 2}) rotate(-90)`}>{y.label}</text>
        {mark !== undefined && (
          <g>
            <line class="mark" x1={across(mark.x)} x2={across(mark.x)} y1={TOP} y2={low} />
            <text x={across(mark.x) + 4} y={TOP + 10}>{mark.name}</text>
          </g>
        )}
        {lines.map((line, at) => (
          <g key={line.name}>
            <polyline
              class="line" stroke-dasharray={DASHES[at % DASHES.length]}
              points={line.points.map((point) => `${across(point.x).toFixed(1)},${up(point.y).toFixed(1)}`).join(' ')}
            />
            {props.dots === true && line.points.map((point) => (
              <circle key={point.x} class="dot" cx={across(point.x)} cy={up(point.y)} r={3} />
            ))}
            <line class="line" stroke-dasharray={DASHES[at % DASHES.length]} x1={right + 6} x2={right + 30} y1={names[at]} y2={names[at]} />
            <text x={right + 34} y={(names[at] ?? 0) + 4}>{line.name}</text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** Heights of the names: each as near to its line as the others let it. */
function apart(heights: number[]): number[] {
  const order = heights.map((height, at) => ({ height, at })).sort((a, b) => a.height - b.height);
  let last = -Infinity;
  for (const one of order) {
    one.height = Math.max(one.height, last + APART, TOP + 6);
    last = one.height;
  }
  // Pushed below the axis, all move up again.
  const over = Math.max(0, last - (HEIGHT - BOTTOM));
  const placed: number[] = [];
  for (const one of order) placed[one.at] = one.height - over;
  return placed;
}
