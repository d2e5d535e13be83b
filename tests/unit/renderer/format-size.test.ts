import { expect, it } from 'vitest';
import { formatSize } from '../../../src-renderer/src/words/format-size.ts';

it.each([
  [0, '0 ko', '0 kB'],
  [1, '1 ko', '1 kB'],
  [493_568, '482 ko', '482 kB'],
  [8_283_750, '7,9 Mo', '7.9 MB'],
])('%i bytes', (bytes, french, english) => {
  const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
  expect([plain(formatSize(bytes, 'fr')), plain(formatSize(bytes, 'en'))]).toEqual([french, english]);
});
