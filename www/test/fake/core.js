// A core without a core: answers every call of the boundary with a small made-up delivery, so that the page can be
// built and looked at where no wasm was built. Classic script, like the wasm-bindgen glue it stands in for.
var wasm_bindgen = (() => {
  const sha = (n) => n.toString(16).padStart(2, '0').repeat(32);
  const profile = {
    id: 'dat31-paper', version: '1', sha256: sha(7), title: { zh: '纸质档案数字化成果（DA/T 31-2017）', en: 'Digitised paper archives (DA/T 31-2017)' },
    sources: [{ rule: 'sampling.rate', source: 'DA/T 68.2-2020 4.4.1.1: ≥ 5 %', verified: true }],
    inspection: ['correspondence', 'description', 'completeness', 'legibility', 'processing'].map((id, at) => ({ id, required: { numerator: at === 0 ? 100 : 95, denominator: 100 } })),
    attestations: ['DOC-01', 'SEC-01'], sampling: { unit: 'item', rate: { numerator: 5, denominator: 100 }, minimum: 1 },
  };
  const entries = Array.from({ length: 40 }, (_, index) => ({ index, path: `图像/0001-WS·2023·Y-BGS-${String(index).padStart(4, '0')}/0001.tif`, size: 4e5, compressed: 3e5, headerOffset: index * 3e5, directory: false }));
  const units = Array.from({ length: 20 }, (_, n) => ({
    archivalCode: `0001-WS·2023·Y-BGS-${String(n + 1).padStart(4, '0')}`, catalogue: '目录.xlsx', row: n + 3,
    fields: { archivalCode: `0001-WS·2023·Y-BGS-${String(n + 1).padStart(4, '0')}`, title: `关于第 ${n + 1} 次办公会议纪要的通知`, author: '市档案局办公室', date: '20230301', pages: '2', retention: '永久' },
    pages: [0, 1].map((p) => ({ entry: n * 2 + p, path: entries[n * 2 + p].path, page: 1, sha256: sha(n) })),
  }));
  const check = (id, mode, severity, status, defects = 0, reason = null) => ({ check: id, mode, severity, clause: 'DA/T 70-2018 3-4†', status, examined: 40, defects, blocking: severity === 'A' ? defects : 0, reason });
  const checks = [check('PKG-01', 'auto', 'A', 'passed'), check('FIX-02', 'auto', 'A', 'failed', 2), check('PKG-06', 'auto', 'B', 'failed', 1), check('AV-01', 'auto', 'A', 'notRun', 0, 'nothingOfTheKind'), check('DOC-01', 'attestation', 'A', 'toAttest')];
  const finding = (one) => ({ clause: 'DA/T 70-2018 1-1†', entry: null, row: null, archivalCode: null, page: null, expected: '', found: '', ...one });
  const findings = [
    finding({ check: 'FIX-02', code: 'fixity.digest.mismatch', severity: 'A', entry: entries[3].path, expected: 'md5 9F2C…', found: 'md5 77AA…' }),
    finding({ check: 'FIX-02', code: 'fixity.digest.mismatch', severity: 'A', entry: entries[5].path, expected: 'md5 1111…', found: 'md5 2222…' }),
    finding({ check: 'PKG-06', code: 'package.extra.junk', severity: 'B', entry: 'Thumbs.db', found: 'Thumbs.db' }),
  ];
  const counts = { files: 40, bytes: 16e6, items: 20, pages: 40, images: 40 };
  const text = (value) => JSON.stringify(value);
  const bytes = (value) => new TextEncoder().encode(value);
  let sample = null;
  let record = { inspection: null, attestations: [], confirmations: [] };
  const decide = () => ({
    outcome: record.inspection === null ? 'undecided' : 'rework',
    gates: [
      { gate: 'scope', required: { numerator: 100, denominator: 100 }, numerator: 20, denominator: 20, met: true },
      { gate: 'automatic', required: { numerator: 100, denominator: 100 }, numerator: 3, denominator: 4, met: false },
      ...profile.inspection.map((p) => ({ gate: `inspection.${p.id}`, required: p.required, numerator: 2, denominator: 2, met: true })),
      { gate: 'attestation', required: { numerator: 100, denominator: 100 }, numerator: 1, denominator: 2, met: null },
    ],
  });
  class Desk {
    constructor(blob, name) { this.name = name; this.length = blob.length(); }
    overview() { return text({ name: this.name, bytes: this.length, files: 40, promisedBytes: 16e6, faults: [], unsupported: null, names: null }); }
    text_tasks() { return text({ options: {}, entries: [] }); }
    content_tasks() { return text({ options: {}, entries }); }
    add_facts() {}
    judge() { return text({ digest: { sha256: sha(171), sm3: sha(205) }, counts, checks, findings, units, profile, stopWork: false }); }
    draw(nonces) { sample = { seed: sha(3), nonces: JSON.parse(nonces), population: 20, rate: profile.sampling.rate, minimum: 1, units: [units[4], units[11]].map((u, n) => ({ archivalCode: u.archivalCode, key: sha(n) })) }; return text(sample); }
    picture(entry, page) {
      const width = 620; const height = 877; const pixels = new Uint8Array(width * height * 4).fill(250);
      for (let y = 90; y < 800; y += 24) for (let x = 80; x < 540 - ((entry * 37 + y * 7 + page) % 120); x += 1) pixels.set([40, 40, 50, 255], (y * width + x) * 4);
      return { kind: 'pixels', width, height, bytes: pixels };
    }
    record(json) { record = JSON.parse(json); return text(decide()); }
    report(at) { return bytes(text({ schema: 'yanshou-report/1', tool: { name: 'yanshou', version: '0.1.0', commit: 'fake' }, made: { at, clock: 'device' }, profile, delivery: { name: this.name, bytes: this.length, entries: 40, digest: { sha256: sha(171), sm3: sha(205) } }, counts, checks, findings, sample, ...record, decision: decide() })); }
    facts() { return bytes('{}'); }
    sums() { return `${sha(1)}  a\n`; }
    findings_csv() { return bytes('check,code\n'); }
    free() {}
  }
  return {
    initSync() {}, Desk,
    measure(blob, entry, options, onBytes) { const end = performance.now() + 60; while (performance.now() < end); onBytes(4e5); return '{}'; },
    create_identity: () => '-----BEGIN ENCRYPTED PRIVATE KEY-----', identity_summary: () => text({ subject: { commonName: '张三', organisation: '市档案馆' } }),
    sign: () => new Uint8Array([48]), certificate_pem: () => '-----BEGIN CERTIFICATE-----',
    check_report: (report, signature) => text({ signature: signature === undefined ? null : { signers: [] } }),
    seal_draft: (digest, nonce, plain) => plain, open_draft: (digest, sealed) => sealed,
    profiles: () => text([{ id: profile.id, title: profile.title }]), version: () => '0.1.0-fake',
    words: () => text({ findings: { 'fixity.digest.mismatch': { zh: { what: '文件与校验清单不一致', next: '请承包方重新提供该文件或更正清单。' }, en: { what: 'The file differs from the manifest', next: 'Ask the contractor for the right file or manifest.' } } }, checks: {}, reasons: {} }),
  };
})();
