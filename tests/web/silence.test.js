// "No data leaves" (DESIGN §5), three times over: nobody hears a whole journey; script that someone got into the page
// finds the ways out gone or blocked; and the shipped file holds nothing that would use one. Each with a control.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { BROWSERS, launch, needed, PAGE } from './browser.js';
import { delivery, fileOf } from './delivery.js';
import { tcpEar, udpEar } from './listeners.js';
import { Officer } from './page-object.js';
import { LEAVING, TCP_WAYS, UDP_WAYS } from './ways-out.js';

const PLAIN = '<!doctype html><html><head><meta charset="utf-8"><title>control</title></head><body></body></html>';

/**
 * What script inside our page can still do, because no page can forbid it to a browser: no directive of CSP covers
 * preconnect or going elsewhere, and a fresh window brings a fresh `open` and RTCPeerConnection (Chromium 156 sends
 * STUN for it). Hence the static test below: the shipped file does none of it, and CSP by hash lets no other script in.
 */
const NO_PAGE_CAN_STOP = new Set(['preconnect', 'fresh window, RTCPeerConnection', ...Object.keys(LEAVING)]);

/**
 * Where Chromium 156 connects before it asks the policy, then drops the navigation: a connection without one byte.
 */
const CONNECTED_ONLY = new Set(['preconnect', 'form', 'iframe']);

/**
 * To whom the browsers speak of themselves, whatever page is open and at a time of their own: components, models,
 * settings. The page holds none of these names (static test).
 */
const BROWSERS_OWN = ['.google.com', '.googleapis.com', '.gvt1.com', '.mozilla.com', '.mozilla.net', '.mozilla.org'];

const HEARD_IN_BOTH = [
  'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'sendBeacon', 'img.src', 'script', 'stylesheet', 'preconnect',
  'form', 'iframe', 'dynamic import', 'worker, fetch', ...Object.keys(LEAVING),
];

// What a plain page is heard doing, at the least: without it, the silence above would prove nothing.
const CONTROL = {
  chromium: [...HEARD_IN_BOTH, 'RTCPeerConnection', 'fresh window, RTCPeerConnection'],
  firefox: HEARD_IN_BOTH, // ESR 153 sends no STUN to loopback
};

/** Tries every way in this page; answers what each said and what its ear heard. The page may be gone afterwards. */
async function tryAll(page) {
  const results = {};
  const ears = [];
  for (const [ways, newEar] of [[TCP_WAYS, tcpEar], [UDP_WAYS, udpEar], [LEAVING, tcpEar]]) {
    for (const [way, attempt] of Object.entries(ways)) {
      const ear = await newEar();
      ears.push(ear);
      const threw = (error) => `threw: ${error.message.split('\n')[0].slice(0, 100)}`;
      const said = await page.evaluate(attempt, ear.port).catch(threw);
      results[way] = { said, heard: ear.heard };
    }
    // Connections are made at once on loopback; STUN repeats within half a second.
    await new Promise((done) => { setTimeout(done, 1500); });
  }
  await Promise.all(ears.map((ear) => ear.close()));
  return results;
}

/** Names of the ways that were heard. */
function heard(results) {
  return Object.entries(results).filter(([, one]) => one.heard.length > 0).map(([way]) => way);
}

for (const name of Object.keys(BROWSERS)) {
  test(`${name}: a whole journey asks nothing of anyone`, async (t) => {
    const proxy = await tcpEar();
    t.after(() => proxy.close());
    const browser = await launch(name, { proxy: proxy.port });
    t.after(() => browser.close());

    const control = await browser.newPage();
    await control.goto(pathToFileURL(fileOf('control.html', PLAIN)).href);
    await control.evaluate(() => fetch('http://control.invalid/asked').catch(() => 0));
    await control.evaluate(() => fetch('http://127.0.0.1:49151/asked').catch(() => 0));
    await control.close();
    const asked = proxy.heard.filter((line) => line.includes('/asked'));
    const addresses = asked.map((line) => line.split(' ')[1]).sort();
    assert.deepEqual(addresses, ['http://127.0.0.1:49151/asked', 'http://control.invalid/asked']);
    proxy.heard.length = 0;

    const officer = await Officer.at(browser);
    await officer.measures(delivery('base/three-items'));
    await officer.draws('silence');
    await officer.click('to-inspection');
    await officer.type('inspector', '张三');
    for (let at = 0; at < (await officer.units()).length; at += 1) await officer.passesUnit(at);
    await officer.click('to-attestations');
    await officer.attestsAll('李四');
    await officer.click('to-decision');
    assert.equal(await officer.decides(), 'accept');
    await officer.click('to-signing');
    await officer.makesIdentity('张三', '市档案馆', 'silence itself');
    await officer.signs();
    await officer.saves('save-report');
    await officer.click('to-report');
    await officer.sees('report');
    const own = (line) => BROWSERS_OWN.some((host) => line.startsWith('CONNECT ') && line.endsWith(`${host}:443 HTTP/1.1`));
    assert.deepEqual(proxy.heard.filter((line) => !own(line)), []);
  });

  test(`${name}: script in the page finds no way out that a page can close`, async (t) => {
    const browser = await launch(name);
    t.after(() => browser.close());
    const control = await browser.newPage();
    await control.goto(pathToFileURL(fileOf('control.html', PLAIN)).href);
    const plain = await tryAll(control);
    const deaf = CONTROL[name].filter((way) => !heard(plain).includes(way));
    assert.deepEqual(deaf, [], JSON.stringify(plain));
    await control.close();

    const officer = await Officer.at(browser);
    const ours = await tryAll(officer.page);
    for (const [way, one] of Object.entries(ours)) t.diagnostic(`${way}: ${one.said}; heard ${JSON.stringify(one.heard)}`);
    const silent = (way) => ours[way].heard.every((one) => CONNECTED_ONLY.has(way) && one === '(connected)');
    assert.deepEqual(heard(ours).filter((way) => !NO_PAGE_CAN_STOP.has(way) && !silent(way)), []);
    assert.ok(silent('preconnect'));
    for (const way of ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'sendBeacon', 'window.open', 'RTCPeerConnection']) {
      assert.equal(ours[way].said, 'gone', way);
    }
  });
}

