import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { buildFakeLibrary, type FakeLibrary } from './fake-library.ts';
import { runNativeChild } from './native-child.ts';

/** Ends of a process, and of a worker, with a monitor, a transmit and a begin of a transaction in flight. */
const IN_FLIGHT_MS = 1000;

let fake: FakeLibrary;
beforeAll(() => {
  fake = buildFakeLibrary();
});
afterAll(() => fake.remove());
beforeEach(() => {
  fake.words.set('counter', 1);
  fake.words.set('transmitMs', IN_FLIGHT_MS);
  fake.words.set('beginMs', IN_FLIGHT_MS);
  for (const word of ['contexts', 'cards', 'waiting', 'ended', 'disconnected'] as const) fake.words.set(word, 0);
});

const run = (way: string) => runNativeChild('exit-child.ts', [ADDON_PATH, fake.path, fake.file, way], { env: { ...fake.env, UV_THREADPOOL_SIZE: '1' } });

it('process.exit waits for none of them', async () => {
  fake.words.set('transmitMs', 20_000);
  fake.words.set('beginMs', 20_000);
  const child = await run('exit');
  expect(child).toMatchObject({ code: 0, signal: null, out: 'in flight\n', err: '' });
  expect(child.ms).toBeLessThan(10_000);
});

it('an uncaught exception ends it as any other', async () => {
  fake.words.set('transmitMs', 20_000);
  fake.words.set('beginMs', 20_000);
  const child = await run('throw');
  expect(child).toMatchObject({ code: 1, signal: null });
  expect(child.err).toContain('on purpose');
  expect(child.ms).toBeLessThan(10_000);
});

it('a process with nothing more to do waits for the promises, not for the monitor, and leaves nothing open', async () => {
  const child = await run('natural');
  expect(child).toMatchObject({ code: 0, signal: null, err: '' });
  const said = child.out.trim().split('\n');
  expect([said.slice(0, 2), said.slice(2).sort()]).toEqual([
    ['in flight', 'read'],
    ['begun', 'transmitted'],
  ]);
  expect([fake.words.get('contexts'), fake.words.get('cards')]).toEqual([0, 0]);
  // The transaction that was begun is ended.
  expect(fake.words.get('ended')).toBe(1);
});

it('threads of a terminated worker come back to a process that goes on, end their transaction and their connection', async () => {
  const child = await run('worker');
  expect(child).toMatchObject({ code: 0, signal: null, out: 'in flight\nworker terminated\n', err: '' });
  expect([fake.words.get('contexts'), fake.words.get('cards'), fake.words.get('ended')]).toEqual([0, 0, 1]);
});
