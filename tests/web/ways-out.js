// Every way we know by which script in a page can make a browser send something. Each function runs in the page with
// the port of an ear of its own, and answers `gone` when the API is not there, or what became of the attempt.

/** TCP ways, by name. */
export const TCP_WAYS = {
  fetch: (port) => (globalThis.fetch === undefined ? 'gone'
    : fetch(`http://127.0.0.1:${port}/fetch`).then(() => 'sent', (error) => `refused: ${error.message}`)),
  XMLHttpRequest: (port) => {
    if (globalThis.XMLHttpRequest === undefined) return 'gone';
    const request = new XMLHttpRequest();
    request.open('GET', `http://127.0.0.1:${port}/xhr`);
    request.send();
    return 'tried';
  },
  WebSocket: (port) => {
    if (globalThis.WebSocket === undefined) return 'gone';
    new WebSocket(`ws://127.0.0.1:${port}/socket`);
    return 'tried';
  },
  EventSource: (port) => {
    if (globalThis.EventSource === undefined) return 'gone';
    new EventSource(`http://127.0.0.1:${port}/events`);
    return 'tried';
  },
  sendBeacon: (port) => (navigator.sendBeacon === undefined ? 'gone'
    : String(navigator.sendBeacon(`http://127.0.0.1:${port}/beacon`, 'x'))),
  'window.open': (port) => {
    if (typeof globalThis.open !== 'function') return 'gone';
    globalThis.open(`http://127.0.0.1:${port}/open`);
    return 'tried';
  },
  'img.src': (port) => {
    new Image().src = `http://127.0.0.1:${port}/img`;
    return 'tried';
  },
  'style background': (port) => {
    document.body.style.setProperty('background-image', `url(http://127.0.0.1:${port}/css)`);
    return 'tried';
  },
  script: (port) => {
    const script = document.createElement('script');
    script.src = `http://127.0.0.1:${port}/script`;
    document.head.append(script);
    return 'tried';
  },
  stylesheet: (port) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `http://127.0.0.1:${port}/style`;
    document.head.append(link);
    return 'tried';
  },
  prefetch: (port) => {
    const link = document.createElement('link');
    link.rel = 'prefetch';
    link.href = `http://127.0.0.1:${port}/prefetch`;
    document.head.append(link);
    return 'tried';
  },
  preconnect: (port) => {
    const link = document.createElement('link');
    link.rel = 'preconnect';
    link.href = `http://127.0.0.1:${port}`;
    document.head.append(link);
    return 'tried';
  },
  form: (port) => {
    const frame = document.createElement('iframe');
    frame.name = 'target';
    const form = document.createElement('form');
    form.action = `http://127.0.0.1:${port}/form`;
    form.target = 'target';
    document.body.append(frame, form);
    form.submit();
    return 'tried';
  },
  iframe: (port) => {
    const frame = document.createElement('iframe');
    frame.src = `http://127.0.0.1:${port}/iframe`;
    document.body.append(frame);
    return 'tried';
  },
  'dynamic import': (port) => import(`http://127.0.0.1:${port}/module.js`)
    .then(() => 'sent', (error) => `refused: ${error.message}`),
  'worker, fetch': (port) => {
    const text = `fetch("http://127.0.0.1:${port}/worker").catch(() => 0)`;
    new Worker(URL.createObjectURL(new Blob([text])));
    return 'tried';
  },
  'fresh window, fetch': (port) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const { fetch: fresh } = frame.contentWindow;
    return fresh === undefined ? 'gone'
      : fresh(`http://127.0.0.1:${port}/frame`).then(() => 'sent', (error) => `refused: ${error.message}`);
  },
};

/** Ways that lead away from the page, and are therefore tried last. */
export const LEAVING = {
  'fresh window, open': (port) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    if (typeof frame.contentWindow.open !== 'function') return 'gone';
    frame.contentWindow.open(`http://127.0.0.1:${port}/open`);
    return 'tried';
  },
  'link, clicked by script': (port) => {
    const link = document.createElement('a');
    link.href = `http://127.0.0.1:${port}/link`;
    link.target = '_blank';
    document.body.append(link);
    link.click();
    return 'tried';
  },
  'location.href': (port) => {
    location.href = `http://127.0.0.1:${port}/location`;
    return 'tried';
  },
};

/** UDP ways, by name: STUN requests of WebRTC. */
export const UDP_WAYS = {
  RTCPeerConnection: async (port) => {
    if (globalThis.RTCPeerConnection === undefined) return 'gone';
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    return 'tried';
  },
  'fresh window, RTCPeerConnection': async (port) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const { RTCPeerConnection: Fresh } = frame.contentWindow;
    if (Fresh === undefined) return 'gone';
    const peer = new Fresh({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    return 'tried';
  },
};
