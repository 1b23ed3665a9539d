// Inflates the parts embedded in the page, compiles the core once, and starts workers that share the module.

import { Port } from './port.ts';

/** The embedded part with this element id, inflated. */
async function inflated(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const tag = document.getElementById(id);
  if (tag === null) throw new Error(`the page is damaged: ${id} is missing`);
  const text = atob(tag.textContent.trim());
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) packed[at] = text.charCodeAt(at);
  tag.remove(); // several MB of text nobody needs again
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The compiled core and the worker's script. */
export class Engine {
  readonly #module: WebAssembly.Module;
  readonly #script: string;

  private constructor(module: WebAssembly.Module, script: string) {
    this.#module = module;
    this.#script = script;
  }

  /** From the page's own text; rejects when the browser lacks something or the file is damaged. */
  static async fromPage(): Promise<Engine> {
    const [worker, core] = await Promise.all([inflated('part-worker'), inflated('part-core')]);
    const module = await WebAssembly.compile(core);
    const script = URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }));
    return new Engine(module, script);
  }

  /** A worker that has taken the module and waits. */
  async worker(): Promise<Port> {
    const port = new Port(new Worker(this.#script));
    await port.ask('start', { module: this.#module });
    return port;
  }
}
