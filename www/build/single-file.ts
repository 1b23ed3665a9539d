// Vite plugin: app script, styles, worker script and wasm become dist/index.html and nothing else.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { build, type Plugin } from 'vite';

import { assemble, forbiddenIn } from './assemble.ts';
import { withoutStreaming } from './without-streaming.ts';

const GENERATED = resolve(import.meta.dirname, '../src/generated');

/** The worker's script: the wasm-bindgen glue (a classic script), then ours. */
async function workerScript(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: ['chrome100', 'firefox115'],
      rollupOptions: {
        input: resolve(import.meta.dirname, '../src/worker/worker.ts'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  } as Parameters<typeof build>[0]);
  const output = Array.isArray(result) ? result[0]?.output : 'output' in result ? result.output : undefined;
  const chunk = output?.find((part) => part.type === 'chunk');
  if (chunk === undefined || chunk.type !== 'chunk') throw new Error('the worker gave no script');
  return `${withoutStreaming(generated('yanshou.js').toString('utf8'))}\n${chunk.code}`;
}

function generated(name: string): Buffer {
  const path = resolve(GENERATED, name);
  if (!existsSync(path)) {
    throw new Error(`${path} is not there: run \`cargo xtask build\`, which makes it`);
  }
  return readFileSync(path);
}

function refuseForbidden(name: string, script: string): void {
  const found = forbiddenIn(script);
  if (found.length > 0) throw new Error(`the ${name} script holds ${found.join(', ')}`);
}

/** The Vite plugin. */
export function singleFile(): Plugin {
  return {
    name: 'yanshou:single-file',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      let script = '';
      let style = '';
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === 'chunk') script += part.code;
        else if (name.endsWith('.css')) style += String(part.source);
        else throw new Error(`${name} would be a second file`);
        delete bundle[name];
      }
      const worker = await workerScript();
      refuseForbidden('page', script);
      refuseForbidden('worker', worker);
      this.emitFile({
        type: 'asset',
        fileName: 'index.html',
        source: assemble({
          language: 'zh-CN',
          title: '验收 Yanshou',
          script,
          style,
          embedded: {
            'part-worker': Buffer.from(worker, 'utf8'),
            'part-core': generated('yanshou_bg.wasm'),
          },
        }),
      });
    },
  };
}
