// One core, two callers: what the page's signed report says of a delivery is what the native command says of it; and
// the delivery digest is what Python computes from the definition. The deliveries span the families of checks.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';

import { BROWSERS, launch } from './browser.js';
import { delivery, nativeReport, pythonDigest } from './delivery.js';
import { Officer } from './page-object.js';

// Recipe, and the findings' codes: none of these comparisons may be of nothing with nothing.
const DELIVERIES = [
  ['base/three-items', []],
  ['base/three-items-tiff', []],
  ['package/fail-executable', ['package.extra.executable']],
  ['package/fail-wrong-crc', ['package.entry.crcMismatch']],
  ['fixity/fail-changed-after-manifest', ['fixity.digest.mismatch']],
  ['catalogue/fail-code-twice', ['catalogue.code.duplicate']],
  ['linkage/fail-page-missing', ['linkage.pages.countMismatch']],
  ['image/fail-jpeg-cut', ['image.content.unreadable']],
  ['duplicate/fail-page-twice-in-item', ['duplicate.entry.sameUnit']],
];
const WITHOUT_PYTHON = new Set([
  'package/fail-wrong-crc', // zipfile refuses to read the entry
]);

const PASSPHRASE = 'one for all of them';

/**
 * Without what the two may differ in: when, the commit the tool was built from, what was done at which time, and what only
 * the page has been told, which is that a person decided.
 */
function comparable({ made, tool, inspection, decision, log, ...rest }) {
  return { ...rest, tool: { ...tool, commit: null } };
}

/** The page's report on a delivery nobody inspected: an officer who sends it back does just this. */
async function pageReport(officer, zip) {
  await officer.click('step-open');
  await officer.measures(zip);
  await officer.click('step-decision');
  await officer.decides();
  await officer.click('to-signing');
  if (await officer.has('identity-create')) await officer.makesIdentity('张三', '市档案馆', PASSPHRASE);
  else await officer.type('passphrase', PASSPHRASE);
  await officer.signs();
  const path = await officer.saves('save-report');
  const report = JSON.parse(readFileSync(path, 'utf8'));
  rmSync(path);
  return report;
}

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: the page's report says what the command says`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);
    for (const [recipe, codes] of DELIVERIES) {
      await t.test(recipe, async () => {
        const zip = delivery(recipe);
        const page = await pageReport(officer, zip);
        const native = nativeReport(zip);
        assert.deepEqual([...new Set(page.findings.map((one) => one.code))], codes);
        assert.deepEqual(comparable(page), comparable(native));
        if (!WITHOUT_PYTHON.has(recipe)) assert.equal(page.delivery.digest.sha256, pythonDigest(zip));
      });
    }
    assert.deepEqual(officer.errors, []);
  });
}
