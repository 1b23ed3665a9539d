// A made-up judgement: one unit of two pages, one without pages, one that is not drawn, one whose file is no picture.
import type { JudgementView, Sample } from '../src/worker/boundary.ts';

/** A page that can be read from 240 screen pixels for 1000 of its own: 300 dpi at 72. */
const page = (entry: number, path: string) => ({ entry, path, page: 1, sha256: '00', readable: true, scale: 240 });

export function judgement(): JudgementView {
  return {
    digest: { sha256: 'ab'.repeat(32), sm3: 'cd'.repeat(32) },
    counts: { files: 3, bytes: 3, items: 3, pages: 3, images: 3 },
    checks: [],
    findings: [
      { check: 'FIX-02', code: 'fixity.digest.mismatch', severity: 'A', clause: '', tags: ['1-1'], entry: 'a/1.tif', sheet: null, row: null, archivalCode: 'A-1', page: null, expected: '9f', found: '77' },
      { check: 'PKG-06', code: 'package.extra.junk', severity: 'B', clause: '', tags: ['4-3'], entry: 'Thumbs.db', sheet: null, row: null, archivalCode: null, page: null, expected: '', found: '' },
    ],
    units: [
      { archivalCode: 'A-1', catalogue: 'c.xlsx', row: 2, fields: { title: '一' }, pages: [page(0, 'a/1.tif'), page(1, 'a/2.tif')] },
      { archivalCode: 'A-2', catalogue: 'c.xlsx', row: 3, fields: { title: '二' }, pages: [] },
      { archivalCode: 'A-3', catalogue: 'c.xlsx', row: 4, fields: { title: '三' }, pages: [page(2, 'c/1.tif')] },
      { archivalCode: 'A-4', catalogue: 'c.xlsx', row: 5, fields: { title: '四' }, pages: [{ ...page(3, 'd/1.mp4'), scale: 0 }] },
    ],
    profile: {
      id: 'p', version: '1', sha256: 'p', title: { zh: '', en: '' }, sources: [],
      inspection: [
        { id: 'correspondence', required: { numerator: 100, denominator: 100 }, defects: [] },
        { id: 'legibility', required: { numerator: 95, denominator: 100 }, defects: ['blurred'] },
      ],
      attestations: ['DOC-01'], sampling: { unit: 'item', rate: { numerator: 5, denominator: 100 }, minimum: 1, rounding: 'up', strata: [], wholeUpTo: 0 },
      judging: { denominator: 'units', duties: ['inspector', 'reviewer'], pooled: false, readableDpi: 72 },
      // The rules of the checks are left out: the core judges by them, the page never reads them.
    } as Partial<JudgementView['profile']> as JudgementView['profile'],
    stopWork: false,
    workFiles: [],
    round: 1,
    rounds: [],
    rework: null,
    risks: [{ archivalCode: 'A-3', defects: 1, notices: 0, codes: ['fixity.digest.mismatch'] }],
  };
}

export function sample(): Sample {
  return {
    seed: '', nonces: ['1'], population: 3, populationSha256: '', unit: 'item', strata: [{ values: [], population: 3, drawn: 2 }], rate: { numerator: 5, denominator: 100 }, minimum: 1,
    units: [{ archivalCode: 'A-1', key: '0', stratum: 1 }, { archivalCode: 'A-2', key: '1', stratum: 1 }],
  };
}
