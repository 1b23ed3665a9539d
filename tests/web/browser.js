// Starts a stock browser with a profile of its own and answers pages that opened the built file from disk.
// The danger: a browser talks on its own account; what it says must not be taken for the page's.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import puppeteer from 'puppeteer-core';

const HERE = import.meta.dirname;

/** The browsers people have, and where Debian puts them. */
export const BROWSERS = {
  chromium: { path: process.env.CHROMIUM ?? '/usr/bin/chromium', from: 'apt-get install chromium' },
  firefox: { path: process.env.FIREFOX ?? '/usr/bin/firefox-esr', from: 'apt-get install firefox-esr' },
};

/** A file a test cannot do without; says how to get it. */
export function needed(path, how) {
  if (!existsSync(path)) throw new Error(`${path} is not there: ${how}`);
  return path;
}

/** The built page. */
export const PAGE = resolve(HERE, process.env.PAGE ?? '../../dist/yanshou.html');

/** Its address as an officer opens it: from disk. */
export function pageUrl() {
  return pathToFileURL(needed(PAGE, 'cargo xtask build')).href;
}

/** Where pictures of the screens go. */
export function shots() {
  const folder = join(HERE, 'shots');
  mkdirSync(folder, { recursive: true });
  return folder;
}

// What the browsers would say of themselves: first-run pages, updates, sync, prefetching.
const CHROMIUM_QUIET = [
  '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic',
];
const FIREFOX_QUIET = {
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.region.network.url': '',
  'browser.safebrowsing.downloads.remote.enabled': false,
  'dom.push.connection.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.server': 'data:,',
};

/**
 * A running browser: `page()` opens the built page, `close()` ends it and drops its profile. With `proxy` (a port on
 * 127.0.0.1) everything it would ask of anyone, loopback included, is asked there.
 */
export async function launch(name, { proxy = null } = {}) {
  const { path, from } = BROWSERS[name];
  needed(path, from);
  const home = mkdtempSync(join(tmpdir(), `yanshou-${name}-`));
  const downloads = join(home, 'downloads');
  mkdirSync(downloads);
  const options = name === 'firefox' ? firefox(downloads, proxy) : chromium(proxy);
  const browser = await puppeteer.launch({
    ...options,
    executablePath: path,
    headless: true,
    userDataDir: join(home, 'profile'),
    defaultViewport: { width: 1366, height: 768 },
  });
  if (name === 'chromium') await allowDownloads(browser, downloads);
  return {
    name,
    downloads,
    version: await browser.version(),
    newPage: () => browser.newPage(),
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function chromium(proxy) {
  const through = proxy === null ? [] : [
    // `<-loopback>`: loopback addresses, too, go through the proxy.
    `--proxy-server=http://127.0.0.1:${proxy}`, '--proxy-bypass-list=<-loopback>',
  ];
  return { args: [...CHROMIUM_QUIET, ...through] };
}

function firefox(downloads, proxy) {
  const through = proxy === null ? {} : {
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': proxy,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': proxy,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
  };
  const extraPrefsFirefox = {
    ...FIREFOX_QUIET,
    // Firefox's own default; puppeteer turns preconnect off, and silence would be puppeteer's.
    'network.http.speculative-parallel-limit': 20,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.useDownloadDir': true,
    'browser.download.always_ask_before_handling_new_types': false,
    'browser.helperApps.neverAsk.saveToDisk':
      'application/json,application/pkcs7-signature,application/x-pem-file,text/csv,application/octet-stream',
    ...through,
  };
  return { browser: 'firefox', extraPrefsFirefox };
}

/** Holds for as long as the session does, which is not detached therefore. */
async function allowDownloads(browser, downloadPath) {
  const session = await browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath });
}
