// The types that cross between the core and the page.

export type Severity = 'A' | 'B' | 'C';
export type Mode = 'auto' | 'screen' | 'inspection' | 'attestation';
export type CheckStatus = 'passed' | 'failed' | 'notRun' | 'toAttest';
export type Outcome = 'accept' | 'undecided' | 'rework' | 'reject';

export interface Fraction {
  numerator: number;
  denominator: number;
}

export interface Entry {
  index: number;
  path: string;
  size: number;
  compressed: number;
  headerOffset: number;
  directory: boolean;
}

export interface Overview {
  name: string;
  bytes: number;
  files: number;
  promisedBytes: number;
  faults: unknown[];
  unsupported: string | null;
  names: unknown;
}

export interface Tasks {
  options: unknown;
  entries: Entry[];
}

export interface CheckLine {
  check: string;
  mode: Mode;
  severity: Severity;
  clause: string;
  status: CheckStatus;
  examined: number;
  defects: number;
  blocking: number;
  reason: string | null;
}

export interface FindingLine {
  check: string;
  code: string;
  severity: Severity;
  clause: string;
  entry: string | null;
  row: number | null;
  archivalCode: string | null;
  page: number | null;
  expected: string;
  found: string;
}

export interface UnitPage {
  entry: number;
  path: string;
  page: number;
  sha256: string;
}

export interface Unit {
  archivalCode: string;
  catalogue: string;
  row: number;
  fields: Record<string, string>;
  pages: UnitPage[];
}

export interface InspectionPoint {
  id: string;
  required: Fraction;
}

export interface ProfileSource {
  rule: string;
  source: string;
  verified: boolean;
}

export interface Counts {
  files: number;
  bytes: number;
  items: number;
  pages: number;
  images: number;
}

export interface DeliveryDigest {
  sha256: string;
  sm3: string;
}

export interface ProfileView {
  id: string;
  version: string;
  sha256: string;
  title: { zh: string; en: string };
  sources: ProfileSource[];
  inspection: InspectionPoint[];
  attestations: string[];
  sampling: { unit: string; rate: Fraction; minimum: number };
}

export interface JudgementView {
  digest: DeliveryDigest | null;
  counts: Counts;
  checks: CheckLine[];
  findings: FindingLine[];
  units: Unit[];
  profile: ProfileView;
  stopWork: boolean;
}

export interface Sample {
  seed: string;
  nonces: string[];
  population: number;
  rate: Fraction;
  minimum: number;
  units: { archivalCode: string; key: string }[];
}

export interface Verdict {
  archivalCode: string;
  point: string;
  passed: boolean;
  note: string;
  time: string;
}

export interface Seen {
  /** Path of the entry. */
  entry: string;
  page: number;
  sha256: string;
}

export interface Attestation {
  check: string;
  satisfied: boolean;
  by: string;
  date: string;
  note: string;
}

export interface Confirmation {
  code: string;
  accepted: boolean;
  by: string;
  note: string;
}

export interface Inspection {
  inspector: string;
  manner: string;
  verdicts: Verdict[];
  seen: Seen[];
}

export interface OfficerRecord {
  inspection: Inspection | null;
  attestations: Attestation[];
  confirmations: Confirmation[];
}

export interface Gate {
  gate: string;
  required: Fraction;
  numerator: number;
  denominator: number;
  met: boolean | null;
}

export interface Decision {
  outcome: Outcome;
  gates: Gate[];
}

export type Picture =
  | { kind: 'encoded'; mime: string; bytes: Uint8Array }
  | { kind: 'pixels'; width: number; height: number; bytes: Uint8Array };

export interface IdentityRequest {
  commonName: string;
  organisation: string;
  notBefore: number;
  notAfter: number;
}

export interface ProfileName {
  id: string;
  title: { zh: string; en: string };
}

export interface Advice {
  what: string;
  next: string;
}

export interface CoreWords {
  findings: Record<string, { zh: Advice; en: Advice }>;
  checks: Record<string, { zh: string; en: string }>;
  reasons: Record<string, { zh: string; en: string }>;
}

/** The report as its bytes say it; the page shows what these bytes say, and nothing else. */
export interface Report {
  schema: string;
  tool: { name: string; version: string; commit: string };
  made: { at: string; clock: string };
  profile: { id: string; version: string; sha256: string; title: { zh: string; en: string }; sources: ProfileSource[] };
  delivery: { name: string; bytes: number; entries: number; digest: DeliveryDigest | null };
  counts: Counts;
  checks: CheckLine[];
  findings: FindingLine[];
  sample: Sample | null;
  inspection: Inspection | null;
  confirmations: Confirmation[];
  attestations: Attestation[];
  decision: Decision;
}

/** Whom a certificate names. */
export interface CertificateFacts {
  subject: { commonName: string | null; organisation: string | null };
  fingerprint: string;
  notBefore: number;
  notAfter: number;
}
