// Every change of the state, as pure functions. A changed entry of the officer takes back the decision that rested on
// it, and the seal on that: what was signed is always what is shown.

import type {
  Attestation, Confirmation, Decision, JudgementView, LogLine, OfficerRecord, Opinion, Overview, PageName, People, Power, Sample,
  TargetedPick, UnitPage, Waiver,
} from '../worker/boundary.ts';
import { isDrawn, pageSeen, picks, unitOf, unitSeen } from './inspection.ts';
import type { Draft } from './draft.ts';
import { opinionNow, standingOf } from './standing.ts';
import { sameSubject } from './waiving.ts';
import {
  canVisit, emptyState, pageKey, reached,
  type EarlierChoice, type Kept, type Language, type Missing, type Progress, type Said, type Screen, type SeenPage, type Signer, type State,
  type Trouble,
} from './state.ts';

/** A verdict as it is given; who says it follows from the state. */
export interface Given {
  unit: string;
  point: string;
  passed: boolean;
  time: string;
}

export type Change =
  | { type: 'language'; language: Language }
  | { type: 'show'; screen: Screen }
  | { type: 'coreReady'; core: NonNullable<State['core']> }
  | { type: 'profile'; profile: string; file: string | null }
  | { type: 'original'; name: string | null }
  | { type: 'earlier'; earlier: EarlierChoice | null }
  | { type: 'handedOver'; day: string }
  | { type: 'measuring'; now: number }
  | { type: 'opened'; overview: Overview }
  | { type: 'progress'; progress: Partial<Progress> }
  | { type: 'unmeasured'; missing: Missing[] }
  | { type: 'cancelled' }
  | { type: 'judged'; judgement: JudgementView; today: string }
  | { type: 'restored'; draft: Draft }
  | { type: 'kept'; kept: Kept }
  | { type: 'draftLost' }
  | { type: 'parties'; committing: boolean }
  | { type: 'commitment'; at: number; digest: string }
  | { type: 'committed' }
  | { type: 'nonce'; at: number; nonce: string }
  | { type: 'nonceAdded' }
  | { type: 'drawn'; sample: Sample; power: Power | null }
  | { type: 'people'; people: Partial<People> }
  | { type: 'inspector'; inspector: string }
  | { type: 'second'; second: string }
  | { type: 'seen'; entry: number; page: number; scale: number }
  | { type: 'declared'; unit: string }
  | { type: 'verdict'; given: Given }
  | { type: 'overruled'; given: Given }
  | { type: 'passAll'; unit: string; time: string }
  | { type: 'remark'; unit: string; point: string; note?: string; defect?: string; pages?: PageName[] }
  | { type: 'picked'; pick: TargetedPick }
  | { type: 'unpicked'; code: string }
  | { type: 'waived'; waiver: Waiver }
  | { type: 'unwaived'; waiver: Waiver }
  | { type: 'deadline'; deadline: string }
  | { type: 'attest'; attestation: Attestation }
  | { type: 'confirm'; confirmation: Confirmation }
  | { type: 'decided'; decision: Decision; recorded: OfficerRecord }
  | { type: 'log'; log: LogLine[] }
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
    case 'earlier':
      return { ...state, earlier: change.earlier };
    case 'handedOver':
      return { ...state, handedOver: change.day };
    case 'measuring':
      return {
        ...afresh(state),
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
      return afresh(state);
    case 'judged':
      return judged(state, change.judgement, change.today);
    case 'restored':
      return restored(state, change.draft);
    case 'kept':
      return { ...state, kept: change.kept };
    case 'draftLost':
      return { ...state, draftLost: true };
    case 'parties':
      if (state.sample !== null || state.committed) return state;
      return change.committing
        ? { ...state, commitments: ['', ''], nonces: ['', ''] }
        : { ...state, commitments: [], nonces: state.nonces.slice(0, 1) };
    case 'commitment':
      if (state.committed) return state;
      return { ...state, commitments: state.commitments.map((one, at) => (at === change.at ? change.digest : one)) };
    case 'committed':
      return { ...state, committed: true };
    case 'nonce':
      if (state.sample !== null) return state;
      return { ...state, nonces: state.nonces.map((nonce, at) => (at === change.at ? change.nonce : nonce)) };
    case 'nonceAdded':
      if (state.sample !== null || state.committed) return state;
      return {
        ...state, nonces: [...state.nonces, ''], commitments: state.commitments.length === 0 ? [] : [...state.commitments, ''],
      };
    case 'drawn':
      return { ...undecided(state), sample: change.sample, power: change.power, stage: 'inspecting' };
    case 'people':
      return { ...undecided(state), people: { ...state.people, ...change.people } };
    case 'inspector':
      return { ...undecided(state), inspector: change.inspector };
    case 'second':
      return { ...state, second: change.second };
    case 'seen':
      return seen(state, change.entry, change.page, change.scale);
    case 'declared': {
      const pages = unitOf(state.judgement, change.unit)?.pages ?? [];
      const owed = pages.filter((page) => page.readable && !pageSeen(page, state.seen));
      return owed.reduce((was, page) => looked(was, page, { declared: true }), state);
    }
    case 'verdict':
      return verdict(state, change.given);
    case 'overruled':
      if (change.given.passed && !mayPass(state, change.given.unit)) return state;
      return said(state, { ...change.given, opinion: 'overruling', by: state.people.reviewer });
    case 'passAll': {
      const points = state.judgement?.profile.inspection ?? [];
      return points.reduce((was, { id }) => verdict(was, { unit: change.unit, point: id, passed: true, time: change.time }), state);
    }
    case 'remark': {
      const { type, unit, point, ...part } = change;
      const own = lastOf(state, unit, point, opinionNow(state));
      if (own === null || own.passed) return state;
      return { ...undecided(state), verdicts: state.verdicts.map((one) => (one === own ? { ...one, ...part } : one)) };
    }
    case 'picked':
      if (picks(state).some((one) => one.archivalCode === change.pick.archivalCode)) return state;
      return { ...undecided(state), targeted: [...state.targeted, change.pick] };
    case 'unpicked':
      return { ...undecided(state), targeted: state.targeted.filter((one) => one.archivalCode !== change.code) };
    case 'waived': {
      const others = state.waivers.filter((one) => !sameSubject(one, change.waiver));
      return { ...undecided(state), waivers: [...others, change.waiver] };
    }
    case 'unwaived':
      return { ...undecided(state), waivers: state.waivers.filter((one) => !sameSubject(one, change.waiver)) };
    case 'deadline':
      // The decision does not rest on it; whoever changes it tells the core.
      return { ...state, deadline: change.deadline };
    case 'attest': {
      const { attestation } = change;
      return { ...undecided(state), attestations: { ...state.attestations, [attestation.check]: attestation } };
    }
    case 'confirm': {
      const { confirmation } = change;
      return { ...undecided(state), confirmations: { ...state.confirmations, [confirmation.code]: confirmation } };
    }
    case 'decided':
      return { ...state, decision: change.decision, recorded: change.recorded, sealed: null, stage: 'decided' };
    case 'log':
      return { ...state, log: change.log };
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

/** The state for another delivery: what was chosen stays, what was entered goes. */
function afresh(state: State): State {
  const { core, profile, profileFile, original, earlier, handedOver, signer } = state;
  return { ...emptyState(state.language), core, profile, profileFile, original, earlier, handedOver, signer };
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
    commitments: draft.commitments,
    nonces: draft.nonces.length > 0 ? draft.nonces : [''],
    people: draft.people,
    inspector: draft.inspector,
    second: draft.second,
    verdicts: draft.verdicts,
    seen: draft.seen,
    targeted: draft.targeted,
    waivers: draft.waivers,
    deadline: draft.deadline,
    recorded: draft.recorded,
    attestations: { ...state.attestations, ...kept(draft.attestations, known) },
    confirmations: { ...state.confirmations, ...kept(draft.confirmations, codes) },
    restoredFrom: draft.savedAt,
  };
}

