// The types that cross between the core and the page.

export type Severity = 'A' | 'B' | 'C';
export type Mode = 'auto' | 'screen' | 'inspection' | 'attestation';
export type CheckStatus = string;

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
  entries: Entry[];
  faults: unknown[];
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
  blocking: boolean;
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
  row: number | null;
  title: string;
  fields: Record<string, string>;
  pages: UnitPage[];
}

export interface InspectionPoint {
  id: string;
  required: Fraction;
}

export interface ProfileView {
  id: string;
  title: { zh: string; en: string };
  inspection: InspectionPoint[];
  attestations: string[];
  sampling: { unit: string; rate: Fraction; minimum: number };
}

export interface JudgementView {
  digest: { sha256: string; sm3: string } | null;
  counts: Record<string, number>;
  checks: CheckLine[];
  findings: FindingLine[];
  units: Unit[];
  profile: ProfileView;
}

export interface Sample {
  seed: string;
  nonces: string[];
  population: number;
  planned: number;
  units: string[];
}

export interface Verdict {
  archivalCode: string;
  point: string;
  passed: boolean;
  note: string;
  time: string;
}

export interface Seen {
  entry: number;
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

export interface OfficerRecord {
  inspection: { inspector: string; manner: string; verdicts: Verdict[]; seen: Seen[] } | null;
  attestations: Attestation[];
  confirmations: Confirmation[];
}

export interface Gate {
  gate: string;
  required: Fraction;
  numerator: number;
  denominator: number;
  met: boolean;
}

export interface Decision {
  outcome: string;
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