/** The parts of the built file: the HTML, its scripts, the worker's script, the wasm. */
function built() {
  const html = readFileSync(needed(PAGE, 'cargo xtask build'), 'utf8');
  const inert = (id) => gunzipSync(Buffer.from(html.match(new RegExp(`id="${id}">([^<]*)</script>`))[1], 'base64'));
  const script = html.match(/<script>([\s\S]*?)<\/script>/)[1];
  return { html, script, worker: inert('part-worker').toString('utf8'), wasm: inert('part-core') };
}

test('the policy names the one script and the one style by hash and lets nothing else in', () => {
  const { html, script } = built();
  const [, text] = html.match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/);
  const policy = new Map(text.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]));
  const hash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  assert.deepEqual(policy.get('script-src'), [hash, "'wasm-unsafe-eval'", 'blob:']);
  assert.deepEqual(policy.get('style-src').filter((one) => !/^'sha256-[\w+/]+='$/.test(one)), []);
  for (const none of ['default-src', 'connect-src', 'form-action', 'base-uri', 'frame-src', 'object-src']) {
    assert.deepEqual(policy.get(none), ["'none'"], none);
  }
  assert.doesNotMatch(text, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.ok(html.indexOf('Content-Security-Policy') < html.indexOf('<script'), 'the policy stands before any script');
});

test('the shipped file holds no way out and no way from text to markup', () => {
  const { html, script, worker, wasm } = built();
  const forbidden = [
    /preconnect/, /prefetch/, /RTCPeerConnection\(/, /XMLHttpRequest\(/, /WebSocket\(/, /EventSource\(/, /\bfetch\s*\(/,
    /sendBeacon\s*\(/, /(?:inner|outer)HTML/, /insertAdjacentHTML/, /document\.write/, /\beval\s*\(/, /\bFunction\s*\(/,
    /iframe/i, /importScripts\s*\(/, /contentWindow/, /_blank/, /\.click\s*\(/, /\blocation\b/,
    /\b(?:window|self|globalThis|top|parent)\.open\b/,
  ];
  const found = (text) => forbidden.filter((one) => one.test(text)).map(String);
  assert.equal(found('new XMLHttpRequest(); fetch("x"); a.innerHTML = b; link.rel = "preconnect"').length, 4);
  assert.deepEqual(found(script), []);
  // wasm-bindgen's glue reads the address of its own script; a worker has no way to change it.
  assert.deepEqual(found(worker.replace('new URL(document.currentScript.src, location.href)', '')), []);
  const addresses = [html, worker].flatMap((text) => text.match(/\b(?:https?|wss?|stun):\/?\/?[\w.-]+/g) ?? []);
  // Names of namespaces, which nobody asks for.
  assert.deepEqual([...new Set(addresses)].filter((one) => one !== 'http://www.w3.org'), []);
  const everything = [html, worker, wasm.toString('latin1')].join('\n');
  assert.deepEqual(BROWSERS_OWN.filter((host) => everything.includes(host.slice(1))), []);
  const tags = html.replace(script, '').match(/<(?:script|link|img|iframe|style|a)\b[^>]*>/g);
  assert.deepEqual(tags.filter((tag) => /\s(?:src|href)=/.test(tag)), ['<link rel="icon" href="data:,">']);
});

test('the core imports nothing but memory, errors and the reading of the chosen file', () => {
  const allowed = new Set([
    '__wbg_new_from_slice', '__wbg_length', '__wbg_prototypesetcall', '__wbg_new', '__wbg_get', '__wbg_set', '__wbg_call',
    '__wbg___wbindgen_throw', '__wbg___wbindgen_string_get', '__wbg_readAt', '__wbindgen_init_externref_table',
    '__wbindgen_generic',
  ]);
  // Without wasm-bindgen's hash at the end.
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(built().wasm))
    .map(({ module, name, kind }) => ({ module, kind, name: name.replace(/_[0-9a-f]{16}$/, '') }));
  assert.ok(imports.length > 0);
  const known = (one) => one.module === './yanshou_bg.js' && one.kind === 'function' && allowed.has(one.name);
  assert.deepEqual(imports.filter((one) => !known(one)), []);
});
