// The types that cross between the core and the page. Those of the core are generated from its Rust structs, so that
// the page cannot drift from it; written here is what has no struct behind it.

import type { JudgementView as View, Profile } from '../generated/boundary.ts';

export type {
  Attestation, CheckLine, Confirmation, Counts, Decision, Entry, FindingLine, Gate, Inspection, Overview,
  Rate, Record as OfficerRecord, Report, Sample, Tasks, Unit, UnitPageLine as UnitPage, Verdict,
} from '../generated/boundary.ts';

/** The judgement; its profile carries the SHA-256 of its text, which the schema leaves out because nobody may send it. */
export type JudgementView = View & { profile: Profile & { sha256: string } };

export type Severity = 'A' | 'B' | 'C';

/** A page for the screen: the file itself where the browser can decode it, else its pixels (RGBA, rows from the top). */
export type Picture =
  | { kind: 'encoded'; mime: string; bytes: Uint8Array }
  | { kind: 'pixels'; width: number; height: number; bytes: Uint8Array };

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
