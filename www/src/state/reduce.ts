// Every change of the state, as pure functions. A changed entry of the officer takes back the decision that rested on
// it, and the seal on that: what was signed is always what is shown.

import type {
  Attestation, Confirmation, Decision, JudgementView, Overview, Sample,
} from '../worker/boundary.ts';
import { isDrawn, unitSeen } from './inspection.ts';
import type { Draft } from './draft.ts';
import {
  canVisit, emptyState, pageKey, reached,
  type Language, type Missing, type PointVerdict, type Progress, type Screen, type Signer, type State, type Trouble,
} from './state.ts';

export type Change =
  | { type: 'language'; language: Language }
  | { type: 'show'; screen: Screen }
  | { type: 'coreReady'; core: NonNullable<State['core']> }
  | { type: 'profile'; profile: string; file: string | null }
  | { type: 'original'; name: string | null }
  | { type: 'measuring'; now: number }
  | { type: 'opened'; overview: Overview }
  | { type: 'progress'; progress: Partial<Progress> }
  | { type: 'unmeasured'; missing: Missing[] }
  | { type: 'cancelled' }
  | { type: 'judged'; judgement: JudgementView; today: string }
  | { type: 'restored'; draft: Draft }
  | { type: 'saved'; saved: boolean }
  | { type: 'nonce'; at: number; nonce: string }
  | { type: 'nonceAdded' }
  | { type: 'drawn'; sample: Sample }
  | { type: 'inspector'; inspector: string }
  | { type: 'seen'; entry: number; page: number }
  | { type: 'verdict'; unit: string; point: string; verdict: PointVerdict | null }
  | { type: 'passAll'; unit: string; time: string }
  | { type: 'note'; unit: string; point: string; note: string }
  | { type: 'attest'; attestation: Attestation }
  | { type: 'confirm'; confirmation: Confirmation }
  | { type: 'decided'; decision: Decision }
  | { type: 'signer'; signer: Signer | null }
  | { type: 'sealed'; madeAt: string; signed: boolean }
  | { type: 'trouble'; trouble: Trouble | null };

/** The next state. */
export function reduce(state: State, change: Change): State {
  switch (change.type) {
    case 'language':
      return { ...state, language: change.language };
    case 'show':
      if (change.screen !== 'check' && !canVisit(state, change.screen)) return state;
      return { ...state, screen: change.screen, trouble: null };
    case 'coreReady': {
      const first = change.core.profiles[0]?.id ?? '';
      return { ...state, core: change.core, profile: state.profile || first };
    }
    case 'profile':
      return { ...state, profile: change.profile, profileFile: change.file };
    case 'original':
      return { ...state, original: change.name };
    case 'measuring':
      return {
        ...emptyState(state.language),
        core: state.core,
        profile: state.profile,
        original: state.original,
        profileFile: state.profileFile,
        signer: state.signer,
        stage: 'measuring',
        screen: 'measuring',
        progress: {
          phase: 'opening', entries: 0, entriesTotal: 0, bytes: 0, bytesTotal: 0, startedAt: change.now, now: change.now,
        },
      };
    case 'opened':
      return { ...state, overview: change.overview };
    case 'progress':
      return state.progress === null ? state : { ...state, progress: { ...state.progress, ...change.progress } };
    case 'unmeasured':
      return { ...state, missing: change.missing };
    case 'cancelled':
      return { ...emptyState(state.language), core: state.core, profile: state.profile, profileFile: state.profileFile, signer: state.signer };
    case 'judged':
      return judged(state, change.judgement, change.today);
    case 'restored':
      return restored(state, change.draft);
    case 'saved':
      return { ...state, saved: change.saved ? 'yes' : 'no' };
    case 'nonce':
      if (state.sample !== null) return state;
      return { ...state, nonces: state.nonces.map((nonce, at) => (at === change.at ? change.nonce : nonce)) };
    case 'nonceAdded':
      return state.sample === null ? { ...state, nonces: [...state.nonces, ''] } : state;
    case 'drawn':
      return { ...undecided(state), sample: change.sample, stage: 'inspecting' };
    case 'inspector':
      return { ...undecided(state), inspector: change.inspector };
    case 'seen':
      if (state.seen[pageKey(change.entry, change.page)]) return state;
      return { ...undecided(state), seen: { ...state.seen, [pageKey(change.entry, change.page)]: true } };
    case 'verdict':
      return verdict(state, change.unit, change.point, change.verdict);
    case 'passAll':
      return passAll(state, change.unit, change.time);
    case 'note': {
      const given = state.verdicts[change.unit]?.[change.point];
      if (given === undefined) return state;
      return verdict(state, change.unit, change.point, { ...given, note: change.note });
    }
    case 'attest': {
      const { attestation } = change;
      return { ...undecided(state), attestations: { ...state.attestations, [attestation.check]: attestation } };
    }
    case 'confirm': {
      const { confirmation } = change;
      return { ...undecided(state), confirmations: { ...state.confirmations, [confirmation.code]: confirmation } };
    }
    case 'decided':
      return { ...state, decision: change.decision, sealed: null, stage: 'decided' };
    case 'signer':
      return { ...state, signer: change.signer };
    case 'sealed':
      return {
        ...state,
        sealed: { madeAt: change.madeAt, signed: change.signed },
        stage: change.signed ? 'sealed' : state.stage,
      };
    case 'trouble':
      return { ...state, trouble: change.trouble };
  }
}

