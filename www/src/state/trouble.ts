// Turns what was thrown into bad news for a person: which sentence, about what, and whether trying again can help.

import { failureOf, type Failure } from '../worker/protocol.ts';
import type { Trouble, TroubleKind } from './state.ts';

/** Names browsers give to a file that is gone, changed or locked. */
const FILE_KINDS = ['NotReadableError', 'NotFoundError', 'SecurityError', 'AbortError'];
/** A worker that is gone, or whose core stopped in a known-bad state. */
const WORKER_KINDS = ['died', 'RuntimeError', 'RangeError', 'InternalError'];

function about(failure: Failure): 'file' | 'worker' | null {
  if (FILE_KINDS.includes(failure.kind) || FILE_KINDS.some((kind) => failure.detail.includes(kind))) return 'file';
  return WORKER_KINDS.includes(failure.kind) ? 'worker' : null;
}

/** The bad news; `kind` is what was being done, unless the failure itself says more. */
export function troubleOf(kind: TroubleKind, where: string, thrown: unknown): Trouble {
  const failure = failureOf(thrown);
  const better = about(failure);
  return { kind: better ?? kind, where, failure, retry: better === null ? null : 'measure' };
}

/** Bad news that needs no failure: something was not filled in. */
export function askedFor(kind: TroubleKind): Trouble {
  return { kind, where: '', failure: { kind: '', detail: '' }, retry: null };
}
