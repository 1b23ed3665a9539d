import { expect, test } from 'vitest';

import { visible } from '../src/state/visible.ts';

test('a name that turns the reading direction is shown as it is written', () => {
  expect(visible('report\u202Egpj.exe')).toBe('report⟨U+202E⟩gpj.exe');
});

test('characters nobody sees are shown by their number', () => {
  expect(visible('a\u200Bb\u0007c\uFEFF')).toBe('a⟨U+200B⟩b⟨U+0007⟩c⟨U+FEFF⟩');
});

test('Chinese, rare and combining characters stay as they are', () => {
  const text = '陰謀 · 𠮷野家 — é（1）\n2';
  expect(visible(text)).toBe(text);
});
