// Takes the one path by which preact can write markup (`dangerouslySetInnerHTML`) out of the bundle, so that no
// text of a delivery can ever become an element. Fails when preact changes, instead of passing it through.
import type { Plugin } from 'vite';

const CUTS: [string, string][] = [
  ['"dangerouslySetInnerHTML"==s?y=k:', ''],
  ['"dangerouslySetInnerHTML"==s?h=k:', ''],
  ['h?(l||y&&(h.__html==y.__html||h.__html==t.innerHTML)||(t.innerHTML=h.__html),r.__k=[]):(y&&', '(y&&'],
];

/** Preact's text without its markup path; throws where a cut no longer fits exactly once. */
export function cutMarkup(code: string): string {
  for (const [from, to] of CUTS) {
    if (code.split(from).length !== 2) {
      throw new Error(`preact no longer holds \`${from}\` exactly once: look at build/without-markup.ts`);
    }
    code = code.replace(from, () => to);
  }
  return code;
}

/** The Vite plugin. */
export function withoutMarkup(): Plugin {
  return {
    name: 'yanshou:without-markup',
    transform(code, id) {
      return id.endsWith('/preact/dist/preact.mjs') ? { code: cutMarkup(code), map: null } : null;
    },
  };
}
