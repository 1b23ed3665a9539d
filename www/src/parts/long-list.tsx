// A list of any length of which only the rows near the window are in the document.

import {
  elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props<T> {
  rows: readonly T[];
  /** Height of a row before it was measured, in pixels. */
  estimate: number;
  label: string;
  test: string;
  row(one: T, at: number): ComponentChildren;
}

export function LongList<T>(props: Props<T>): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const options: VirtualizerOptions<HTMLDivElement, HTMLDivElement> = {
    count: props.rows.length,
    estimateSize: () => props.estimate,
    getScrollElement: () => frame.current,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: 8,
    onChange: () => redraw((was) => was + 1),
  };
  const [virtual] = useState(() => new Virtualizer(options));
  virtual.setOptions(options);
  useEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());

  return (
    <div class="long-list" ref={frame} role="list" aria-label={props.label} tabIndex={0} data-test={props.test}>
      <div class="long-list-all" style={{ height: `${virtual.getTotalSize()}px` }}>
        {virtual.getVirtualItems().map((item) => {
          const one = props.rows[item.index];
          return one !== undefined && (
            <div
              key={String(item.key)} class="long-list-row" role="listitem" data-index={item.index}
              ref={(node: HTMLDivElement | null) => { if (node !== null) virtual.measureElement(node); }}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {props.row(one, item.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
