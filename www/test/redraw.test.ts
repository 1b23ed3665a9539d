import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { redrawScript } from '../src/state/redraw.ts';
import { sample } from './made.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, '../../crate/core/src/sampling/redraw.sh'), 'utf8');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('the script draws what the definition draws, by strata, from names a shell could trip over', () => {
  const strata = [["a'b", ' leads', '$(date)', '`x`', 'Z109-WS·2011-Y-0001'], ['*', '-n', '\\t', 'q"q', '二']];
  const list = strata.flatMap((units, at) => [...units].sort().map((unit) => `${at + 1}\t${unit}\n`)).join('');
  const digest = 'ab'.repeat(32);
  const nonces = ["it's", '4613 2'];
  const seed = sha256(['yanshou-seed/1', digest, ...nonces].map((line) => `${line}\n`).join(''));
  const drawn = (units: string[], n: number): string[] =>
    units.map((unit) => `${sha256(`${seed}\n${unit}`)}  ${unit}`).sort().slice(0, n);
  const folder = mkdtempSync(join(tmpdir(), 'redraw-'));
  try {
    writeFileSync(join(folder, 'population.tsv'), list);
    const made = {
      ...sample(), nonces, populationSha256: sha256(list),
      strata: [{ values: ['1'], population: 5, drawn: 3 }, { values: ['2'], population: 5, drawn: 2 }],
    };
    const out = execFileSync('sh', ['-c', redrawScript(SCRIPT, digest, made)], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    expect(out.trimEnd().split('\n')).toEqual([...drawn(strata[0]!, 3), ...drawn(strata[1]!, 2)]);
    // Another list is refused before anything is drawn.
    writeFileSync(join(folder, 'population.tsv'), list.replace('二', '三'));
    expect(() => execFileSync('sh', ['-c', redrawScript(SCRIPT, digest, made)], { cwd: folder, stdio: 'ignore' })).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
