// Where a picture stands in the viewer: pure arithmetic of zooming, turning and moving.

/** Size in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** How a picture is shown: its centre in parts of its own size, its scale, its turn in quarters. */
export interface View {
  /** Screen pixels per picture pixel; `null` fits the window. */
  scale: number | null;
  /** Point of the picture in the middle of the window, 0–1 of its turned width and height. */
  x: number;
  y: number;
  turns: number;
}

export const FITTING: View = { scale: null, x: 0.5, y: 0.5, turns: 0 };

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
  return view.scale ?? fittingScale(picture, window, view.turns);
}

/** The view after zooming by `factor` about a point of the window (pixels from its top left). */
export function zoomed(view: View, picture: Size, window: Size, factor: number, at: { x: number; y: number }): View {
  const before = scaleOf(view, picture, window);
  const scale = Math.min(LARGEST, Math.max(SMALLEST, before * factor));
  const size = turned(picture, view.turns);
  const dx = at.x - window.width / 2;
  const dy = at.y - window.height / 2;
  return inside({
    ...view,
    scale,
    x: view.x + (dx / before - dx / scale) / size.width,
    y: view.y + (dy / before - dy / scale) / size.height,
  });
}

/** The view after dragging by so many screen pixels. */
export function moved(view: View, picture: Size, window: Size, by: { x: number; y: number }): View {
  const scale = scaleOf(view, picture, window);
  const size = turned(picture, view.turns);
  return inside({ ...view, x: view.x - by.x / scale / size.width, y: view.y - by.y / scale / size.height });
}

function inside(view: View): View {
  return { ...view, x: Math.min(1, Math.max(0, view.x)), y: Math.min(1, Math.max(0, view.y)) };
}
