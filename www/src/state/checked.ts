// What the core said of a report, in the few words a person needs. Anything not plainly good is not called valid.

/** One signature. */
export interface SignerRead {
  commonName: string;
  organisation: string;
  /** Unix seconds. */
  time: number | null;
  fingerprint: string | null;
  /** The certificate that was given along is the signer's; `null` when none was given. */
  named: boolean | null;
  holds: boolean;
  unsupported: boolean;
}

export interface CheckRead {
  verdict: 'valid' | 'invalid' | 'otherSigner' | 'unsigned' | 'unknown';
  signers: SignerRead[];
}

type Loose = Record<string, unknown>;
const loose = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The core's answer, read. */
export function readCheck(result: unknown): CheckRead {
  const top = loose(result);
  const signature = loose(top['signature']);
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
      named: signature['trustAsked'] === true ? one['trust'] === 'named' : null,
      holds: answers.every((answer) => answer === true) && problems.length === 0,
      unsupported: answers.every((answer) => answer !== false) && answers.includes(null),
    };
  });
  return { verdict: verdictOf(top, signers), signers };
}

function verdictOf(top: Loose, signers: SignerRead[]): CheckRead['verdict'] {
  if (top['signature'] == null) return 'unsigned';
  if (top['good'] === true && signers.length > 0 && signers.every((one) => one.holds)) return 'valid';
  if (signers.some((one) => one.named === false) && signers.every((one) => one.holds)) return 'otherSigner';
  // A report of a later version, rightly signed, or a signature of a kind this version cannot check.
  const foreign = top['refused'] === 'report.unsupportedSchema' && signers.every((one) => one.holds);
  return signers.length > 0 && (foreign || signers.some((one) => one.unsupported)) ? 'unknown' : 'invalid';
}
