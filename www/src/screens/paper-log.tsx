// The log on paper, with what one types to recompute its digests.

import type { JSX } from 'preact';

import { visible } from '../state/visible.ts';
import type { LogLine } from '../worker/boundary.ts';
import type { Words } from '../words/words.ts';

// The act stands here as it stands in the text the digest is made of (log.rs).
const RECIPE = 'printf \'%s\\n\' yanshou-log/1 "$previous" "$at" "$act" "$by" "$detail" | sha256sum';

export function LogTable({ words, lines }: { words: Words; lines: LogLine[] }): JSX.Element {
  const said = words.log;
  return (
    <>
      <p class="small">{said.recipe}</p>
      <pre class="small">{RECIPE}</pre>
      <table class="log" data-test="log">
        <thead><tr><th class="number">{said.columns.number}</th><th>{said.columns.at}</th><th>{said.columns.act}</th><th>{said.columns.by}</th><th>{said.columns.detail}</th><th>{said.columns.sha256}</th></tr></thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <td class="number">{at + 1}</td><td class="tight">{line.at}</td><td class="tight">{said.acts[line.act] ?? line.act}<br /><small>{line.act}</small></td>
              <td class="tight">{visible(line.by)}</td><td>{visible(line.detail)}</td><td><code>{line.sha256}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
