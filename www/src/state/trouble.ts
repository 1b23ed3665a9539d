// Turns what was thrown into bad news for a person: which sentence, about what, and whether trying again can help.

import { failureOf } from '../worker/protocol.ts';
import type { Trouble, TroubleKind } from './state.ts';

/** What a failure's own name says of it, whatever was being done. */
const BY_KIND: Record<string, TroubleKind> = {
  // Names browsers give to a file that is gone, changed or locked; and the core's word for any of them.
  NotReadableError: 'file',
  NotFoundError: 'file',
  'read.host': 'file',
  // A worker that is gone, or whose core stopped in a state nobody knows.
  died: 'worker',
  RuntimeError: 'worker',
  RangeError: 'worker',
  InternalError: 'worker',
  'profile.malformed': 'profile',
  'profile.contradiction': 'profile',
  'profile.unknown': 'profile',
  'session.originalUnreadable': 'original',
  'session.earlierRefused': 'earlier',
  'session.notADate': 'notADate',
  'session.logBroken': 'logBroken',
  'draw.frozen': 'drawFrozen',
  'draw.nonceNotCommitted': 'drawCommitted',
  'attestation.notADate': 'recordings',
  'attestation.keptTooShort': 'recordings',
  'draw.digestMissing': 'drawDigest',
  'draw.unitTwice': 'drawTwice',
  'draw.nonceMissing': 'drawNonce',
  'draw.nonceLineBreak': 'drawNonce',
  'identity.nameEmpty': 'nameEmpty',
  'identity.nameTooLong': 'nameRefused',
  'identity.nameControl': 'nameRefused',
  'identity.passphraseTooShort': 'passphraseShort',
  'identity.wrongPassphrase': 'passphraseWrong',
  'identity.keyMissing': 'identityUnreadable',
  'identity.keyMismatch': 'identityUnreadable',
  'identity.keyNotEncrypted': 'identityUnreadable',
  'identity.refused': 'identityUnreadable',
  'sign.outsideValidity': 'signExpired',
  'report.malformed': 'checkForeign',
  'report.unsupportedSchema': 'checkForeign',
  'report.notCanonicalBytes': 'checkForeign',
};

/** The bad news; `kind` is what was being done, unless the failure itself says more. */
export function troubleOf(kind: TroubleKind, where: string, thrown: unknown): Trouble {
  const failure = failureOf(thrown);
  const better = BY_KIND[failure.kind];
  const again = better === 'file' || better === 'worker';
  return { kind: better ?? kind, where, failure, retry: again ? 'measure' : null };
}

/** Bad news that needs no failure: something was not filled in. */
export function askedFor(kind: TroubleKind): Trouble {
  return { kind, where: '', failure: { kind: '', detail: '' }, retry: null };
}
