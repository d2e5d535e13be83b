import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { VpcdSlot } from '../../../scripts/pcsc/vpcd-slot.ts';
import { startPcscd } from '../../support/pcscd.ts';
import { EchoCard } from './echo-card.ts';
import { buildFakeLibrary, type FakeLibrary } from './fake-library.ts';
import { runNativeChild, type EndedChild } from './native-child.ts';
import { sanitizedAddon, type SanitizedAddon } from './sanitized-addon.ts';

/** The addon under AddressSanitizer and UndefinedBehaviorSanitizer, its leaks counted; Node itself is not instrumented. */
let addon: SanitizedAddon;
let fake: FakeLibrary;

beforeAll(() => {
  addon = sanitizedAddon();
  fake = buildFakeLibrary();
}, 240_000);
afterAll(() => fake.remove());
beforeEach(() => {
  for (const word of ['counter', 'transmitMs', 'beginMs', 'result', 'overflow'] as const) fake.words.set(word, 0);
});

const run = (script: string, ...args: readonly string[]): Promise<EndedChild> =>
  runNativeChild(script, [addon.path, fake.path, fake.file, ...args], { env: { ...addon.env, ...fake.env }, node: ['--expose-gc'], limitMs: 60_000 });

/** What the sanitizers said: any line of theirs. */
const findings = ({ err }: { readonly err: string }): string => (/runtime error|Sanitizer/u.test(err) ? err : '');

it('insertions, connections, transactions and commands', async () => {
  const child = await run('endurance-child.ts', '400');
  expect(findings(child)).toBe('');
  expect(child.code).toBe(0);
});

it.each([
  ['exit', 0],
  ['throw', 1],
  ['natural', 0],
  ['worker', 0],
])('an end by %s with work in flight', async (way, code) => {
  fake.words.set('counter', 1);
  fake.words.set('transmitMs', 700);
  fake.words.set('beginMs', 700);
  const child = await run('exit-child.ts', way);
  expect(findings(child)).toBe('');
  expect(child.code).toBe(code);
});

it('everything over a real pcscd, whose daemon is killed under it', async () => {
  const pcscd = await startPcscd();
  const slot = new VpcdSlot(pcscd.port);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'exercise-child.ts'), addon.path], {
    stdio: 'pipe',
    env: { ...process.env, NODE_OPTIONS: '', ...addon.env },
  });
  try {
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = once(child, 'close');
    await slot.insert(new EchoCard());
    await expect.poll(() => out + err, { timeout: 60_000 }).toContain('exercised');
    await pcscd.kill('SIGKILL');
    child.stdin.end();
    const [code] = (await ended) as [number | null];
    expect(findings({ err })).toBe('');
    expect([out, code]).toEqual(['exercised\nPcscError: SCARD_E_NO_SERVICE\ndone\n', 0]);
  } finally {
    child.kill('SIGKILL');
    slot.pull();
    await pcscd.stop();
  }
});

it('would see one byte written past the end of a buffer of the addon', async () => {
  fake.words.set('overflow', 1);
  const child = await run('endurance-child.ts', '2');
  expect(child.code).toBe(99);
  expect(child.err).toMatch(/heap-buffer-overflow[\s\S]*ConnectionThread::transmit/u);
});
