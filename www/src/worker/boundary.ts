// The types that cross between the core and the page. Those of the core are generated from its Rust structs, so that
// the page cannot drift from it; written here is what has no struct behind it.

export type {
  Attestation, Bound, Change as FileChange, CheckLine, Confirmation, Counts, Curve, Decision, Defect, Entry, FindingLine, Gate,
  Inspection, InspectionPoint, JudgementView, JudgingRules, LogLine, Overview, PageName, People, Power,
  ProfileSource, Rate, Record as OfficerRecord, Report, Rework, Risk, RoundLine, Sample, SamplingPlan, SeenImage, Sentence,
  TargetedPick, Tasks, Unit, UnitPageLine as UnitPage, Verdict, Waiver,
} from '../generated/boundary.ts';
import type { Verdict } from '../generated/boundary.ts';

/** Whose word a verdict is. */
export type Opinion = Verdict['opinion'];

export type Severity = 'A' | 'B' | 'C';

/**
 * A page for the screen: the file itself where the browser can decode it, else its pixels (RGBA, rows from the top).
 * `longEdge` counts the page's own pixels, of which fewer may be shown; 0 where nobody knows.
 */
export type Picture = { longEdge: number } & (
  | { kind: 'encoded'; mime: string; bytes: Uint8Array }
  | { kind: 'pixels'; width: number; height: number; bytes: Uint8Array });

/** Whom a new identity names; Unix seconds. */
export interface IdentityRequest {
  commonName: string;
  organisation: string;
  notBefore: number;
  notAfter: number;
}

/** Whom a certificate names; Unix seconds. */
export interface CertificateFacts {
  subject: { commonName: string | null; organisation: string | null };
  fingerprint: string;
  notBefore: number;
  notAfter: number;
}

export interface ProfileName {
  id: string;
  title: { zh: string; en: string };
}

/** What happened, and what to do. */
export interface Advice {
  what: string;
  next: string;
}

/** The core's own words, by code, check id and reason. */
export interface CoreWords {
  findings: Record<string, { zh: Advice; en: Advice }>;
  checks: Record<string, { zh: string; en: string }>;
  reasons: Record<string, { zh: string; en: string }>;
}
