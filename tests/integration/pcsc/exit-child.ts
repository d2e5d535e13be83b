/**
 * Ends in one of several ways with a monitor, a transmit and a begin of a transaction in flight, over the fake library.
 * Arguments: addon, library, file of words, way. Prints "in flight" when all three are, and whatever an end makes it print.
 */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import { FakeWords } from './fake-words.ts';

const args: readonly string[] = isMainThread ? process.argv.slice(2) : workerData;
const [addonPath = '', libraryPath = '', file = '', way = ''] = args;

async function takeOff(): Promise<void> {
  const words = new FakeWords(file);
  const service = pcscNativeService({ addonPath, libraryPath });
  service.watch(() => undefined);
  const one = await service.connect('Fake reader 00 00', 'shared');
  const two = await service.connect('Fake reader 00 00', 'shared');
  void one.transmit(Uint8Array.of(0, 0x84, 0, 0)).then(
    () => console.log('transmitted'),
    (error: unknown) => console.log(String(error)),
  );
  void one.transmit(Uint8Array.of(0, 0x84, 0, 0)).catch(() => undefined);
  void two.beginTransaction().then(
    () => console.log('begun'),
    (error: unknown) => console.log(String(error)),
  );
  // The monitor's wait, the transmit and the begin.
  while (words.get('waiting') < 3) await delay(5);
  console.log('in flight');
}

if (!isMainThread) {
  await takeOff();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage('in flight');
} else if (way === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { argv: [], workerData: args });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  console.log('worker terminated');
  // The threads that were left behind come back from their calls, in a process that goes on.
  await delay(1500);
} else {
  await takeOff();
  if (way === 'natural') {
    // With one thread in libuv's pool: none of the calls in flight is in it.
    await readFile(file);
    console.log('read');
  }
  if (way === 'exit') process.exit(0);
  if (way === 'throw') queueMicrotask(() => { throw new Error('on purpose'); });
}
