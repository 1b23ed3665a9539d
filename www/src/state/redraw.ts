// The draw as commands that anyone can run: coreutils and a POSIX shell, nothing of ours (DESIGN §8).

import type { Sample } from '../worker/boundary.ts';

/** A word of the POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What to type, given `population.tsv`. */
export function redrawCommands(digest: string, sample: Sample): string[] {
  return [
    `seed=$(printf '%s\\n' yanshou-seed/1 ${[digest, ...sample.nonces].map(quoted).join(' ')} | sha256sum | cut -d' ' -f1)`,
    'draw() { # stratum, how many',
    `  grep "^$1$(printf '\\t')" population.tsv | cut -f2- | while IFS= read -r unit; do`,
    `    printf '%s  %s\\n' "$(printf '%s\\n%s' "$seed" "$unit" | sha256sum | cut -d' ' -f1)" "$unit"`,
    '  done | LC_ALL=C sort | head -n "$2"',
    '}',
    ...sample.strata.map((stratum, at) => `draw ${at + 1} ${stratum.drawn}`),
  ];
}

/** `redraw.sh`: holds the list against its digest first. */
export function redrawScript(digest: string, sample: Sample): string {
  return [
    '#!/bin/sh',
    '# Draws the sample again: coreutils only. population.tsv lies beside this file.',
    'set -eu',
    `echo ${quoted(`${sample.populationSha256}  population.tsv`)} | sha256sum -c - >&2`,
    ...redrawCommands(digest, sample),
    '',
  ].join('\n');
}
