// Where a picture stands in the viewer: pure arithmetic of zooming, turning and moving.

/** Size in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** How a picture is shown: its centre in parts of its own size, its scale, its turn in quarters. */
export interface View {
  /** Screen pixels per picture pixel; `null` fits the window, but is never below `least`. */
  scale: number | null;
  /** Scale at which the page can be read; 0 asks for nothing. */
  least: number;
  /** Point of the picture in the middle of the window, 0–1 of its turned width and height. */
  x: number;
  y: number;
  turns: number;
}

export const FITTING: View = { scale: null, least: 0, x: 0.5, y: 0.5, turns: 0 };

/** How a page opens: whole if it can be read so, else large enough to be read, at the beginning of its text. */
export function opening(least: number): View {
  return { ...FITTING, least, y: 0 };
}

// Past 8× a scan shows only its pixels; below 1/50 a page is a dot.
const LARGEST = 8;
const SMALLEST = 0.02;

/** The picture's size after turning. */
export function turned(picture: Size, turns: number): Size {
  return turns % 2 === 0 ? picture : { width: picture.height, height: picture.width };
}

/** Scale at which the whole picture is in the window; small pictures are not blown up. */
export function fittingScale(picture: Size, window: Size, turns: number): number {
  const size = turned(picture, turns);
  return Math.min(window.width / size.width, window.height / size.height, 1);
}

/** The scale in force. */
export function scaleOf(view: View, picture: Size, window: Size): number {
  return view.scale ?? Math.max(fittingScale(picture, window, view.turns), view.least);
}

/** The view after zooming by `factor` about a point of the window (pixels from its top left). */
export function zoomed(view: View, picture: Size, window: Size, factor: number, at: { x: number; y: number }): View {
  const before = scaleOf(view, picture, window);
  const scale = Math.min(LARGEST, Math.max(SMALLEST, before * factor));
  const size = turned(picture, view.turns);
  const dx = at.x - window.width / 2;
  const dy = at.y - window.height / 2;
  const { x, y } = inside(view, picture, window);
  return inside({
    ...view,
    scale,
    x: x + (dx / before - dx / scale) / size.width,
    y: y + (dy / before - dy / scale) / size.height,
  }, picture, window);
}

/** The view after dragging by so many screen pixels. */
export function moved(view: View, picture: Size, window: Size, by: { x: number; y: number }): View {
  const scale = scaleOf(view, picture, window);
  const size = turned(picture, view.turns);
  const { x, y } = inside(view, picture, window);
  return inside({ ...view, x: x - by.x / scale / size.width, y: y - by.y / scale / size.height }, picture, window);
}

/** The view a screenful further down (or up, with -1); `null` where there is nothing more that way. */
export function screenful(view: View, picture: Size, window: Size, way: 1 | -1): View | null {
  const from = inside(view, picture, window);
  // A tenth stays in sight, so that no line is lost between two screens.
  const to = moved(from, picture, window, { x: 0, y: -way * window.height * 0.9 });
  return Math.abs(to.y - from.y) * turned(picture, view.turns).height * scaleOf(view, picture, window) < 1 ? null : to;
}

/** The view with no more empty window beside the picture than must be. */
export function inside(view: View, picture: Size, window: Size): View {
  const scale = scaleOf(view, picture, window);
  const size = turned(picture, view.turns);
  const within = (at: number, shown: number, room: number): number => {
    const least = Math.min(0.5, room / 2 / shown);
    return Math.min(1 - least, Math.max(least, at));
  };
  return { ...view, x: within(view.x, size.width * scale, window.width), y: within(view.y, size.height * scale, window.height) };
}

// A page is looked at in parts where it is larger than the window: so many of them each way. Finer than a paragraph, coarser
// than anyone could leave out unseen.
const PARTS = 12;

/** How large each part of a page was shown, at the largest; rows from the top of the page as it lies in the file. */
export type Shown = readonly number[];

/** Nothing was shown yet. */
export const NOTHING_SHOWN: Shown = new Array<number>(PARTS * PARTS).fill(0);

/** After the view was painted at so many screen pixels for 1000 of the page: a part counts when its middle was in the window. */
export function shownMore(before: Shown, view: View, picture: Size, window: Size, scale: number): Shown {
  const { x, y } = inside(view, picture, window);
  const size = turned(picture, view.turns);
  const shown = scaleOf(view, picture, window);
  const wide = window.width / 2 / (size.width * shown);
  const high = window.height / 2 / (size.height * shown);
  const middle = (part: number): number => (part + 0.5) / PARTS;
  return before.map((was, at) => {
    const [u, v] = turnedPoint(middle(at % PARTS), middle(Math.floor(at / PARTS)), view.turns);
    return Math.abs(u - x) <= wide && Math.abs(v - y) <= high ? Math.max(was, scale) : was;
  });
}

/** The scale at which all of a page was shown; 0 where a part never was. */
export function shownThroughout(shown: Shown): number {
  return Math.min(...shown);
}

/** Where a point of the page is once the page is turned clockwise. */
function turnedPoint(x: number, y: number, turns: number): [number, number] {
  switch (turns % 4) {
    case 1: return [1 - y, x];
    case 2: return [1 - x, 1 - y];
    case 3: return [y, 1 - x];
    default: return [x, y];
  }
}
