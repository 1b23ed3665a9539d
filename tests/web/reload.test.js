// A reload loses nothing, and what is kept for it can be read by nobody who does not hold the delivery: under file://
// every local page shares the browser's storage (DESIGN §5).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { BROWSERS, launch } from './browser.js';
import { delivery } from './delivery.js';
import { Officer } from './page-object.js';

const INSPECTOR = '欧阳验收员';
const NONCE = 'nonce 81477';
const PASSPHRASE = 'never to be stored 57';

/** Everything the page's origin keeps, as bytes: each string in UTF-8, each buffer as it is. Runs in the page. */
async function storage() {
  const kept = [];
  const bytesOf = (value) => {
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return null;
  };
  const keep = (value) => {
    const bytes = bytesOf(value);
    if (bytes !== null) kept.push([...bytes]);
    else if (typeof value === 'object' && value !== null) Object.entries(value).flat().forEach(keep);
    else kept.push([...new TextEncoder().encode(String(value))]);
  };
  const settled = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    keep(name);
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store);
      keep(await settled(records.getAllKeys()));
      keep(await settled(records.getAll()));
    }
    database.close();
  }
  for (const one of [localStorage, sessionStorage]) keep({ ...one });
  keep(document.cookie);
  keep(history.state ?? '');
  return kept;
}

/** What stands readably in storage, of these. */
async function readable(officer, secrets) {
  const kept = (await officer.page.evaluate(storage)).map((bytes) => Buffer.from(bytes));
  const found = secrets.filter((secret) => [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')]
    .some((form) => kept.some((bytes) => bytes.includes(form))));
  return { found, bytes: kept.reduce((sum, one) => sum + one.length, 0) };
}

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: a reload brings every entry back, and storage tells nobody`, async (t) => {
    const zip = delivery('base/three-items');
    const browser = await launch(name);
    t.after(() => browser.close());
    const officer = await Officer.at(browser);

    await officer.measures(zip);
    const digest = (await officer.text('digest')).match(/[0-9a-f]{64}/)[0];
    await officer.draws(NONCE);
    await officer.click('to-inspection');
    await officer.type('inspector', INSPECTOR);
    const units = await officer.units();
    await officer.passesUnit(0);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.keeps();

    // Seen to find what is there: what the test itself puts down is found.
    await officer.page.evaluate(() => localStorage.setItem('control', 'plain as day'));
    assert.deepEqual((await readable(officer, ['plain as day'])).found, ['plain as day']);
    await officer.page.evaluate(() => localStorage.removeItem('control'));

    const secrets = [INSPECTOR, NONCE, '李四', digest, ...units, 'Z109', 'inspector', 'verdicts'];
    const kept = await readable(officer, secrets);
    assert.deepEqual(kept.found, []);
    assert.ok(kept.bytes > 500, `a draft is there, not ${kept.bytes} bytes`);

    await officer.reload();
    await officer.measures(zip);
    await officer.sees('restored');
    await officer.shot('reload-restored');
    await officer.click('step-inspection');
    assert.equal(await officer.value('inspector'), INSPECTOR);
    assert.deepEqual(await officer.units(), units);
    assert.equal(await officer.data('unit', 'standing'), 'passed');
    await officer.click('step-sample');
    assert.equal(await officer.value('nonce'), NONCE);
    await officer.click('step-decision');
    assert.equal(await officer.decides(), 'accept');

    await officer.click('to-signing');
    await officer.makesIdentity(INSPECTOR, '市档案馆', PASSPHRASE);
    await officer.signs();
    const identity = readFileSync(await officer.saves('save-identity'), 'utf8');
    await officer.keeps();
    const lines = identity.split('\n').filter((line) => line.length > 20);
    assert.ok(lines.length > 5, identity);
    const der = [...identity.matchAll(/-----BEGIN [A-Z ]+-----\n([^-]+)-----END/g)]
      .map(([, body]) => Buffer.from(body, 'base64'));
    assert.ok(der.length > 0);
    const more = [...lines, PASSPHRASE, 'PRIVATE KEY', '市档案馆'];
    assert.deepEqual((await readable(officer, [...secrets, ...more])).found, []);
    const raw = (await officer.page.evaluate(storage)).map((bytes) => Buffer.from(bytes));
    // The end of each part of the identity file, as it would lie there decoded.
    for (const one of der) assert.ok(raw.every((bytes) => !bytes.includes(one.subarray(-32))));
    assert.deepEqual(officer.errors, []);

    // Another delivery opens nothing of this one.
    await officer.reload();
    await officer.measures(delivery('base/three-items-tiff'));
    assert.equal(await officer.has('restored'), false);
  });
}