function seen(state: State, entry: number, page: number, scale: number): State {
  const was = state.seen[pageKey(entry, page)];
  if (was !== undefined && was.scale >= scale) return state;
  // A larger look at what was seen already adds nothing a decision could rest on, and must not take it back.
  if (reached(state, 'decided') && was !== undefined && was.scale > 0) {
    const line = state.judgement?.units.flatMap((unit) => unit.pages).find((one) => one.entry === entry && one.page === page);
    if (line !== undefined && pageSeen(line, state.seen)) return state;
  }
  return looked(state, { entry, page }, { scale });
}

function looked(state: State, { entry, page }: Pick<UnitPage, 'entry' | 'page'>, part: Partial<SeenPage>): State {
  const key = pageKey(entry, page);
  const was = state.seen[key] ?? { scale: 0, declared: false };
  return { ...undecided(state), seen: { ...state.seen, [key]: { ...was, ...part } } };
}

function lastOf(state: State, unit: string, point: string, opinion: Opinion): Said | null {
  const standing = standingOf(state, unit, point);
  return opinion === 'overruling' ? standing.overruling : standing[opinion];
}

function verdict(state: State, given: Given): State {
  if (given.passed && !mayPass(state, given.unit)) return state;
  if (!mayInspect(state, given.unit)) return state;
  const opinion = opinionNow(state);
  return said(state, { ...given, opinion, by: opinion === 'second' ? state.second : '' });
}

/** Adds a verdict. What was said before stays; the same word by the same person again says nothing new. */
function said(state: State, word: Given & Pick<Said, 'opinion' | 'by'>): State {
  const was = lastOf(state, word.unit, word.point, word.opinion);
  if (was !== null && was.passed === word.passed && was.by === word.by) return state;
  return { ...undecided(state), verdicts: [...state.verdicts, { ...word, defect: '', pages: [], note: '' }] };
}

/** Drawn, or picked beside the sample. */
function mayInspect(state: State, code: string): boolean {
  return isDrawn(state.sample, code) || picks(state).some((one) => one.archivalCode === code);
}

/** Passing needs eyes on every page (PEERS e12): an unseen or undecodable page can never be counted as accepted. */
function mayPass(state: State, code: string): boolean {
  const unit = unitOf(state.judgement, code);
  return unit !== undefined && unitSeen(unit, state.seen) && mayInspect(state, code);
}
