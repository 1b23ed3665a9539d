import { describe, expect, it } from 'vitest';

import {
  FITTING, fittingScale, moved, NOTHING_SHOWN, opening, scaleOf, screenful, shownMore, shownThroughout, zoomed, type Shown, type View,
} from '../src/parts/view-geometry.ts';
import { readCheck } from '../src/state/checked.ts';
import { dayOf, isoWithOffset } from '../src/state/clock-text.ts';
import { countByCheck, filterFindings, NO_FILTER } from '../src/state/finding-view.ts';
import { pace } from '../src/state/pace.ts';
import { troubleOf } from '../src/state/trouble.ts';
import { en } from '../src/words/en.ts';
import { sayBytes } from '../src/words/words.ts';
import { zh } from '../src/words/zh.ts';
import { judgement } from './made.ts';

const picture = { width: 2000, height: 1000 };
const window_ = { width: 500, height: 500 };

describe('the viewer\'s geometry', () => {
  it('fits the whole picture, turned or not, and does not blow up small ones', () => {
    expect(fittingScale(picture, window_, 0)).toBe(0.25);
    expect(fittingScale(picture, window_, 1)).toBe(0.25);
    expect(fittingScale({ width: 10, height: 10 }, window_, 0)).toBe(1);
  });

  it('keeps the point under the pointer where it is while zooming', () => {
    const at = { x: 350, y: 300 };
    const place = (view: typeof FITTING): number =>
      view.x + (at.x - 250) / scaleOf(view, picture, window_) / picture.width;
    const after = zoomed(FITTING, picture, window_, 2, at);
    expect(after.scale).toBe(0.5);
    expect(place(after)).toBeCloseTo(place(FITTING), 10);
  });

  it('never moves the picture out of the window', () => {
    const view = moved({ ...FITTING, scale: 1 }, picture, window_, { x: 1e6, y: -1e6 });
    // Half the window, 250 of 2000 and of 1000 pixels, stays beside the middle.
    expect([view.x, view.y]).toEqual([0.125, 0.75]);
  });

  it('opens a page whole where it can be read so, else as large as it must be, and pages through it to its end', () => {
    expect(scaleOf(opening(0.2), picture, window_)).toBe(0.25);
    const tall = { width: 500, height: 2000 };
    let view: typeof FITTING | null = opening(0.5);
    expect(scaleOf(view, tall, window_)).toBe(0.5);
    const seen: number[] = [];
    while (view !== null) {
      seen.push(view.y);
      view = screenful(view, tall, window_, 1);
    }
    // 1000 pixels through a window of 500: from the top by 450, then to the end.
    expect(seen.slice(1).map((y) => Math.round(y * 1000))).toEqual([700, 750]);
    expect(screenful(opening(0.5), tall, window_, -1)).toBeNull();
  });

  it('stops zooming at eight times and at a fiftieth', () => {
    expect(zoomed(FITTING, picture, window_, 1e9, { x: 0, y: 0 }).scale).toBe(8);
    expect(zoomed(FITTING, picture, window_, 1e-9, { x: 0, y: 0 }).scale).toBe(0.02);
  });
});

describe('what was shown of a page', () => {
  const tall = { width: 500, height: 2000 };
  const through = (shown: Shown, view: View, scale = 500): Shown => shownMore(shown, view, tall, window_, scale);

  it('is nothing while a part never was in the window, and the least scale of any part once all were', () => {
    const top = through(NOTHING_SHOWN, opening(0.5));
    expect(shownThroughout(top)).toBe(0);
    const middle = screenful(opening(0.5), tall, window_, 1)!;
    const all = through(through(top, middle), screenful(middle, tall, window_, 1)!);
    expect(shownThroughout(all)).toBe(500);
    // One corner shown larger makes the page no larger.
    expect(shownThroughout(through(all, { ...FITTING, scale: 4, x: 0, y: 0 }, 4000))).toBe(500);
  });

  it('is all of it at once where it fits, turned or not', () => {
    for (const turns of [0, 1, 2, 3]) expect(shownThroughout(through(NOTHING_SHOWN, { ...FITTING, turns }, 250))).toBe(250);
  });

  it('is the same part of the page however it is turned', () => {
    // The upper half, then, turned upside down, what is then the upper half: the lower one.
    const high = { width: 1000, height: 1000 };
    const half = (turns: number): View => ({ ...FITTING, scale: 1, turns, y: 0 });
    const wide = { width: 1000, height: 520 };
    const once = shownMore(NOTHING_SHOWN, half(0), high, wide, 1000);
    expect(shownThroughout(shownMore(once, half(0), high, wide, 1000))).toBe(0);
    expect(shownThroughout(shownMore(once, half(2), high, wide, 1000))).toBe(1000);
  });
});

