// The page: the one place that knows everyone. Takes the ways out away, holds the state, shows the screen it names.

import './style/tokens.css';
import './style/base.css';
import './style/screens.css';
import './style/print.css';

import { signal } from '@preact/signals';
import { render, type JSX } from 'preact';

import { Journey } from './journey.ts';
import { Names } from './parts/names.tsx';
import { StepBar } from './parts/step-bar.tsx';
import { TroubleNotice } from './parts/trouble.tsx';
import { AttestationsScreen } from './screens/attestations.tsx';
import { CheckScreen } from './screens/check.tsx';
import { DecisionScreen } from './screens/decision.tsx';
import { FindingsScreen } from './screens/findings.tsx';
import { InspectionScreen } from './screens/inspection.tsx';
import { MeasuringScreen } from './screens/measuring.tsx';
import { OpenScreen } from './screens/open.tsx';
import type { ScreenProps } from './screens/props.ts';
import { ReportScreen } from './screens/report.tsx';
import { SampleScreen } from './screens/sample.tsx';
import { SigningScreen } from './screens/signing.tsx';
import type { Checked, Outcome } from './state/deeds.ts';
import { worthKeeping } from './state/draft.ts';
import { reduce, type Change } from './state/reduce.ts';
import { emptyState } from './state/state.ts';
import { tagOf, wordsOf } from './words/words.ts';
import { lockDown } from './worker/lockdown.ts';

lockDown(globalThis);

const state = signal(emptyState('zh'));
const outcome = signal<Outcome | null>(null);
const checked = signal<Checked | null>(null);
const identity = signal<string | null>(null);

function change(one: Change): void {
  const before = state.value;
  state.value = reduce(before, one);
  const news = state.value.trouble !== null && state.value.trouble !== before.trouble;
  if (news || state.value.screen !== before.screen) scrollTo(0, 0);
  // That entries are kept is no entry.
  if (one.type !== 'kept') journey.watch(state.value);
}

const journey = new Journey({
  state: () => state.value,
  change,
  outcome: (made) => { outcome.value = made; },
  checked: (made) => { checked.value = made; },
  identity: (pem, fresh) => { identity.value = fresh ? pem : null; },
});

function Screen(props: ScreenProps): JSX.Element | null {
  switch (props.state.screen) {
    case 'open': return <OpenScreen {...props} />;
    case 'measuring': return <MeasuringScreen {...props} />;
    case 'findings': return <FindingsScreen {...props} />;
    case 'sample': return <SampleScreen {...props} />;
    case 'inspection': return <InspectionScreen {...props} />;
    case 'attestations': return <AttestationsScreen {...props} />;
    case 'decision': return <DecisionScreen {...props} />;
    case 'signing': return <SigningScreen {...props} outcome={outcome.value} identity={identity.value} />;
    case 'report': return <ReportScreen {...props} outcome={outcome.value} />;
    case 'check': return <CheckScreen {...props} checked={checked.value} />;
  }
}

function Page(): JSX.Element {
  const now = state.value;
  const words = wordsOf(now.language);
  document.documentElement.lang = tagOf(now.language);
  return (
    <>
      <header class="top no-print">
        <p class="product"><strong>{words.product}</strong> <span>{words.tagline}</span></p>
        <button
          type="button" class="plain" data-test="language" lang={now.language === 'zh' ? 'en' : 'zh-CN'} title={words.languageSwitchHint}
          onClick={() => change({ type: 'language', language: now.language === 'zh' ? 'en' : 'zh' })}
        >{words.languageSwitch}</button>
        <StepBar state={now} words={words} onShow={(step) => change({ type: 'show', screen: step })} />
      </header>
      {now.trouble !== null && (
        <TroubleNotice
          trouble={now.trouble} words={words} onAgain={() => journey.again()}
          onClose={() => change({ type: 'trouble', trouble: null })}
        />
      )}
      <Names state={now} />
      <Screen state={now} words={words} change={change} deeds={deeds} />
      <footer class="foot no-print">
        {words.product} {now.core?.version}
        {now.kept !== null && <span data-test="kept" data-kept={now.kept}> · {words.kept[now.kept]}</span>}
      </footer>
    </>
  );
}

/** The journey's deeds, safe to hand on without their owner. */
const deeds: ScreenProps['deeds'] = {
  openDelivery: (file) => journey.openDelivery(file),
  giveOriginal: (file) => journey.giveOriginal(file),
  giveEarlier: (files) => journey.giveEarlier(files),
  cancel: () => journey.cancel(),
  again: () => journey.again(),
  commit: () => journey.commit(),
  newNonce: () => journey.newNonce(),
  digestOf: (text) => journey.digestOf(text),
  draw: () => journey.draw(),
  population: () => journey.population(),
  picture: (entry, page) => journey.picture(entry, page),
  decide: () => journey.decide(),
  prepare: () => journey.prepare(),
  createIdentity: (name, organisation, passphrase, again) => journey.createIdentity(name, organisation, passphrase, again),
  openIdentity: (file) => journey.openIdentity(file),
  forgetIdentity: () => journey.forgetIdentity(),
  sign: (passphrase) => journey.sign(passphrase),
  checkFiles: (files) => journey.checkFiles(files),
};

/** Files dropped anywhere on the page: a report with its signature is checked, anything else is a delivery. */
function dropped(files: File[]): void {
  const [first] = files;
  if (first === undefined || state.value.core === null || state.value.stage === 'measuring') return;
  const ofReport = files.some((file) => /\.(json|p7s|pem|crt|cer)$/i.test(file.name));
  if (ofReport) journey.checkFiles(files);
  else journey.openDelivery(first);
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  dropped([...(event.dataTransfer?.files ?? [])]);
});
document.addEventListener('visibilitychange', () => journey.flush());
addEventListener('pagehide', () => journey.flush());
addEventListener('beforeunload', (event) => {
  // Only before everything is kept: otherwise leaving loses nothing, and asking would be noise.
  if (state.value.kept !== 'yes' && worthKeeping(state.value)) event.preventDefault();
});
addEventListener('unhandledrejection', (event) => {
  change({ type: 'trouble', trouble: { kind: 'unexpected', where: '', failure: { kind: 'unhandled', detail: String(event.reason) }, retry: null } });
});

const root = document.getElementById('app');
if (root !== null) render(<Page />, root);
void journey.start();
