/**
 * So many insertions and removals through the real service and addon over the fake library, each with a list, and each insertion
 * with a connection, a transaction and a command. Prints one JSON line: what the process held before, at half and after.
 * Arguments: addon, library, file of words, insertions. Run with --expose-gc.
 */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import { FakeWords } from './fake-words.ts';

const [addonPath = '', libraryPath = '', file = '', count = '0'] = process.argv.slice(2);
const insertions = Number(count);
const READER = 'Fake reader 00 00';
const words = new FakeWords(file);
const service = pcscNativeService({ addonPath, libraryPath });

let wake = (): void => undefined;
let changes = 0;
const undo = service.watch(() => {
  changes++;
  wake();
});

/** Lists after each change until the list shows this counter. */
async function seen(counter: number): Promise<void> {
  for (;;) {
    const next = new Promise<void>((resolve) => (wake = resolve));
    const [reader] = await service.listReaders();
    if (reader?.events === (counter & 0xffff)) {
      if (reader.present !== (counter % 2 === 1)) throw new Error(`card ${counter} misread`);
      return;
    }
    await next;
  }
}

/** What malloc has given out in the whole process: unlike the resident set, it does not keep what was freed. */
async function mallocBytes(): Promise<number> {
  words.set('counter', words.get('counter') + 1);
  const connection = await service.connect(READER, 'shared');
  await connection.control(0, Uint8Array.of(1));
  await connection.disconnect('leave');
  words.set('counter', words.get('counter') - 1);
  return words.get('mallocKib') * 1024;
}

async function held() {
  // A thread that said it was done may still be on its way out, and what it held with it.
  await delay(300);
  globalThis.gc?.();
  await delay(50);
  globalThis.gc?.();
  const memory = process.memoryUsage();
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    contexts: words.get('contexts'),
    cards: words.get('cards'),
    rss: memory.rss,
    malloc: await mallocBytes(),
    heapUsed: memory.heapUsed,
    external: memory.external,
    data: Number(/VmData:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024,
  };
}

async function rounds(from: number, to: number): Promise<void> {
  for (let round = from; round < to; round++) {
    words.set('counter', 2 * round + 1);
    await seen(2 * round + 1);
    const connection = await service.connect(READER, 'shared');
    await connection.beginTransaction();
    const answer = await connection.transmit(Uint8Array.of(0, 0xb0, 0, 0));
    if (answer.length !== 6) throw new Error('wrong answer');
    await connection.endTransaction('leave');
    await connection.disconnect('leave');
    words.set('counter', 2 * round + 2);
    await seen(2 * round + 2);
  }
}

// The first rounds warm up: compiled code, pools, stacks of threads.
const warm = Math.ceil(insertions / 10);
const started = performance.now();
await rounds(0, warm);
const before = await held();
await rounds(warm, warm + insertions / 2);
const half = await held();
await rounds(warm + insertions / 2, warm + insertions);
const after = await held();
undo();
await service.close();
await delay(100);
const left = { contexts: words.get('contexts'), cards: words.get('cards') };
console.log(JSON.stringify({ insertions, changes, seconds: (performance.now() - started) / 1000, before, half, after, left }));
