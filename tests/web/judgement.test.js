// What two parties must be able to stand on: a draw neither could steer, eyes on every page, two opinions and a reviewer,
// a waiver in the open.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';

import { BROWSERS, launch } from './browser.js';
import { delivery } from './delivery.js';
import { Officer } from './page-object.js';

const PASSPHRASE = 'judged and signed';
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

for (const name of Object.keys(BROWSERS)) {
  const inBrowser = (claim, run) => test(`${name}: ${claim}`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);
    await run(officer);
    assert.deepEqual(officer.errors, []);
  });

  inBrowser('two parties commit, reveal and draw, and a shell draws the same', async (officer) => {
    await officer.measures(delivery('demo'));
    await officer.click('to-sample');
    await officer.click('parties-two');
    assert.equal(await officer.has('nonce'), false, 'a nonce can be shown before both have committed');
    await officer.type('commitment-1', sha256('甲方 4613'));
    assert.equal(await officer.has('commit', '[disabled]'), true);
    // The second party lets the page compute its own.
    await officer.click('commitment-aid');
    await officer.type('aid-nonce', '乙方 9');
    await officer.sees('aid-digest');
    assert.equal(await officer.text('aid-digest'), sha256('乙方 9'));
    await officer.type('commitment-2', await officer.text('aid-digest'));
    await officer.click('commit');
    await officer.sees('committed');
    await officer.shot('commit');
    await officer.type('nonce', '甲方 4613');
    await officer.type('nonce-2', '乙方 8');
    await officer.click('draw');
    await officer.page.waitForSelector('[data-test="trouble"][data-kind="drawCommitted"]');
    await officer.shot('commit-broken');
    await officer.click('trouble-close');
    await officer.fill('nonce-2', '乙方 9');
    await officer.click('draw');
    await officer.sees('drawn');
    await officer.sees('curve');
    await officer.shot('sample-drawn');
    const drawn = await officer.page.$$eval('[data-test="sample"] td.code', (cells) => cells.map((cell) => cell.textContent));
    const seed = await officer.text('seed');
    const population = await officer.saves('save-population');
    const script = await officer.saves('save-redraw');
    assert.equal(readFileSync(population, 'utf8').trimEnd().split('\n').length, 24);
    const redrawn = execFileSync('sh', [script], { cwd: dirname(population), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    assert.deepEqual(redrawn.trimEnd().split('\n').map((line) => line.split('  ')[1]), drawn);

    // A reload brings commitments and draw back.
    await officer.keeps();
    await officer.reload();
    await officer.measures(delivery('demo'));
    await officer.sees('restored');
    await officer.click('step-sample');
    await officer.sees('drawn');
    assert.equal(await officer.text('seed'), seed);
    assert.equal(await officer.has('draw'), false, 'a drawn sample can be drawn again');
  });

  inBrowser('a page that was not seen, or too small, keeps the delivery undecided', async (officer) => {
    await officer.measures(delivery('demo'));
    await officer.draws('4613 2');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    const count = (await officer.units()).length;
    for (let at = 1; at < count; at += 1) await officer.passesUnit(at);
    // Of the first page only what its window holds, then all of it; of the others nothing.
    await officer.turnsTo(0);
    await officer.sees('onward');
    assert.equal(await officer.data('page-standing', 'owed'), 'look');
    for (let screens = 0; screens < 2; screens += 1) await officer.page.keyboard.press('PageDown');
    await officer.page.waitForSelector('[data-test="page-standing"][data-owed="nothing"]');
    assert.equal(await officer.has('pass-all', '[disabled]'), true);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'undecided');
    const gates = await officer.gates();
    assert.equal(gates['inspection.legibility'], null);
    assert.equal(gates.people, true);

    // Too small: the zoom of the page before is kept.
    await officer.click('step-inspection');
    await officer.turnsTo(0);
    await officer.page.waitForSelector('[data-test="page-standing"][data-owed="nothing"]');
    for (let step = 0; step < 8; step += 1) await officer.page.keyboard.press('-');
    await officer.page.keyboard.press('l');
    await officer.click('page-next');
    await officer.page.waitForSelector('[data-test="page-standing"][data-owed="larger"]');
    await officer.sees('too-small');
    await officer.shot('too-small');
    await officer.page.keyboard.press('l');
    await officer.passesUnit(0);
    assert.equal(await officer.data('unit', 'standing'), 'passed');
    await officer.click('step-decision');
    assert.equal(await officer.decides(), 'accept');
  });

  inBrowser('a second opinion that differs waits for the reviewer, and every word stays', async (officer) => {
    await officer.measures(delivery('base/three-items'));
    await officer.draws('two pairs of eyes');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    await officer.passesUnit(0);
    await officer.type('second', '赵六');
    await officer.sees('second-now');
    await officer.click('fail-legibility');
    await officer.type('note-legibility', '左下角模糊');
    await officer.sees('disputed-legibility');
    assert.equal(await officer.data('unit', 'standing'), 'disputed');
    await officer.shot('disputed');
    await officer.click('step-attestations');
    await officer.attestsAll('李四');
    await officer.shot('people');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'undecided');
    await officer.click('step-inspection');
    await officer.click('overrule-pass-legibility');
    assert.equal(await officer.data('unit', 'standing'), 'passed');
    await officer.click('step-decision');
    assert.equal(await officer.decides(), 'accept');
    await officer.shot('bounds');
    const saved = await officer.signsAndSaves('张三', '市档案馆', PASSPHRASE);
    const read = JSON.parse(readFileSync(saved.report, 'utf8'));
    const said = read.inspection.verdicts.filter((one) => one.point === 'legibility');
    assert.deepEqual(said.map(({ opinion, by, passed }) => [opinion, by ?? '', passed]), [
      ['first', '', true], ['second', '赵六', false], ['overruling', '王五', true],
    ]);
    assert.ok(read.log.some((line) => line.act === 'overridden' && line.by === '王五'));

    // The reviewer who inspects is nobody's reviewer.
    await officer.click('step-attestations');
    await officer.fill('people-reviewer', '张三');
    await officer.sees('people-conflict');
    await officer.click('step-decision');
    assert.equal(await officer.decides(), 'undecided');
    assert.equal((await officer.gates()).people, false);
  });

  inBrowser('a finding is waived in the open, and stands against the delivery again when withdrawn', async (officer) => {
    await officer.measures(delivery('fixity/fail-changed-after-manifest'));
    assert.deepEqual(await officer.codes(), ['fixity.digest.mismatch']);
    await officer.click('waive');
    await officer.sees('waiver-dialog', '[open]');
    assert.equal(await officer.has('waive-do', '[disabled]'), true);
    await officer.type('waive-by', '王五');
    await officer.type('waive-reason', '工作单为复印件，原件另存');
    await officer.type('waive-clause', '合同第 7.2 条');
    await officer.shot('waiver');
    await officer.click('waive-do');
    await officer.sees('waivers');
    assert.deepEqual(await officer.codes(), [], 'what is waived stands apart');
    await officer.draws('waived');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    for (let at = 0; at < (await officer.units()).length; at += 1) await officer.passesUnit(at);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'accept');
    await officer.sees('gate-waived');
    const saved = await officer.signsAndSaves('张三', '市档案馆', PASSPHRASE);
    const [waiver] = JSON.parse(readFileSync(saved.report, 'utf8')).waivers;
    assert.deepEqual([waiver.subject, waiver.by, waiver.clause], ['fixity.digest.mismatch', '王五', '合同第 7.2 条']);
    await officer.click('step-findings');
    await officer.click('unwaive');
    assert.deepEqual(await officer.codes(), ['fixity.digest.mismatch']);
    await officer.click('step-decision');
    assert.equal(await officer.decides(), 'rework');
  });

  inBrowser('a recording is declared as heard, with its digest, and a suspect unit is picked beside the sample', async (officer) => {
    await officer.page.select('[data-test="profile"]', 'dat62-audio-video');
    await officer.measures(delivery('base/two-sounds'));
    await officer.draws('by ear');
    const drawn = await officer.page.$eval('[data-test="sample"] td.code', (cell) => cell.textContent);
    const other = ['Z109-WS·2011-Y-BGS-0001', 'Z109-WS·2011-Y-BGS-0002'].find((code) => code !== drawn);
    await officer.type('pick-code', other);
    await officer.click('pick-add');
    await officer.sees('pick');
    await officer.shot('picks');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    await officer.sees('declare');
    assert.equal(await officer.has('pass-all', '[disabled]'), true);
    await officer.shot('declare');
    await officer.click('declare');
    await officer.click('pass-all');
    await officer.turnsTo(0, 'picked-unit');
    await officer.click('declare');
    await officer.click('pass-all');
    assert.equal(await officer.data('picked-unit', 'standing'), 'passed');
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    await officer.decides();
    const gates = await officer.gates();
    assert.deepEqual([gates.targeted, gates['inspection.correspondence']], [true, true]);
    const saved = await officer.signsAndSaves('张三', '市档案馆', PASSPHRASE);
    const read = JSON.parse(readFileSync(saved.report, 'utf8'));
    assert.deepEqual(read.inspection.seen.map(({ archivalCode, manner, scale }) => [archivalCode, manner, scale]), [
      [drawn, 'declared', 0], [other, 'declared', 0],
    ]);
    assert.deepEqual(read.targeted.map(({ archivalCode, reason }) => [archivalCode, reason]), [[other, 'hand']]);
    await officer.click('to-report');
    await officer.sees('report');
    await officer.shot('report-picks');
  });
}
