// The officer's moves on the page, by its `data-test` names (www/README.md). A move that meets the page's bad news
// fails with what the page says.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { pageUrl, shots } from './browser.js';

// Generous: two cores may be shared with a build. Nothing is asserted about speed.
const PATIENCE = { timeout: Number(process.env.PATIENCE_MS ?? 120_000) };

const named = (name) => `[data-test="${name}"]`;

export class Officer {
  /** What the page threw and nobody caught. */
  errors = [];

  constructor(browser, page) {
    this.browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** An officer before the first screen. */
  static async at(browser) {
    const officer = new Officer(browser, await browser.newPage());
    await officer.page.goto(pageUrl());
    await officer.#started();
    return officer;
  }

  /** Waits until the page says that everything entered is kept. */
  keeps() {
    return this.sees('kept', '[data-kept="yes"]');
  }

  async reload() {
    await this.page.reload();
    await this.#started();
  }

  #started() {
    return this.sees('choose-file', ':not([disabled])');
  }

  /** Waits until the thing is there; the page's bad news ends the wait. */
  async sees(name, more = '') {
    const which = await this.page.waitForFunction(
      (wanted, trouble) => (document.querySelector(wanted) ? 'it' : document.querySelector(trouble)?.textContent),
      PATIENCE, named(name) + more, named('trouble'),
    ).then((handle) => handle.jsonValue(), (error) => assert.fail(`no ${name}${more}: ${error.message}`));
    assert.equal(which, 'it', `the page gave bad news instead of ${name}`);
  }

  /** Whether it is there now. */
  has(name, more = '') {
    return this.page.$(named(name) + more).then((found) => found !== null);
  }

  text(name) {
    return this.page.$eval(named(name), (element) => element.textContent);
  }

  data(name, key) {
    return this.page.$eval(named(name), (element, which) => element.dataset[which], key);
  }

  value(name) {
    return this.page.$eval(named(name), (element) => element.value);
  }

  async click(name) {
    await this.sees(name, ':not([disabled])');
    await this.page.$eval(named(name), (element) => element.scrollIntoView({ block: 'center' }));
    await this.page.click(named(name));
  }

  async type(name, text) {
    await this.sees(name);
    await this.page.$eval(named(name), (element) => element.scrollIntoView({ block: 'center' }));
    await this.page.click(named(name));
    await this.page.type(named(name), text);
  }

  async give(name, ...files) {
    await this.sees(name);
    await (await this.page.$(named(name))).uploadFile(...files);
  }

  async shot(name) {
    await this.page.screenshot({ path: join(shots(), `${this.browser.name}-${name}.png`) });
  }

  /** Sets a field that typing would only append to, as picking a date does; the page hears of it. */
  async fill(name, text) {
    await this.sees(name);
    await this.page.$eval(named(name), (element, value) => {
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value').set.call(element, value);
      for (const kind of ['input', 'change']) element.dispatchEvent(new Event(kind, { bubbles: true }));
    }, text);
  }

  /** Chooses a delivery and waits for its findings. */
  async measures(zip) {
    await this.give('choose-file', zip);
    await this.sees('ledger');
  }

  /** The codes of the findings that are shown, in their order. */
  codes() {
    return this.page.$$eval(named('finding'), (list) => list.map((one) => one.dataset.code));
  }

  async draws(nonce) {
    await this.click('to-sample');
    await this.type('nonce', nonce);
    await this.click('draw');
    await this.sees('drawn');
  }

  /** The archival codes of the sample, in the order of the list. */
  units() {
    return this.page.$$eval(named('unit'), (list) => list.map((one) => one.dataset.unit));
  }

  /** Turns to unit `at` of the sample, or with `picked-unit` to one picked beside it. */
  async turnsTo(at, list = 'unit') {
    const [handle] = (await this.page.$$(named(list))).slice(at);
    await handle.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await handle.click();
  }

  /** Sees every page of unit `at` and passes it; answers how many pages there were. */
  async passesUnit(at, list = 'unit') {
    await this.turnsTo(at, list);
    const pages = await this.seesPages();
    await this.click('pass-all');
    return pages;
  }

  /** Sees every page of the unit that is shown; answers how many there were. */
  async seesPages() {
    let pages = 0;
    for (let last = null; ;) {
      last = await this.#nextPainted(last);
      await this.seesAllOfPage();
      pages += 1;
      if (!await this.has('page-next', ':not([disabled])')) break;
      await this.click('page-next');
    }
    return pages;
  }

