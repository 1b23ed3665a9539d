// What the core said of a report, in the few words a person needs. Anything not plainly good is not called valid.

/** One signature. */
export interface SignerRead {
  commonName: string;
  organisation: string;
  /** Unix seconds. */
  time: number | null;
  fingerprint: string | null;
  holds: boolean;
  unsupported: boolean;
}

export interface CheckRead {
  verdict: 'valid' | 'invalid' | 'unsigned' | 'unknown';
  signers: SignerRead[];
  reportSha256: string | null;
}

type Loose = Record<string, unknown>;
const loose = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The core's answer, read. */
export function readCheck(result: unknown): CheckRead {
  const top = loose(result);
  const signature = 'signers' in top ? top : loose(top['signature']);
  const listed = Array.isArray(signature['signers']) ? signature['signers'].map(loose) : [];
  const signers = listed.map((one): SignerRead => {
    const subject = loose(one['subject']);
    const answers = [one['digestMatches'], one['signatureValid'], one['certificateValidAtSigningTime']];
    const problems = Array.isArray(one['problems']) ? one['problems'] : [];
    return {
      commonName: text(subject['commonName']),
      organisation: text(subject['organisation']),
      time: typeof one['signingTime'] === 'number' ? one['signingTime'] : null,
      fingerprint: text(one['fingerprint']) || null,
      holds: answers.every((answer) => answer === true) && problems.length === 0,
      unsupported: answers.every((answer) => answer !== false) && answers.includes(null),
    };
  });
  return { verdict: verdictOf(top, signature, signers), signers, reportSha256: text(top['sha256']) || text(top['reportSha256']) || null };
}

function verdictOf(top: Loose, signature: Loose, signers: SignerRead[]): CheckRead['verdict'] {
  const said = top['good'] ?? signature['good'];
  if (said === false && signers.length > 0) return signers.some((one) => one.unsupported) ? 'unknown' : 'invalid';
  if (signers.length === 0) return top['signature'] == null && !('signers' in top) ? 'unsigned' : 'invalid';
  if (signers.every((one) => one.holds)) return said === true || said === undefined ? 'valid' : 'invalid';
  return signers.some((one) => one.unsupported) ? 'unknown' : 'invalid';
}
