import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { assemble, closeSafe, forbiddenIn, hashSource, pack, policy } from '../build/assemble.ts';
import { cutMarkup } from '../build/without-markup.ts';
import { withoutStreaming } from '../build/without-streaming.ts';

const page = (script: string): string =>
  assemble({ language: 'zh-CN', title: 't', script, style: 'p{}', embedded: { 'part-core': Buffer.from('core') } });

describe('the assembled page', () => {
  it('names script and style by hash and allows no connection', () => {
    expect(hashSource('')).toBe("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    const html = page('a()');
    expect(html).toContain(policy('a()', 'p{}'));
    expect(policy('a()', 'p{}')).toContain("connect-src 'none'");
    expect(html).not.toContain('unsafe-inline');
  });

  it('has the policy before any script or style', () => {
    const html = page('a()');
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<style|<script/));
  });

  it('cannot be ended by its own script, and hashes what stands there', () => {
    const script = 'x("</script><!-- </SCRIPT>")';
    const html = page(script);
    expect(html.match(/<\/script>/gi)?.length).toBe(2);
    expect(html).toContain(hashSource(closeSafe(script)));
  });

  it('embeds parts that inflate to themselves', () => {
    expect(gunzipSync(Buffer.from(pack(Buffer.from('core')), 'base64')).toString()).toBe('core');
    expect(page('')).toContain(`<script type="text/plain" id="part-core">${pack(Buffer.from('core'))}</script>`);
  });

  it('is the same at every build, also on another system', () => {
    expect(page('a()')).toBe(page('a()'));
    expect(Buffer.from(pack(Buffer.from('core')), 'base64')[9]).toBe(255);
  });
});

describe('ways out and markup', () => {
  it.each([
    'fetch("x")', 'new XMLHttpRequest', 'new window.XMLHttpRequest()', 'new WebSocket(u)', 'new RTCPeerConnection()',
    'navigator.sendBeacon(u)', 'window.open(u)', 'a.innerHTML=b', 'eval(x)', 'new Function("x")', 'importScripts(u)',
  ])('`%s` is refused', (script) => {
    expect(forbiddenIn(script)).not.toEqual([]);
  });

  it('names in a list of things to delete are not refused', () => {
    expect(forbiddenIn('["fetch","WebSocket","open"];shelf.open()')).toEqual([]);
  });

  it('preact of this version loses its markup path', () => {
    const preact = createRequire(import.meta.url).resolve('preact').replace(/preact\.\w+$/, 'preact.mjs');
    const code = readFileSync(preact, 'utf8');
    expect(forbiddenIn(code)).toEqual(['innerHTML', 'dangerouslySetInnerHTML']);
    expect(forbiddenIn(cutMarkup(code))).toEqual([]);
    expect(() => cutMarkup('another preact')).toThrow('exactly once');
  });

  it('wasm-bindgen glue loses its download path', () => {
    expect(forbiddenIn(withoutStreaming('x = fetch(y)'))).toEqual([]);
  });
});
