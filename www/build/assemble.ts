// Joins script, styles and inert parts into one HTML text under a content security policy that names them by
// hash. Pure. The danger: a `</script>` inside a part would end its tag and turn the rest into markup.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** What goes into the page. */
export interface Parts {
  /** Language tag of the document. */
  language: string;
  title: string;
  /** Classic script of the page. */
  script: string;
  style: string;
  /** Parts by element id; gzip + base64 in inert script tags, inflated at start. */
  embedded: Record<string, Uint8Array>;
}

/** CSP source expression of an inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** Script text that cannot end its tag nor open an HTML comment; same meaning to the script engine. */
export function closeSafe(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

/** The policy: nothing but what is in this file, and no way out (DESIGN §5). */
export function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)} 'wasm-unsafe-eval' blob:`,
    'worker-src blob:',
    `style-src ${hashSource(style)}`,
    'img-src blob: data:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** gzip, then base64; the same bytes on every machine. */
export function pack(bytes: Uint8Array): string {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 255; // the header's "operating system" byte differs between build machines otherwise
  return packed.toString('base64');
}

/** What must not stand in any script we ship: each is a way out of the page or a way from text to markup. */
const FORBIDDEN: [RegExp, string][] = [
  [/\bfetch\s*\(/, 'fetch('],
  [/\bnew\s+(?:\w+\.)?XMLHttpRequest\b/, 'new XMLHttpRequest'],
  [/\bnew\s+(?:\w+\.)?WebSocket\b/, 'new WebSocket'],
  [/\bnew\s+(?:\w+\.)?EventSource\b/, 'new EventSource'],
  [/\bnew\s+(?:\w+\.)?RTCPeerConnection\b/, 'new RTCPeerConnection'],
  [/\bsendBeacon\s*\(/, 'sendBeacon('],
  [/\b(?:window|globalThis|self)\.open\s*\(/, 'window.open('],
  [/\b(?:inner|outer)HTML\b/, 'innerHTML'],
  [/\binsertAdjacentHTML\b/, 'insertAdjacentHTML'],
  [/\bdocument\.write\b/, 'document.write'],
  [/dangerouslySet/, 'dangerouslySetInnerHTML'],
  [/\beval\s*\(/, 'eval('],
  [/\bnew\s+Function\s*\(/, 'new Function('],
  [/\bimportScripts\s*\(/, 'importScripts('],
];

/** Names of the forbidden things that stand in a script. */
export function forbiddenIn(script: string): string[] {
  return FORBIDDEN.filter(([pattern]) => pattern.test(script)).map(([, name]) => name);
}

/** The whole document. */
export function assemble(parts: Parts): string {
  const script = closeSafe(parts.script);
  if (/<\/style/i.test(parts.style)) throw new Error('the style sheet would end its own tag');
  const inert = Object.entries(parts.embedded)
    .map(([id, bytes]) => `<script type="text/plain" id="${id}">${pack(bytes)}</script>`)
    .join('\n');
  return `<!doctype html>
<html lang="${parts.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, parts.style)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${parts.title}</title>
<style>${parts.style}</style>
</head>
<body>
<div id="app"></div>
<noscript>本页需要 JavaScript。This page needs JavaScript.</noscript>
${inert}
<script>${script}</script>
</body>
</html>
`;
}