describe('findings', () => {
  const { findings } = judgement();
  const say = (code: string): string => (code === 'package.extra.junk' ? '多余文件' : '');
  const codes = (filter: Partial<typeof NO_FILTER>): string[] =>
    filterFindings(findings, { ...NO_FILTER, ...filter }, say).map((one) => one.code);

  it('are found by check, severity, place and by the words a person sees', () => {
    expect(codes({})).toHaveLength(2);
    expect(codes({ check: 'FIX-02' })).toEqual(['fixity.digest.mismatch']);
    expect(codes({ severity: 'B' })).toEqual(['package.extra.junk']);
    expect(codes({ text: 'a-1' })).toEqual(['fixity.digest.mismatch']);
    expect(codes({ text: '多余' })).toEqual(['package.extra.junk']);
    expect(codes({ text: '多余', severity: 'A' })).toEqual([]);
  });

  it('are shown and counted with the gravest first', () => {
    const mixed = [findings[1]!, findings[1]!, findings[0]!];
    expect(filterFindings(mixed, NO_FILTER, say).map((one) => one.severity)).toEqual(['A', 'B', 'B']);
    expect(countByCheck(mixed).map((one) => one.check)).toEqual(['FIX-02', 'PKG-06']);
  });

  it('are counted by check, the worst severity kept', () => {
    expect(countByCheck([...findings, { ...findings[1]!, severity: 'A' }]))
      .toEqual([{ check: 'PKG-06', count: 2, worst: 'A' }, { check: 'FIX-02', count: 1, worst: 'A' }]);
  });
});

describe('checking a report', () => {
  const signer = {
    subject: { commonName: '张三', organisation: null }, fingerprint: 'ff', signingTime: 1, digestMatches: true,
    signatureValid: true, certificateValidAtSigningTime: true, problems: [],
  };
  const verdict = (one: object): string => readCheck({ good: true, signature: { signers: [{ ...signer, ...one }] } }).verdict;

  it('is valid only when everything holds', () => {
    expect(verdict({})).toBe('valid');
    expect(verdict({ digestMatches: false })).toBe('invalid');
    expect(verdict({ problems: ['signatureInvalid'] })).toBe('invalid');
    expect(verdict({ signatureValid: null })).toBe('unknown');
  });

  it('without a signature is neither valid nor invalid, and with none inside is invalid', () => {
    expect(readCheck({ signature: null }).verdict).toBe('unsigned');
    expect(readCheck({ signature: { signers: [] } }).verdict).toBe('invalid');
    expect(readCheck(null).verdict).toBe('unsigned');
  });

  it('that does not add up is not relied on, whether or not anybody signed it', () => {
    const contradictions = [{ part: 'decision.outcome', said: 'accept', counted: 'rework' }];
    for (const signature of [null, { signers: [signer] }]) {
      const read = readCheck({ good: false, contradictions, signature });
      expect(read.verdict).toBe('contradicts');
      expect(read.contradictions).toEqual(contradictions);
    }
    expect(readCheck({ good: true, contradictions: [], signature: { signers: [signer] } }).verdict).toBe('valid');
  });

  it('is not valid when the core does not say it is good', () => {
    expect(readCheck({ good: false, signature: { signers: [signer] } }).verdict).toBe('invalid');
    expect(readCheck({ signature: { signers: [signer] } }).verdict).toBe('invalid');
  });

  it('signed by another than the given certificate names is said to be so', () => {
    const signature = { trustAsked: true, signers: [{ ...signer, trust: 'notTrusted' }] };
    expect(readCheck({ good: false, signature }).verdict).toBe('otherSigner');
  });

  it('of a later version, rightly signed, is neither', () => {
    const later = { good: false, refused: 'report.unsupportedSchema', signature: { signers: [signer] } };
    expect(readCheck(later).verdict).toBe('unknown');
    expect(readCheck({ ...later, refused: 'report.malformed' }).verdict).toBe('invalid');
  });
});

describe('small words', () => {
  it('gives no pace in the first second and a steady one after', () => {
    const progress = { phase: 'contents' as const, entries: 0, entriesTotal: 0, bytes: 500, bytesTotal: 1500, startedAt: 0, now: 900 };
    expect(pace(progress)).toEqual({ rate: null, left: null });
    expect(pace({ ...progress, now: 2000 })).toEqual({ rate: 250, left: 4 });
  });

  it('writes sizes with three digits', () => {
    expect([0, 1023, 1024, 7410223].map(sayBytes)).toEqual(['0 B', '1023 B', '1.00 KiB', '7.07 MiB']);
  });

  it('writes a moment with its offset', () => {
    const moment = new Date('2026-11-22T08:00:00Z');
    expect(new Date(isoWithOffset(moment)).getTime()).toBe(moment.getTime());
    expect(isoWithOffset(moment)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
    expect(dayOf(moment)).toBe(isoWithOffset(moment).slice(0, 10));
  });

  it('tells a lost file and a dead worker from other failures', () => {
    expect(troubleOf('judge', '', { code: 'read.host', message: 'x' }).kind).toBe('file');
    expect(troubleOf('judge', '', Object.assign(new Error('x'), { name: 'RuntimeError' })).retry).toBe('measure');
    expect(troubleOf('judge', '', 'x')).toEqual({ kind: 'judge', where: '', failure: { kind: 'unknown', detail: 'x' }, retry: null });
  });

  it('says the same things in both languages, none of them empty', () => {
    const leaves = (value: unknown, path = ''): string[] => (typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, one]) => leaves(one, `${path}.${key}`))
      : [`${path}:${typeof value}:${value !== ''}`]);
    expect(leaves(en)).toEqual(leaves(zh));
    expect(leaves(zh).filter((leaf) => leaf.endsWith('false'))).toEqual([]);
  });
});
