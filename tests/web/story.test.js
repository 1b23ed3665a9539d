// The story of fixtures/story/ as the page tells it: 600 items in three rounds; crate/cli/tests/story.rs tells the same by the
// command. In one browser: it is a matter of the core's words, and some 150 pages are looked at.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';

import { launch } from './browser.js';
import { delivery, fileOf } from './delivery.js';
import { Officer } from './page-object.js';

const PASSPHRASE = 'three rounds of it';
const OLD_DEFECT = '扫描件/Z109-WS·2009-Y-BGS-0004/0002.jpg';
const REPLACED = '扫描件/Z109-WS·2009-Y-BGS-0020/0001.jpg';
/** What only people can see: a wrong title, a page nobody can read. */
const SEEN_BY_PEOPLE = { 'Z109-WS·2009-Y-BGS-0009': 'correspondence', 'Z109-WS·2009-Y-BGS-0010': 'legibility' };

/** Decides, signs, and answers the report with the files the next round takes. */
async function ends(officer, round, outcome) {
  await officer.click('step-attestations');
  await officer.attestsAll('李四');
  await officer.click('to-decision');
  assert.equal(await officer.decides(), outcome);
  if (outcome === 'rework') await officer.fill('deadline', '2026-12-06');
  await officer.page.waitForFunction(() => document.querySelector('[data-test="outcome"]') !== null);
  await officer.shot(`story-${round}`);
  const saved = await officer.signsAndSaves('张三', '市档案馆', PASSPHRASE);
  const kept = ['report', 'signature', 'sums', 'certificate'].map((part) => fileOf(`story-${round}-${part}${part === 'report' ? '.json' : ''}`, readFileSync(saved[part])));
  const report = JSON.parse(readFileSync(saved.report, 'utf8'));
  // The next round saves under the same names.
  for (const path of Object.values(saved)) rmSync(path);
  return { report, kept };
}

/** Opens the delivery of a round, held against the round before. */
async function begins(officer, round, before) {
  await officer.click('step-open');
  await officer.give('earlier-files', ...before.kept);
  await officer.page.waitForSelector('[data-test="earlier"][data-complete="true"]');
  await officer.fill('handed-over', '2026-12-05');
  await officer.measures(delivery(`story/round-${round}`));
  await officer.sees('rework');
}

const told = ({ findings }) => findings.filter((one) => one.severity !== 'C').map((one) => [one.code, one.entry, one.found]);

test('chromium: three rounds end in acceptance, as the command tells it', async (t) => {
  const browser = await launch('chromium');
  t.after(() => browser.close());
  const officer = await Officer.at(browser);

  await officer.measures(delivery('story/round-1'));
  await officer.draws('page one');
  const drawn = await officer.page.evaluate(() => document.body.textContent);
  for (const unit of Object.keys(SEEN_BY_PEOPLE)) {
    assert.ok(!drawn.includes(unit), `${unit} is drawn: another nonce`);
    await officer.type('pick-code', unit);
    await officer.click('pick-add');
  }
  await officer.click('to-inspection');
  await officer.type('inspector', '张三');
  for (const [at, point] of Object.values(SEEN_BY_PEOPLE).entries()) {
    await officer.turnsTo(at, 'picked-unit');
    await officer.click(`fail-${point}`);
    await officer.seesPages();
  }
  const first = await ends(officer, 1, 'rework');
  assert.equal(told(first.report).length, 8);

  await begins(officer, 2, first);
  await officer.draws('page two');
  await officer.click('to-inspection');
  await officer.type('inspector', '张三');
  for (const at of [0, 1]) await officer.passesUnit(at, 'picked-unit');
  const second = await ends(officer, 2, 'rework');
  assert.deepEqual(told(second.report), [
    ['image.resolution.low', OLD_DEFECT, '150 × 150 dpi'],
    ['rework.defect.remains', OLD_DEFECT, 'image.resolution.low'],
    ['rework.change.unasked', REPLACED, 'altered'],
  ]);
  const gate = ({ decision }, name) => {
    const { numerator, denominator, met } = decision.gates.find((one) => one.gate === name);
    return [numerator, denominator, met];
  };
  assert.deepEqual(gate(second.report, 'rework'), [9, 10, false]);

  await begins(officer, 3, second);
  assert.deepEqual(await officer.codes(), []);
  await officer.draws('page three');
  await officer.click('to-inspection');
  await officer.type('inspector', '张三');
  const units = await officer.units();
  assert.equal(units.length, 30);
  for (let at = 0; at < units.length; at += 1) await officer.passesUnit(at);
  const third = await ends(officer, 3, 'accept');
  assert.deepEqual(gate(third.report, 'rework'), [2, 2, true]);
  assert.deepEqual(third.report.rounds.map((one) => [one.round, one.outcome, one.blocking]), [[1, 'rework', 8], [2, 'rework', 3]]);
  assert.deepEqual(officer.errors, []);
});
