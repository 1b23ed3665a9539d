// The shelves of README.md, held: a file imports only from its own shelf and those above it.
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

import { expect, it } from 'vitest';

const SHELVES = ['generated', 'worker', 'state', 'words', 'style', 'parts', 'screens', '.'];
const shelfOf = (path: string): number => SHELVES.indexOf(path.includes('/') ? path.split('/')[0] ?? '' : '.');

it('no file imports from a lower shelf, and prose stands in words only', () => {
  const root = join(import.meta.dirname, '../src');
  const files = (readdirSync(root, { recursive: true }) as string[])
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('generated'));
  expect(files.length).toBeGreaterThan(30);
  for (const path of files) {
    const text = readFileSync(join(root, path), 'utf8');
    for (const [, target] of text.matchAll(/from '(\.[^']+)'/g)) {
      const to = normalize(join(path, '..', target ?? ''));
      expect(shelfOf(to), `${path} imports ${to}`).toBeLessThanOrEqual(shelfOf(path));
    }
    const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    if (!path.startsWith('words')) expect(/[\u4e00-\u9fff]/.exec(code)?.[0], `${path} speaks Chinese`).toBeUndefined();
  }
});