/** The state without what rested on entries that now change. */
function undecided(state: State): State {
  if (!reached(state, 'decided')) return state;
  return { ...state, decision: null, sealed: null, stage: state.sample === null ? 'judged' : 'inspecting' };
}

function judged(state: State, judgement: JudgementView, today: string): State {
  const attestations: Record<string, Attestation> = {};
  for (const check of judgement.profile.attestations) {
    attestations[check] = { check, satisfied: false, by: '', date: today, note: '' };
  }
  const confirmations: Record<string, Confirmation> = {};
  for (const finding of judgement.findings) {
    if (finding.severity !== 'B') continue;
    confirmations[finding.code] = { code: finding.code, accepted: false, by: '', note: '' };
  }
  return {
    ...state, judgement, attestations, confirmations, stage: 'judged', screen: 'findings', progress: null, missing: [],
  };
}

function restored(state: State, draft: Draft): State {
  const known = new Set(Object.keys(state.attestations));
  const codes = new Set(Object.keys(state.confirmations));
  const kept = <T>(entries: Record<string, T>, names: Set<string>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => names.has(name)));
  return {
    ...state,
    nonces: draft.nonces.length > 0 ? draft.nonces : [''],
    inspector: draft.inspector,
    verdicts: draft.verdicts,
    seen: draft.seen,
    attestations: { ...state.attestations, ...kept(draft.attestations, known) },
    confirmations: { ...state.confirmations, ...kept(draft.confirmations, codes) },
    restoredFrom: draft.savedAt,
  };
}

function verdict(state: State, unit: string, point: string, given: PointVerdict | null): State {
  if (given?.passed === true && !mayPass(state, unit)) return state;
  const points = { ...state.verdicts[unit] };
  if (given === null) delete points[point];
  else points[point] = given;
  return { ...undecided(state), verdicts: { ...state.verdicts, [unit]: points } };
}

function passAll(state: State, code: string, time: string): State {
  if (!mayPass(state, code) || state.judgement === null) return state;
  const points: Record<string, PointVerdict> = {};
  for (const point of state.judgement.profile.inspection) {
    points[point.id] = { passed: true, note: '', time };
  }
  return { ...undecided(state), verdicts: { ...state.verdicts, [code]: points } };
}

/** Passing needs eyes on every page (PEERS e12): an unseen or undecodable page can never be counted as accepted. */
function mayPass(state: State, code: string): boolean {
  const unit = state.judgement?.units.find((one) => one.archivalCode === code);
  return unit !== undefined && unitSeen(unit, state.seen) && isDrawn(state.sample, code);
}
