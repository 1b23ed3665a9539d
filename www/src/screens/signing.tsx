// An identity is made or opened, the report's bytes are signed, and the files are saved. The passphrase lives in this
// screen's fields only; it goes to the worker and nowhere else.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { FileButton } from '../parts/file-button.tsx';
import { SaveLink } from '../parts/save-link.tsx';
import { sayTime } from '../words/words.ts';
import type { Outcome } from '../state/deeds.ts';
import type { ScreenProps } from './props.ts';

interface Props extends ScreenProps {
  outcome: Outcome | null;
  /** The identity file, encrypted, when it was made in this session. */
  identity: string | null;
}

export function SigningScreen(props: Props): JSX.Element {
  const { state, words, change, deeds, outcome, identity } = props;
  const said = words.signing;
  const [name, setName] = useState(state.inspector);
  const [organisation, setOrganisation] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const signed = state.sealed?.signed === true && outcome !== null && outcome.signature !== null;

  const during = (work: Promise<void>): void => {
    setBusy(true);
    void work.finally(() => setBusy(false));
  };
  return (
    <main class="signing">
      <h1>{said.title}</h1>
      <p>{said.explain}</p>
      {state.signer === null ? (
        <div class="two">
          <form class="card" onSubmit={(event) => { event.preventDefault(); during(deeds.createIdentity(name, organisation, passphrase, again)); }}>
            <h2>{said.create}</h2>
            <label class="field"><span>{said.name}</span><input type="text" value={name} data-test="identity-name" autocomplete="name" onInput={(event) => setName(event.currentTarget.value)} /></label>
            <label class="field"><span>{said.organisation}</span><input type="text" value={organisation} data-test="identity-organisation" autocomplete="organization" onInput={(event) => setOrganisation(event.currentTarget.value)} /></label>
            <label class="field"><span>{said.passphrase}</span><input type="password" value={passphrase} data-test="passphrase" autocomplete="new-password" onInput={(event) => setPassphrase(event.currentTarget.value)} /></label>
            <label class="field"><span>{said.passphraseAgain}</span><input type="password" value={again} data-test="passphrase-again" autocomplete="new-password" onInput={(event) => setAgain(event.currentTarget.value)} /></label>
            <p class="small quiet">{said.passphraseHint} {said.validity}</p>
            <button type="submit" class="primary" data-test="identity-create" disabled={busy}>{busy ? said.working : said.createButton}</button>
          </form>
          <section class="card">
            <h2>{said.openTitle}</h2>
            <FileButton label={said.openFile} accept=".pem" multiple={false} test="identity-file" onFiles={([file]) => { if (file !== undefined) deeds.openIdentity(file); }} />
          </section>
        </div>
      ) : (
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            during(deeds.sign(passphrase).then(() => { setPassphrase(''); setAgain(''); }, () => undefined));
          }}
        >
          <h2 data-test="signer">{said.using(state.signer.commonName, state.signer.organisation)}</h2>
          {identity !== null && (
            <p class="actions">
              <SaveLink name="identity.pem" type="application/x-pem-file" content={identity} label={said.save.identity} test="save-identity" />
              <span class="quiet small">{said.saveIdentityFirst}</span>
            </p>
          )}
          {!signed && (
            <>
              <label class="field"><span>{said.passphrase}</span><input type="password" value={passphrase} data-test="passphrase" autocomplete="current-password" onInput={(event) => setPassphrase(event.currentTarget.value)} /></label>
              <p class="actions">
                <button type="submit" class="primary" data-test="sign" disabled={busy}>{busy ? said.working : said.signButton}</button>
                <button type="button" data-test="identity-other" onClick={deeds.forgetIdentity}>{said.other}</button>
              </p>
            </>
          )}
        </form>
      )}
      {signed && (
        <section class="card" data-test="signed">
          <h2>{said.signed(sayTime(state.language, state.sealed?.madeAt ?? ''))}</h2>
          <p class="quiet small">{said.signedNote}</p>
          <h3>{said.saveTitle}</h3>
          <p class="actions saves">
            <SaveLink name="report.json" type="application/json" content={outcome.report} label={said.save.report} test="save-report" />
            <SaveLink name="report.json.p7s" type="application/pkcs7-signature" content={outcome.signature ?? ''} label={said.save.signature} test="save-signature" />
            <SaveLink name="cert.pem" type="application/x-pem-file" content={outcome.certificate ?? ''} label={said.save.certificate} test="save-certificate" />
            <SaveLink name="findings.csv" type="text/csv" content={outcome.findings} label={said.save.findings} test="save-findings" />
            {outcome.sums !== null && <SaveLink name="SHA256SUMS" type="application/octet-stream" content={outcome.sums} label={said.save.sums} test="save-sums" />}
          </p>
          <p class="small">{said.recipe}</p>
          <pre>openssl cms -verify -binary -inform DER -in report.json.p7s -content report.json -CAfile cert.pem -purpose any -out report.checked.json</pre>
          <p class="actions">
            <button type="button" class="primary" data-test="to-report" onClick={() => change({ type: 'show', screen: 'report' })}>{said.printable}</button>
          </p>
        </section>
      )}
    </main>
  );
}
