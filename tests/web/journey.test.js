// An officer's whole way, from the ZIP to a signed report and back, in each browser from file://; then the witnesses:
// openssl, the native command and the same page years later.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BROWSERS, launch } from './browser.js';
import { delivery, fileOf, yanshou } from './delivery.js';
import { Officer } from './page-object.js';

const PASSPHRASE = '正确的口令 一二三四';

/** What `openssl cms -verify` says, as an auditor without our page would ask it. */
function openssl(report, signature, certificate) {
  const { status, stderr } = spawnSync('openssl', [
    'cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-content', report,
    '-CAfile', certificate, '-purpose', 'any', '-out', '/dev/null',
  ], { encoding: 'utf8' });
  return { status, stderr };
}

/** The same bytes with one bit of one byte changed, in the middle: still JSON or not, it is not what was signed. */
function oneByteChanged(bytes) {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf('"nonces"') + 12;
  changed[at] ^= 1;
  return changed;
}

/** The first line of the log that does not follow from the one before, by the report's own recipe. */
function brokenLine(log) {
  let previous = '0'.repeat(64);
  for (const { at, act, by, detail, sha256 } of log) {
    const text = ['yanshou-log/1', previous, at, act, by, detail].map((line) => `${line}\n`).join('');
    if (createHash('sha256').update(text).digest('hex') !== sha256) return { at, act };
    previous = sha256;
  }
  return log.length === 0 ? 'no line' : null;
}

/** Nothing on this screen is in the other language: labels come from one word list. */
async function inEnglish(officer) {
  return officer.page.evaluate(() => {
    const labels = document.querySelectorAll('button:not([data-test=language]):not([data-unit]), h1, label > span');
    return document.documentElement.lang.startsWith('en')
      && ![...labels].some((one) => /[\u4e00-\u9fff]/.test(one.textContent));
  });
}

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: from the ZIP to a signed report that others can check`, async (t) => {
    const zip = delivery('demo');
    const browser = await launch(name);
    t.after(() => browser.close());
    t.diagnostic(browser.version);
    const officer = await Officer.at(browser);
    await officer.shot('1-open');

    await officer.measures(zip);
    await officer.shot('2-findings');
    assert.deepEqual(await officer.codes(), []);
    assert.equal(await officer.page.$$eval('[data-check][data-status="failed"]', (list) => list.length), 0);

    await officer.draws('4613 2');
    const seed = await officer.text('seed');
    assert.match(seed, /^[0-9a-f]{64}$/);
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    const units = await officer.units();
    assert.equal(new Set(units).size, units.length);
    assert.ok(units.length >= 2, `5 % of 24 items are at least 2, not ${units.length}`);
    assert.equal(await officer.has('pass-all', '[disabled]'), true, 'a unit can be passed before its pages were seen');
    await officer.passesUnit(0);
    assert.equal(await officer.data('unit', 'standing'), 'passed');
    await officer.shot('3-inspection');

    const before = await Promise.all(['unit-standing', 'inspection-progress'].map((one) => officer.text(one)));
    await officer.click('language');
    assert.equal(await inEnglish(officer), true);
    const after = await Promise.all(['unit-standing', 'inspection-progress'].map((one) => officer.text(one)));
    assert.notDeepEqual(after, before);
    // The words differ, the numbers in them do not.
    assert.deepEqual(after[1].match(/\d+/g), before[1].match(/\d+/g));
    assert.equal(await officer.value('inspector'), '张三');
    assert.equal(await officer.data('unit', 'standing'), 'passed');
    assert.deepEqual(await officer.units(), units);
    await officer.shot('4-inspection-en');

    for (let at = 1; at < units.length; at += 1) await officer.passesUnit(at);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.shot('5-attestations');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'accept');
    await officer.shot('6-decision');

    await officer.click('to-signing');
    await officer.makesIdentity('张三', '市档案馆', PASSPHRASE);
    await officer.signs();
    assert.equal(await officer.has('passphrase'), false, 'the passphrase field is gone after signing');
    await officer.shot('7-signed');
    const report = await officer.saves('save-report');
    const signature = await officer.saves('save-signature');
    const certificate = await officer.saves('save-certificate');
    const sums = await officer.saves('save-sums');
    const identity = await officer.saves('save-identity');

    const read = JSON.parse(readFileSync(report, 'utf8'));
    assert.equal(read.decision.outcome, 'accept');
    assert.equal(read.inspection.inspector, '张三');
    assert.equal(read.sample.seed, seed);
    assert.equal(read.people.reviewer, '王五');
    assert.ok(read.inspection.seen.length >= units.length);
    assert.ok(read.inspection.seen.every((one) => one.manner === 'shown' && one.scale >= 360), '72 of 200 dpi at least');
    assert.deepEqual(brokenLine(read.log), null);
    assert.deepEqual(read.log.map((line) => line.act).filter((act) => act !== 'confirmed'), [
      'opened', 'measured', 'judged', 'drawn', 'inspected', 'decided', 'signing',
    ]);
    assert.ok(read.log.every((line) => /^\d{4}-\d\d-\d\dT/.test(line.at)));
    assert.deepEqual(read.sample.nonces, ['4613 2']);
    assert.equal(readFileSync(sums, 'utf8').trimEnd().split('\n').length, read.delivery.entries);
    assert.match(readFileSync(identity, 'utf8'), /^-----BEGIN ENCRYPTED PRIVATE KEY-----/m);

    const changed = fileOf(`${name}-changed.json`, oneByteChanged(readFileSync(report)));
    const said = openssl(report, signature, certificate);
    assert.deepEqual(said, { status: 0, stderr: 'CMS Verification successful\n' });
    assert.notEqual(openssl(changed, signature, certificate).status, 0);

    const native = yanshou('check', report, '--signature', signature, '--cert', certificate, '--delivery', zip);
    assert.equal(native.status, 0, native.stdout + native.stderr);
    const nativeChanged = yanshou('check', changed, '--signature', signature, '--cert', certificate);
    assert.equal(nativeChanged.status, 1, nativeChanged.stdout + nativeChanged.stderr);

    await officer.click('to-report');
    await officer.sees('report');
    await officer.shot('8-report');
    await officer.click('step-open');
    await officer.click('to-check');
    assert.equal(await officer.checks(report, signature, certificate), 'valid');
    await officer.shot('9-checked');
    assert.equal(await officer.checks(changed, signature, certificate), 'invalid');
    assert.equal(await officer.checks(report), 'unsigned');
    const forged = fileOf(`${name}-forged.json`, readFileSync(report, 'utf8').replace('"outcome":"accept"', '"outcome":"rework"'));
    assert.equal(await officer.checks(forged), 'contradicts');
    assert.deepEqual(officer.errors, []);
  });
}
