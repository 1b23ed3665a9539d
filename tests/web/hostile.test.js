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

/** What is chosen; each must come to a finding or to a refusal. */
function choices() {
  const sound = readFileSync(delivery('base/three-items'));
  const sevenZip = Buffer.from('377abcaf271c0004', 'hex');
  return [
    ['no bytes', fileOf('no-bytes.zip', Buffer.alloc(0))],
    ['cut in half', fileOf('cut.zip', sound.subarray(0, sound.length / 2))],
    ['last byte missing', fileOf('last-byte.zip', sound.subarray(0, -1))],
    ['a text named .zip', fileOf('text.zip', '这不是压缩包\n'.repeat(40))],
    ['a 7z named .zip', fileOf('seven.zip', Buffer.concat([sevenZip, Buffer.alloc(500, 7)]))],
    ['names that climb out', fileOf('climb.zip', rawZip([['../../evil', 'x'], ['/etc/passwd', 'x'], ['C:\\evil.exe', 'x']]))],
    ['names that are markup', fileOf('markup.zip', rawZip([[`${MARKUP}.jpg`, 'x'], [`"><script>document.title=1</script>`, 'x'], [TURNED, 'x']]))],
    ['one name twice', fileOf('twice.zip', rawZip([['a.txt', 'one'], ['a.txt', 'two']]))],
    ['an encrypted entry', delivery('package/fail-encrypted-by-pkware')],
    ['a bomb', delivery('package/fail-bomb')],
    ['nine terabytes promised', delivery('package/fail-promises-nine-terabytes')],
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
    for (const [what, path] of all) {
      await t.test(what, async (it) => {
        await officer.click('step-open');
        const answer = await officer.tries(path);
        if (answer === 'findings') {
          const codes = await officer.page.$$eval('[data-test="finding"]', (list) => list.map((one) => one.dataset.code));
          it.diagnostic(codes.join(' '));
          assert.ok(codes.length > 0, 'judged without a finding');
        } else {
          const said = await officer.text('trouble');
          it.diagnostic(said);
          assert.notEqual(await officer.data('trouble', 'kind'), 'unexpected', said);
        }
        await unharmed(officer, title);
        if (await officer.has('trouble-close')) await officer.click('trouble-close');
      });
    }
    await officer.shot('hostile');
    await officer.click('step-open');
    await officer.measures(delivery('base/three-items'));
    assert.equal(await officer.page.$$eval('[data-test="finding"]', (list) => list.length), 0);
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
    assert.ok((await officer.page.$eval('.row-fields', (element) => element.textContent)).includes(MARKUP));
    await officer.click('to-attestations');
    await officer.attestsAll(MARKUP);
    await officer.click('to-decision');
    await officer.decides();
    await officer.click('to-report');
    await officer.sees('report');
    assert.ok((await officer.text('report')).includes(MARKUP));
    await unharmed(officer, title);
    // What would have happened: the same text, taken for markup, does become an element and runs.
    await officer.page.goto(pathToFileURL(fileOf('control.html', `<!doctype html><title>control</title>${MARKUP}`)).href);
    await officer.page.waitForFunction(() => document.title === '1');
  });
}
