// The draw as a script that anyone can run (DESIGN §8): the core's own, told what to draw. Coreutils and a shell, nothing of
// ours.

import type { Sample } from '../worker/boundary.ts';

/** A word of the POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The core's script with its arguments in it: `population.tsv` lies beside, and is held against its digest first. */
export function redrawScript(script: string, digest: string, sample: Sample): string {
  const [first, ...rest] = script.split('\n');
  const sizes = sample.strata.map((stratum) => stratum.drawn).join(',');
  return [
    first,
    'set -eu',
    `echo ${quoted(`${sample.populationSha256}  population.tsv`)} | sha256sum -c - >&2`,
    `set -- ${[digest, sizes, ...sample.nonces].map(quoted).join(' ')}`,
    'exec < population.tsv',
    ...rest,
  ].join('\n');
}
