// Shows one page image on a canvas, with zoom, movement and turning. Our own and small: the usual viewer brings XHR,
// fetch, a worker and innerHTML along (350 KB), none of which may be in this page, and all we show is one decoded
// picture. What it gives that the others do not: `onShown` fires only after the picture was really painted, and says how
// large all of it was.

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { ShownPicture } from '../state/deeds.ts';
import type { Words } from '../words/words.ts';
import {
  FITTING, inside, moved, NOTHING_SHOWN, opening, scaleOf, screenful, shownMore, shownThroughout, turned, zoomed,
  type Shown, type Size, type View,
} from './view-geometry.ts';

interface Props {
  words: Words['inspection'];
  /** Decoded, and closed by whoever decoded it. */
  picture: ShownPicture | null;
  /** Screen pixels for 1000 of the page's own at which it can be read. */
  needed: number;
  /** Changes with the page, also when two pages are equal. */
  page: string;
  /** Why it cannot be shown, in the words of core or browser. */
  failed: string | null;
  lock: boolean;
  onLock(lock: boolean): void;
  /** `scale`: screen pixels for 1000 pixels of the page, rounded down, at which every part of it was shown by now. */
  onShown(scale: number): void;
  /** Past the end, or before the beginning, of this page. */
  onBeyond(way: 1 | -1): void;
  onRetry(): void;
}

const STEP = 1.25;
// Screen pixels a notch of the wheel moves the page: what browsers do with text.
const WHEEL = 100;

