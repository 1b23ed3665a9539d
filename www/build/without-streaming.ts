// Takes the download path out of the wasm-bindgen glue: the page compiles the module from its own text and posts
// it, so nothing here needs to ask a network. Fails when the glue changes, instead of passing it through.

/** The glue without `fetch`: a call of that path throws instead. */
export function withoutStreaming(glue: string): string {
  const cut = glue.replace(/\bfetch\s*\(/g, 'noDownload(');
  return `${cut}\nfunction noDownload() { throw new Error('the module is posted, never downloaded'); }`;
}
