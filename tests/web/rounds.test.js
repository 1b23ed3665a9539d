// A second round held against the first, signed report and list of digests: the defect that remains and the page that was
// silently replaced are both named, what a person found comes up to be looked at again, and a forged first round is refused.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BROWSERS, launch } from './browser.js';
import { deliveryOf, fileOf } from './delivery.js';
import { Officer } from './page-object.js';

const PASSPHRASE = 'round after round';
const page = (unit, number) => `扫描件/${unit}/000${number}.jpg`;
const DROPPED = page('Z109-WS·2011-Y-BGS-0003', 4);
/** Nobody asks for a change of it: it has no finding, and the sample of the first round does not hold it. */
const REPLACED = page('Z110-WS·2012-D10-BGS-0002', 2);

const drop = (path) => `[[change]]\nop = "drop"\npath = "${path}"\n`;
const replace = (path, width) => `[[change]]
op = "replace"
path = "${path}"
with = { image = { format = "jpeg", width = ${width}, height = 2339, dpi = 200, colour = "grey" } }
`;
const recipe = (...changes) => `about = "a round"\nbase = "../demo.toml"\n\n${changes.join('\n')}\n[expect]\nfindings = []\n`;

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: the second round names what remains and what nobody asked for`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);

    await officer.measures(deliveryOf('round-1', recipe(drop(DROPPED))));
    assert.deepEqual(await officer.codes(), ['linkage.pages.countMismatch']);
    await officer.draws('first round');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    const units = await officer.units();
    assert.ok(!units.some((unit) => REPLACED.includes(unit) || DROPPED.includes(unit)), units.join(' '));
    await officer.click('fail-legibility');
    await officer.type('note-legibility', '字迹过淡');
    await officer.seesPages();
    for (const point of ['correspondence', 'description', 'completeness', 'processing']) await officer.click(`pass-${point}`);
    for (let at = 1; at < units.length; at += 1) await officer.passesUnit(at);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'rework');
    await officer.fill('deadline', '2026-12-06');
    await officer.page.waitForFunction(() => document.querySelector('[data-test="outcome"]') !== null);
    await officer.shot('round-1-decision');
    const saved = await officer.signsAndSaves('张三', '市档案馆', PASSPHRASE);
    const first = JSON.parse(readFileSync(saved.report, 'utf8'));
    assert.equal(first.deadline, '2026-12-06');
    assert.equal(first.round, 1);
    const kept = Object.fromEntries(['report', 'signature', 'sums', 'certificate'].map((part) => {
      const file = { report: 'report.json', signature: 'report.json.p7s', sums: 'SHA256SUMS', certificate: 'cert.pem' }[part];
      return [part, fileOf(`${name}-1-${file}`, readFileSync(saved[part]))];
    }));

    const mended = page(units[0], 1);
    const zip = deliveryOf('round-2', recipe(drop(DROPPED), replace(mended, 1655), replace(REPLACED, 1656)));
    await officer.click('step-open');
    // One byte of the first report is another: its signature does not hold.
    const forged = fileOf(`${name}-forged.json`, readFileSync(kept.report, 'utf8').replace('字迹过淡', '字迹清楚'));
    await officer.give('earlier-files', forged, kept.signature, kept.sums);
    await officer.page.waitForSelector('[data-test="earlier"][data-complete="true"]');
    await officer.give('choose-file', zip);
    await officer.page.waitForSelector('[data-test="trouble"][data-kind="earlier"]');
    await officer.click('trouble-close');
    await officer.give('earlier-files', kept.report, kept.certificate);
    await officer.page.waitForFunction((file) => document.querySelector('[data-test="earlier"]').textContent.includes(file), {}, `${name}-1-report.json`);
    await officer.fill('handed-over', '2026-12-07');
    await officer.shot('round-2-open');
    await officer.measures(zip);
    await officer.sees('rework');
    await officer.shot('round-2-findings');
    const codes = await officer.codes();
    for (const code of ['rework.defect.remains', 'rework.change.unasked', 'rework.deadline.missed']) assert.ok(codes.includes(code), codes.join(' '));
    const changes = await officer.page.$$eval('[data-test="change"]', (rows) => rows.map((row) => [row.dataset.path, row.dataset.kind, row.dataset.asked]));
    assert.deepEqual(changes.filter(([, , asked]) => asked === 'false').filter(([path]) => path.startsWith('扫描件')), [[REPLACED, 'altered', 'false']]);
    assert.ok(changes.some(([path, , asked]) => path === mended && asked === 'true'), JSON.stringify(changes));
    const defects = () => officer.page.$$eval('[data-test="defect"]', (rows) => rows.map((row) => [row.dataset.kind, row.dataset.standing]));
    assert.deepEqual((await defects()).sort(), [['finding', 'remains'], ['verdict', 'open']]);

    // What the person found comes up by itself, and is mended once it was seen and passed.
    await officer.draws('second round');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    const again = await officer.units();
    const where = again.indexOf(units[0]);
    for (let at = 0; at < again.length; at += 1) await officer.passesUnit(at);
    if (where < 0) {
      assert.equal(await officer.data('picked-unit', 'unit'), units[0]);
      await officer.passesUnit(0, 'picked-unit');
    }
    await officer.shot('round-2-inspection');
    await officer.click('step-findings');
    assert.deepEqual((await defects()).sort(), [['finding', 'remains'], ['verdict', 'mended']]);
    await officer.click('step-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'rework');
    assert.equal((await officer.gates()).rework, false);
    await officer.click('to-report');
    await officer.sees('report');
    const report = await officer.text('report');
    assert.ok(report.includes(REPLACED));
    assert.match(report, /已用给出的证书核对|held against the certificate/);
    await officer.sees('trend');
    await officer.shot('round-2-report');

    // Opened again without the first round, it would be a first round itself: the page says so.
    await officer.keeps();
    await officer.reload();
    await officer.give('choose-file', zip);
    await officer.page.waitForSelector('[data-test="trouble"][data-kind="roundDiffers"]');
    assert.deepEqual(officer.errors, []);
  });
}
