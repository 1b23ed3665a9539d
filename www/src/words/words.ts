// Picks the words of a language, and says numbers and times in it.

import type { Language } from '../state/state.ts';
import { en } from './en.ts';
import { zh, type Words } from './zh.ts';

/** Everything said, in one language. */
export function wordsOf(language: Language): Words {
  return language === 'zh' ? zh : en;
}

/** Language tag for `lang=` and for number formats. */
export function tagOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}

/** Bytes in binary units, three digits: `7.07 MiB`. */
export function sayBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let at = 0;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  return `${at === 0 ? value : value.toPrecision(value >= 1000 ? 4 : 3)} ${units[at]}`;
}

/** A share as people say it: `95 %`, else the fraction itself. */
export function sayShare(share: { numerator: number; denominator: number }): string {
  const percent = (share.numerator * 100) / share.denominator;
  return Number.isInteger(percent * 100) ? `${percent} %` : `${share.numerator}/${share.denominator}`;
}

/** An RFC 3339 time in local time, or the text itself where it is none. */
export function sayTime(language: Language, time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString(tagOf(language));
}

export type { Words };