export function Viewer(props: Props): JSX.Element {
  const { words } = props;
  const picture = props.picture?.bitmap ?? null;
  const share = props.picture?.share ?? 1;
  // What is shown may have fewer pixels than the page has; the screen may have more than it says.
  const least = props.needed / 1000 / share / devicePixelRatio;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const [view, setView] = useState<View>(FITTING);
  const [window_, setWindow] = useState<Size>({ width: 1, height: 1 });
  const parts = useRef<{ page: string; shown: Shown }>({ page: '', shown: NOTHING_SHOWN });
  const [throughout, setThroughout] = useState(0);

  useEffect(() => {
    if (frame.current === null) return undefined;
    const watcher = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWindow({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watcher.observe(frame.current);
    return () => watcher.disconnect();
  }, []);

  // A new page starts large enough to be read, unless the zoom is locked.
  useLayoutEffect(() => {
    setView((was) => (props.lock && was.scale !== null ? { ...was, y: 0 } : opening(least)));
  }, [props.page, least]);

  useLayoutEffect(() => {
    if (canvas.current === null || window_.width < 2) return;
    paint(canvas.current, picture, window_, view);
    if (picture !== null && document.visibilityState === 'visible') {
      // The millionth undoes what binary fractions lose.
      const scale = Math.floor(scaleOf(view, picture, window_) * share * devicePixelRatio * 1000 + 1e-6);
      const before = parts.current.page === props.page ? parts.current.shown : NOTHING_SHOWN;
      const shown = shownMore(before, view, picture, window_, scale);
      parts.current = { page: props.page, shown };
      const all = shownThroughout(shown);
      setThroughout(all);
      if (all > 0) props.onShown(all);
    }
  }, [picture, props.page, view, window_]);

  const middle = { x: window_.width / 2, y: window_.height / 2 };
  const zoom = (factor: number, at = middle): void => {
    if (picture !== null) setView((was) => zoomed(was, picture, window_, factor, at));
  };
  const onward = (way: 1 | -1): void => {
    const next = picture === null ? null : screenful(view, picture, window_, way);
    if (next === null) props.onBeyond(way);
    else setView(next);
  };
  const whole = (): void => setView((was) => ({ ...FITTING, turns: was.turns }));
  const actual = (): void => setView((was) => ({ ...was, scale: 1 / devicePixelRatio }));

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '+' || event.key === '=') zoom(STEP);
      else if (event.key === '-') zoom(1 / STEP);
      else if (event.key === '0') whole();
      else if (event.key === 'PageDown') onward(1);
      else if (event.key === 'PageUp') onward(-1);
      else if (event.key === ' ' && !pressed(event)) onward(event.shiftKey ? -1 : 1);
      else if (event.key === 'l' || event.key === 'L') props.onLock(!props.lock);
      else if (event.key === 'r' || event.key === 'R') setView((was) => ({ ...was, turns: (was.turns + 1) % 4 }));
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  // Wheel listeners given through JSX are passive in some browsers, and a passive one cannot stop the page scrolling.
  useEffect(() => {
    const node = frame.current;
    if (node === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      const way = event.deltaY < 0 ? -1 : 1;
      const more = picture === null || event.ctrlKey ? null : screenful(view, picture, window_, way);
      if (picture !== null && more !== null) setView((was) => moved(was, picture, window_, { x: 0, y: -way * WHEEL }));
      else if (event.ctrlKey) zoom(way < 0 ? STEP : 1 / STEP, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    node.addEventListener('wheel', onWheel, { passive: false });
    return () => node.removeEventListener('wheel', onWheel);
  });

  const percent = picture === null
    ? 0
    : Math.round(scaleOf(view, picture, window_) * share * devicePixelRatio * 100);
  return (
    <div class="viewer">
      <div
        class="viewer-frame" ref={frame} role="group" aria-label={words.viewer} data-test="viewer"
        data-shown={picture !== null ? props.page : ''}
        onPointerDown={(event) => {
          // Captured, the pointer would be the frame's, and a button in it would never be pressed.
          if (event.target instanceof Element && event.target.closest('button') !== null) return;
          drag.current = { x: event.clientX, y: event.clientY };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (drag.current === null || picture === null) return;
          const by = { x: event.clientX - drag.current.x, y: event.clientY - drag.current.y };
          drag.current = { x: event.clientX, y: event.clientY };
          setView((was) => moved({ ...was, scale: scaleOf(was, picture, window_) }, picture, window_, by));
        }}
        onPointerUp={() => { drag.current = null; }}
      >
        <canvas ref={canvas} role="img" aria-label={words.viewer} />
        {picture === null && props.failed === null && <p class="viewer-word">{words.loading}</p>}
        {picture !== null && percent * 10 >= Math.floor(props.needed) && throughout < props.needed && (
          <button type="button" class="onward" data-test="onward" onClick={() => onward(1)}>{words.onward} ↓</button>
        )}
        {props.failed !== null && (
          <div class="viewer-word" role="alert">
            <p>{words.cannotShow}</p>
            <button type="button" onClick={props.onRetry} data-test="picture-retry">{words.retry}</button>
            <p class="small">{props.failed}</p>
          </div>
        )}
      </div>
      <div class="viewer-bar">
        <button type="button" onClick={() => zoom(1 / STEP)} title={words.zoomOut} aria-label={words.zoomOut}>−</button>
        <span class="viewer-zoom" aria-live="off">{words.zoomLevel(percent)}</span>
        <button type="button" data-test="zoom-in" onClick={() => zoom(STEP)} title={words.zoomIn} aria-label={words.zoomIn}>+</button>
        <button type="button" data-test="zoom-fit" onClick={whole}>{words.zoomFit}</button>
        <button type="button" onClick={actual}>{words.zoomActual}</button>
        <button type="button" onClick={() => setView((was) => ({ ...was, turns: (was.turns + 1) % 4 }))}>{words.rotate}</button>
        {props.failed === null && percent * 10 < Math.floor(props.needed) && picture !== null && (
          <span class="status toAttest" data-test="too-small">{words.larger}</span>
        )}
        <label class="tick">
          <input type="checkbox" checked={props.lock} onChange={() => props.onLock(!props.lock)} data-test="zoom-lock" />
          {words.zoomLock}
        </label>
      </div>
    </div>
  );
}

/** Whether the key belongs to a field in which a person is typing. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio';
}

/** Whether a space presses what has the focus. */
function pressed(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('button, input, summary, a') !== null;
}

function paint(canvas: HTMLCanvasElement, picture: ImageBitmap | null, window_: Size, asked: View): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.max(1, Math.round(window_.width * ratio));
  canvas.height = Math.max(1, Math.round(window_.height * ratio));
  const pen = canvas.getContext('2d');
  if (pen === null || picture === null) return;
  const view = inside(asked, picture, window_);
  const scale = scaleOf(view, picture, window_);
  const size = turned(picture, view.turns);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.imageSmoothingEnabled = scale < 2;
  pen.imageSmoothingQuality = 'high';
  const left = window_.width / 2 - view.x * size.width * scale;
  const top = window_.height / 2 - view.y * size.height * scale;
  pen.translate(left + (size.width * scale) / 2, top + (size.height * scale) / 2);
  pen.rotate((view.turns * Math.PI) / 2);
  pen.drawImage(
    picture, -(picture.width * scale) / 2, -(picture.height * scale) / 2, picture.width * scale, picture.height * scale,
  );
}