  /** Goes through the page that is shown, a screenful at a time, until it counts as seen or never can. */
  async seesAllOfPage() {
    const standing = named('page-standing');
    const settled = (more) => this.page.waitForFunction(
      (where, onward, again) => {
        const owed = document.querySelector(where)?.dataset.owed;
        return owed === 'nothing' || owed === 'unreadable' || (again && document.querySelector(onward) !== null) ? owed : null;
      }, PATIENCE, standing, named('onward'), more,
    ).then((handle) => handle.jsonValue());
    // An A4 page is two or three screenfuls; twenty would mean that nothing moves.
    for (let screens = 0; screens < 20; screens += 1) {
      const owed = await settled(true);
      if (owed === 'nothing' || owed === 'unreadable') return;
      await this.page.click(named('onward')).catch(() => undefined); // gone, when this was the last
    }
    await settled(false);
  }

  /** Waits until a page other than `last` is painted, and answers its name. */
  async #nextPainted(last) {
    const handle = await this.page.waitForFunction(
      (viewer, before) => {
        const shown = document.querySelector(viewer)?.dataset.shown;
        return shown && shown !== before ? shown : null;
      },
      PATIENCE, named('viewer'), last,
    );
    return handle.jsonValue();
  }

  /** Attests and confirms everything under one name; names the reviewer, unless there is one. */
  async attestsAll(name, reviewer = '王五') {
    await this.sees('people-reviewer');
    if (await this.value('people-reviewer') === '') await this.type('people-reviewer', reviewer);
    const starting = (start) => this.page.$$(`fieldset [data-test^="${start}"]`);
    for (const field of [...await starting('attest-by-'), ...await starting('confirm-by-')]) {
      await field.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await field.type(name);
    }
    for (const radio of [...await starting('attest-'), ...await starting('confirm-')]) {
      if (await radio.evaluate((element) => element.type !== 'radio')) continue;
      await radio.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await radio.click();
    }
  }

  /** The outcome after `decide`. */
  async decides() {
    await this.click('decide');
    await this.sees('outcome');
    return this.data('outcome', 'outcome');
  }

  /** Whether each gate is met, by its name: `true`, `false`, or `null` for open. */
  gates() {
    return this.page.$$eval('[data-gate]', (rows) => Object.fromEntries(rows.map((row) => [row.dataset.gate, JSON.parse(row.dataset.met)])));
  }

  /** Signs, and answers the paths of what was saved. */
  async signsAndSaves(name, organisation, passphrase) {
    await this.click('to-signing');
    if (await this.has('identity-create')) await this.makesIdentity(name, organisation, passphrase);
    else await this.type('passphrase', passphrase);
    await this.signs();
    const saved = {};
    for (const part of ['report', 'signature', 'certificate', 'sums']) saved[part] = await this.saves(`save-${part}`);
    return saved;
  }

  async makesIdentity(name, organisation, passphrase) {
    await this.sees('identity-name');
    if (await this.value('identity-name') === '') await this.type('identity-name', name);
    await this.type('identity-organisation', organisation);
    await this.type('passphrase', passphrase);
    await this.type('passphrase-again', passphrase);
    await this.click('identity-create');
    await this.sees('sign');
  }

  async signs() {
    await this.click('sign');
    await this.sees('signed');
  }

  /** Presses a save link and answers the path of the file the browser wrote. */
  async saves(name) {
    const file = await this.page.$eval(named(name), (element) => element.download);
    const path = join(this.browser.downloads, file);
    assert.ok(!existsSync(path), `${file} is there before it was saved`);
    await this.click(name);
    await written(path);
    return path;
  }

  /** The verdict on a report and what goes with it. */
  async checks(...files) {
    // The result before may name the same files and more, so it has to go first.
    const before = await this.page.evaluate((result) => document.querySelector(result)?.textContent ?? '', named('check-result'));
    await this.give('choose-check', ...files);
    await this.page.waitForFunction(
      (result, names, was) => {
        const text = document.querySelector(result)?.textContent ?? '';
        return text !== was && names.every((one) => text.includes(one));
      },
      PATIENCE, named('check-result'), files.map((file) => file.split('/').at(-1)), before,
    );
    return this.data('check-result', 'verdict');
  }
}

/** Waits until a download is complete: there, not empty, and no longer growing. */
async function written(path) {
  for (let size = -1, tries = 0; tries < 300; tries += 1) {
    await new Promise((done) => { setTimeout(done, 100); });
    const now = existsSync(path) ? statSync(path).size : -1;
    if (now > 0 && now === size) return readFileSync(path);
    size = now;
  }
  return assert.fail(`${path} was not saved`);
}
