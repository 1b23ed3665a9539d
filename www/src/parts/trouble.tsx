// Bad news of our own: what, where, what to do, and how to try again. What the browser said stands folded below.

import type { JSX } from 'preact';

import type { Trouble } from '../state/state.ts';
import type { Words } from '../words/words.ts';

interface Props {
  trouble: Trouble;
  words: Words;
  onAgain(): void;
  onClose(): void;
}

export function TroubleNotice({ trouble, words, onAgain, onClose }: Props): JSX.Element {
  const said = words.trouble.kinds[trouble.kind];
  const detail = [trouble.failure.kind, trouble.failure.detail].filter((part) => part !== '').join(': ');
  return (
    <section class="notice bad" role="alert" data-test="trouble" data-kind={trouble.kind}>
      <h2>{words.trouble.title}{words.colon}{said.what}</h2>
      {trouble.where !== '' && <p class="where">{trouble.where}</p>}
      <p>{said.next}</p>
      {detail !== '' && <details><summary>{words.trouble.detail}</summary><pre>{detail}</pre></details>}
      <p class="actions">
        {trouble.retry !== null && (
          <button type="button" class="primary" onClick={onAgain} data-test="trouble-again">{words.trouble.again}</button>
        )}
        <button type="button" onClick={onClose} data-test="trouble-close">{words.close}</button>
      </p>
    </section>
  );
}
