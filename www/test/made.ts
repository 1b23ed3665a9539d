// A made-up judgement: one unit of two pages, one without pages, one that is not drawn.
import type { JudgementView, Sample } from '../src/worker/boundary.ts';

const page = (entry: number, path: string) => ({ entry, path, page: 1, sha256: '00' });

export function judgement(): JudgementView {
  return {
    digest: { sha256: 'ab'.repeat(32), sm3: 'cd'.repeat(32) },
    counts: { files: 3, bytes: 3, items: 3, pages: 3, images: 3 },
    checks: [],
    findings: [
      { check: 'FIX-02', code: 'fixity.digest.mismatch', severity: 'A', clause: '', tags: ['1-1'], entry: 'a/1.tif', row: null, archivalCode: 'A-1', page: null, expected: '9f', found: '77' },
      { check: 'PKG-06', code: 'package.extra.junk', severity: 'B', clause: '', tags: ['4-3'], entry: 'Thumbs.db', row: null, archivalCode: null, page: null, expected: '', found: '' },
    ],
    units: [
      { archivalCode: 'A-1', catalogue: 'c.xlsx', row: 2, fields: { title: '一' }, pages: [page(0, 'a/1.tif'), page(1, 'a/2.tif')] },
      { archivalCode: 'A-2', catalogue: 'c.xlsx', row: 3, fields: { title: '二' }, pages: [] },
      { archivalCode: 'A-3', catalogue: 'c.xlsx', row: 4, fields: { title: '三' }, pages: [page(2, 'c/1.tif')] },
    ],
    profile: {
      id: 'p', version: '1', sha256: 'p', title: { zh: '', en: '' }, sources: [],
      inspection: [
        { id: 'correspondence', required: { numerator: 100, denominator: 100 } },
        { id: 'legibility', required: { numerator: 95, denominator: 100 } },
      ],
      attestations: ['DOC-01'], sampling: { unit: 'item', rate: { numerator: 5, denominator: 100 }, minimum: 1 },
      // The rules of the checks are left out: the core judges by them, the page never reads them.
    } as Partial<JudgementView['profile']> as JudgementView['profile'],
    stopWork: false,
    workFiles: [],
  };
}

export function sample(): Sample {
  return {
    seed: '', nonces: ['1'], population: 3, rate: { numerator: 5, denominator: 100 }, minimum: 1,
    units: [{ archivalCode: 'A-1', key: '0' }, { archivalCode: 'A-2', key: '1' }],
  };
}
