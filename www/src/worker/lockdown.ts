// Takes away every way by which a page or a worker could send something out. The policy in the page's head stops
// most of them; WebRTC, WebTransport and window.open it does not (PEERS finding 5), so they are deleted first of all.

const WAYS_OUT = [
  'RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection', 'RTCDataChannel', 'WebTransport',
  'WebSocket', 'WebSocketStream', 'EventSource', 'XMLHttpRequest', 'fetch', 'fetchLater', 'open', 'showModalDialog',
  'PresentationRequest', 'PaymentRequest', 'SharedWorker', 'importScripts', 'RemotePlayback', 'PushManager',
];

/** Deletes them from `scope`; answers the names that are still there (none, in the browsers we know). */
export function lockDown(scope: typeof globalThis): string[] {
  const holder = scope as unknown as Record<string, unknown>;
  for (const name of WAYS_OUT) remove(holder, name);
  const navigator = scope.navigator as unknown as object;
  for (const name of ['sendBeacon', 'serviceWorker', 'share']) {
    remove(Object.getPrototypeOf(navigator) as Record<string, unknown>, name);
  }
  return WAYS_OUT.filter((name) => holder[name] !== undefined);
}

function remove(holder: Record<string, unknown>, name: string): void {
  for (let at: object | null = holder; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (!Object.prototype.hasOwnProperty.call(at, name)) continue;
    if (!Reflect.deleteProperty(at, name)) Reflect.defineProperty(at, name, { value: undefined });
  }
}
