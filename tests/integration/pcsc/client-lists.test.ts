import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { buildFakeLibrary, type FakeLibrary } from './fake-library.ts';
import { runNativeChild } from './native-child.ts';

const BESIDE = 8;
const ROUNDS = 10;

let fake: FakeLibrary;
beforeAll(() => {
  fake = buildFakeLibrary();
});
afterAll(() => fake.remove());

it('no two threads are ever in calls that change the lists of libpcsclite', async () => {
  fake.words.set('counter', 1);
  fake.words.set('listsMs', 3);
  const child = await runNativeChild('open-close-child.ts', [ADDON_PATH, String(ROUNDS), String(BESIDE), fake.path], { env: fake.env });
  expect(child).toMatchObject({ code: 0, signal: null, out: `${BESIDE * ROUNDS}\n`, err: '' });
  expect(fake.words.get('disconnected')).toBe(BESIDE * ROUNDS);
  expect(fake.words.get('meetings')).toBe(0);
});
