// Deliveries for the journeys: made from recipes by `yanshou-fixture`, or byte by byte where no tool would make them;
// and what the native command and Python say of them.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';

import { needed } from './browser.js';

const HERE = import.meta.dirname;
const RECIPES = resolve(HERE, '../../fixtures');
const FIXTURE = resolve(HERE, process.env.FIXTURE ?? '../../target/debug/yanshou-fixture');
const YANSHOU = resolve(HERE, process.env.YANSHOU ?? '../../target/debug/yanshou');

/** A folder that goes when the process goes. */
export const folder = mkdtempSync(join(tmpdir(), 'yanshou-web-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Path of the ZIP a recipe makes, `image/fail-cmyk` for example. */
export function delivery(recipe) {
  return made(needed(join(RECIPES, `${recipe}.toml`), 'a recipe of that name'), `${basename(recipe)}.zip`);
}

/** Path of the ZIP a recipe text makes; `base` is written as in fixtures/. */
export function deliveryOf(name, text) {
  const recipe = join(folder, `${name}.toml`);
  writeFileSync(recipe, text.replace(/^base = "\.\.\//m, `base = "${RECIPES}/`));
  return made(recipe, `${name}.zip`);
}

function made(recipe, name) {
  const path = join(folder, name);
  if (!existsSync(path)) {
    const fixture = needed(FIXTURE, 'cargo build -p yanshou-fixture');
    execFileSync(fixture, [recipe, path], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return path;
}

/** Path of a file of exactly these bytes. */
export function fileOf(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** What the native command answers: exit code and both streams. */
export function yanshou(...args) {
  const { status, stdout, stderr } = spawnSync(
    needed(YANSHOU, 'cargo build -p yanshou-cli'), args, { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return { status, stdout, stderr };
}

/** The native command's report on a delivery. */
export function nativeReport(zip) {
  const { status, stdout, stderr } = yanshou('verify', zip, '--json');
  // 1: findings of class A or B; anything else is the command's own failure.
  if (status !== 0 && status !== 1) throw new Error(`yanshou verify ${zip} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

const DIGEST = `
import hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    lines = [(i.filename.encode(), hashlib.sha256(z.read(i)).hexdigest()) for i in z.infolist() if not i.is_dir()]
text = b"".join(digest.encode() + b"  " + path + b"\\n" for path, digest in sorted(lines))
print(hashlib.sha256(text).hexdigest())
`;

/** The delivery digest as Python's zipfile and hashlib compute it from the definition (DESIGN §8). */
export function pythonDigest(zip) {
  return execFileSync('python3', ['-c', DIGEST, zip], { encoding: 'utf8' }).trim();
}

/**
 * A ZIP of stored entries `[name, content]`, as a hostile hand would write it: names are any text, twice if wanted, and
 * nothing is cleaned.
 */
export function rawZip(entries) {
  const locals = [];
  const central = [];
  let at = 0;
  for (const [name, content] of entries) {
    const nameBytes = Buffer.from(name, 'utf8');
    const bytes = Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed: 2.0
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(0, 4); // stored
    common.writeUInt32LE(0x5a216000, 6); // 2025-01-01 12:00
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    locals.push(local);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, nameBytes]));
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
