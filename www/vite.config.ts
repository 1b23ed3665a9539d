// Turns src/ into one HTML file. The classic (IIFE) format is what file:// allows: module scripts and
// module workers are blocked there (DESIGN §5).
import { defineConfig } from 'vite';

import { singleFile } from './build/single-file.ts';
import { withoutMarkup } from './build/without-markup.ts';

export default defineConfig({
  plugins: [withoutMarkup(), singleFile()],
  // React-style JSX is compiled to preact's runtime.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // Chromium 91 is the oldest core of the 信创 browsers that has wasm SIMD (PEERS F1).
    target: ['chrome100', 'firefox115'],
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: 'src/app.tsx',
      output: { format: 'iife', codeSplitting: false },
    },
  },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0]);
