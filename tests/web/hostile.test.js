// What a hostile or clumsy hand may choose: the page answers each with findings or a clear refusal, takes no text for
// markup, and goes on to the next delivery.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { BROWSERS, launch } from './browser.js';
import { delivery, deliveryOf, fileOf, rawZip } from './delivery.js';
import { Officer } from './page-object.js';

// Runs if it ever becomes an element.
const MARKUP = '<img src=x onerror=document.title=1>';
const TURNED = 'report\u202egpj.exe'; // U+202E: shown as `reportexe.jpg`

const CLIMBING = [['../../evil', 'x'], ['/etc/passwd', 'x'], ['C:\\evil.exe', 'x']];
const MARKUP_NAMES = [[`${MARKUP}.jpg`, 'x'], ['"><script>document.title=1</script>', 'x'], [TURNED, 'x']];

const MARKUP_INSIDE = `
about = "a file name and all titles are markup"
base = "../base/three-items.toml"
[[change]]
op = "add"
before = "sha256.txt"
entry = { path = "工作文件/${MARKUP}.txt", text = "x" }
${[3, 4, 5].map((row) => `[[change]]\nop = "set-cell"\nrow = ${row}\ncol = "题名"\nto = "${MARKUP}"`).join('\n')}
[expect]
findings = []
`;

/** What is chosen, and a code that must be among its findings. */
function choices() {
  const sound = readFileSync(delivery('base/three-items'));
  const sevenZip = Buffer.from('377abcaf271c0004', 'hex');
  return [
    ['no bytes', fileOf('no-bytes.zip', Buffer.alloc(0)), 'package.container.empty'],
    ['cut in half', fileOf('cut.zip', sound.subarray(0, sound.length / 2)), 'package.container.truncated'],
    ['last byte missing', fileOf('last-byte.zip', sound.subarray(0, -1)), 'package.container.truncated'],
    ['a text named .zip', fileOf('text.zip', '这不是压缩包\n'.repeat(40)), 'package.container.notZip'],
    ['a 7z named .zip', fileOf('seven.zip', Buffer.concat([sevenZip, Buffer.alloc(500, 7)])), 'package.container.notZip'],
    ['names that climb out', fileOf('climb.zip', rawZip(CLIMBING)), 'package.path.unsafe'],
    ['names that are markup', fileOf('markup.zip', rawZip(MARKUP_NAMES)), 'package.path.unsafe'],
    ['one name twice', fileOf('twice.zip', rawZip([['a.txt', 'one'], ['a.txt', 'two']])), 'package.path.duplicate'],
    ['an encrypted entry', delivery('package/fail-encrypted-by-pkware'), 'package.entry.encrypted'],
    ['a bomb', delivery('package/fail-bomb'), 'package.bomb.ratio'],
    ['nine terabytes promised', delivery('package/fail-promises-nine-terabytes'), 'package.bomb.total'],
  ];
}

/** No text became an element, nothing ran, nothing was thrown. */
async function unharmed(officer, title) {
  assert.equal(await officer.page.$$eval('#app img, #app script', (list) => list.length), 0);
  assert.equal(await officer.page.title(), title);
  assert.deepEqual(officer.errors, []);
}

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: every hostile file gets an answer, and the next delivery is taken`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);
    const title = await officer.page.title();
    const all = choices();
    assert.equal(new Set(all.map(([, path]) => path)).size, all.length);
    for (const [what, path, expected] of all) {
      await t.test(what, async (it) => {
        await officer.click('step-open');
        await officer.measures(path);
        const codes = await officer.codes();
        it.diagnostic(codes.join(' '));
        assert.ok(codes.includes(expected), codes.join(' '));
        await unharmed(officer, title);
      });
    }
    await officer.shot('hostile');
    await officer.click('step-open');
    await officer.measures(delivery('base/three-items'));
    assert.deepEqual(await officer.codes(), []);
  });

  test(`${name}: a title that is markup stands in the sample as the text it is`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);
    const title = await officer.page.title();
    await officer.measures(deliveryOf('markup-inside', MARKUP_INSIDE));
    await officer.draws('<b>1</b>');
    assert.ok((await officer.text('sample')).includes(MARKUP));
    await unharmed(officer, title);
    await officer.click('to-inspection');
    await officer.type('inspector', MARKUP);
    await officer.passesUnit(0);
    const row = await officer.page.$eval('.row-fields', (element) => element.textContent);
    assert.ok(row.includes(MARKUP));
    await officer.click('to-attestations');
    await officer.attestsAll(MARKUP);
    await officer.click('to-decision');
    await officer.decides();
    await officer.click('to-report');
    await officer.sees('report');
    assert.ok((await officer.text('report')).includes(MARKUP));
    await unharmed(officer, title);
    // Leaving before that, one would be asked whether one means to.
    await officer.keeps();
    // What would have happened: the same text, taken for markup, does become an element and runs.
    const control = fileOf('control.html', `<!doctype html><title>control</title>${MARKUP}`);
    await officer.page.goto(pathToFileURL(control).href);
    await officer.page.waitForFunction(() => document.title === '1');
  });
}
