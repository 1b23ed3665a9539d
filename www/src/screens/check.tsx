// Years later: a report, its signature and its certificate are dropped here, and the answer is yes or no.

import type { JSX } from 'preact';

import { FileButton } from '../parts/file-button.tsx';
import { readCheck } from '../state/checked.ts';
import type { Checked } from '../state/deeds.ts';
import { visible } from '../state/visible.ts';
import { sayTime } from '../words/words.ts';
import type { ScreenProps } from './props.ts';
import { Paper } from './report.tsx';

// A report whose signature fails, or that does not add up, is not shown as paper: its large "accepted" would be read before the warning.
const MAY_SHOW = ['valid', 'unsigned'];

export function CheckScreen(props: ScreenProps & { checked: Checked | null }): JSX.Element {
  const { state, words, change, deeds, checked } = props;
  const said = words.check;
  return (
    <main class="check">
      <section class="card no-print">
        <h1>{said.title}</h1>
        <p>{said.explain}</p>
        <p class="actions">
          <FileButton label={said.choose} accept=".json,.p7s,.pem,.crt,.cer" multiple test="choose-check" primary onFiles={deeds.checkFiles} />
          <button type="button" data-test="check-back" onClick={() => change({ type: 'show', screen: 'open' })}>{words.back}</button>
        </p>
      </section>
      {checked !== null && <Verdict {...props} checked={checked} />}
      {checked?.read != null && MAY_SHOW.includes(readCheck(checked.result).verdict) && (
        <Paper
          state={state} words={words} report={checked.read} signed={readCheck(checked.result).verdict === 'valid'}
          sha256={checked.sha256}
        />
      )}
    </main>
  );
}

/** The core's answer without the report itself, which stands below as paper. */
function details(result: unknown): unknown {
  return typeof result === 'object' && result !== null ? { ...result, report: undefined } : result;
}

function Verdict({ state, words, checked }: ScreenProps & { checked: Checked }): JSX.Element {
  const said = words.check;
  const read = readCheck(checked.result);
  const kind = read.verdict === 'valid' ? 'good' : ['invalid', 'contradicts'].includes(read.verdict) ? 'bad' : 'warn';
  return (
    <section class={`notice big ${kind}`} role="status" data-test="check-result" data-verdict={read.verdict}>
      <h2>{said.verdicts[read.verdict]}</h2>
      <p>{said.checked(checked.names.join(words.list))}</p>
      {read.signers.map((signer, at) => (
        <dl class="row-fields" key={at}>
          <div><dt>{said.signer}</dt><dd>{[signer.commonName, signer.organisation].filter((part) => part !== '').join(words.list)}</dd></div>
          {signer.time !== null && <div><dt>{said.time}</dt><dd>{sayTime(state.language, new Date(signer.time * 1000).toISOString())}</dd></div>}
          {signer.fingerprint !== null && <div><dt>{said.certificate}</dt><dd><code>{signer.fingerprint}</code></dd></div>}
        </dl>
      ))}
      {read.contradictions.length > 0 && (
        <ul data-test="contradictions">
          {read.contradictions.map((one) => <li key={one.part}>{said.contradiction(one.part, visible(one.said), visible(one.counted))}</li>)}
        </ul>
      )}
      {read.signers.length > 0 && <p>{said.certificateNext}</p>}
      <details>
        <summary>{said.details}</summary>
        <pre>{JSON.stringify(details(checked.result), null, 2)}</pre>
      </details>
    </section>
  );
}
