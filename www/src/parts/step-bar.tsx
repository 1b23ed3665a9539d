// Where one is, and every step that can be visited again.

import type { JSX } from 'preact';

import { canVisit, STEPS, type State, type Step } from '../state/state.ts';
import type { Words } from '../words/words.ts';

interface Props {
  state: State;
  words: Words;
  onShow(step: Step): void;
}

export function StepBar({ state, words, onShow }: Props): JSX.Element {
  return (
    <nav class="steps" aria-label={words.stepsLabel}>
      <ol>
        {STEPS.map((step, at) => (
          <li key={step}>
            <button
              type="button" data-test={`step-${step}`} disabled={!canVisit(state, step)}
              aria-current={state.screen === step ? 'step' : undefined} onClick={() => onShow(step)}
            >
              <span class="step-number">{at + 1}</span>{words.steps[step]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
