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

/** A part of a report that does not follow from the rest of it. */
export interface ContradictionRead {
  part: string;
  said: string;
  counted: string;
}

/** The answer to "may this report be relied on?", and what it rests on. */
export interface CheckRead {
  verdict: 'valid' | 'invalid' | 'contradicts' | 'otherSigner' | 'unsigned' | 'unknown';
  signers: SignerRead[];
  contradictions: ContradictionRead[];
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
  const contradictions = (Array.isArray(top['contradictions']) ? top['contradictions'] : []).map(loose).map((one) => (
    { part: text(one['part']), said: text(one['said']), counted: text(one['counted']) }
  ));
  return { verdict: verdictOf(top, signers), signers, contradictions };
}

function verdictOf(top: Loose, signers: SignerRead[]): CheckRead['verdict'] {
  // Whoever signed it: a report that does not add up is not relied on.
  const contradicts = Array.isArray(top['contradictions']) && top['contradictions'].length > 0;
  if (top['signature'] == null) return contradicts ? 'contradicts' : 'unsigned';
  const holding = signers.length > 0 && signers.every((one) => one.holds);
  if (holding && contradicts) return 'contradicts';
  if (top['good'] === true && holding) return 'valid';
  if (holding && signers.some((one) => one.named === false)) return 'otherSigner';
  // A report of a later version, rightly signed, or a signature of a kind this version cannot check.
  const foreign = top['refused'] === 'report.unsupportedSchema' && signers.every((one) => one.holds);
  return signers.length > 0 && (foreign || signers.some((one) => one.unsupported)) ? 'unknown' : 'invalid';
}
