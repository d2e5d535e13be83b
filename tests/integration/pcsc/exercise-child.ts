/**
 * The addon's whole interface over the system's pcscd, whose first reader has an `EchoCard` in it; the daemon may be killed at
 * any time after "exercised". Argument: addon. Ends by itself, with "done".
 */
import { once } from 'node:events';
import process from 'node:process';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';

// Kept alive by its input until that ends: a watch alone keeps no process.
const killed = once(process.stdin.resume(), 'end');
const service = pcscNativeService({ addonPath: process.argv[2] ?? '' });
let told = 0;
let wake = (): void => undefined;
const undo = service.watch(() => {
  told++;
  wake();
});
let reader = '';
for (;;) {
  const next = new Promise<void>((resolve) => (wake = resolve));
  reader = (await service.listReaders()).find(({ present }) => present)?.name ?? '';
  if (reader !== '') break;
  await next;
}
for (let round = 0; round < 10; round++) {
  const connections = await Promise.all([1, 2, 3].map(() => service.connect(reader, 'shared')));
  for (const connection of connections) {
    await connection.beginTransaction();
    const answers = await Promise.all([0, 1, 256, 4096].map((length) => connection.transmit(Uint8Array.of(0, 0xc0, length >> 8, length & 0xff, 0))));
    if (answers.map(({ length }) => length).join(' ') !== '2 3 258 4098') throw new Error('wrong answers');
    await connection.endTransaction('reset');
    for (const other of connections) await other.reconnect('leave').catch(() => undefined);
    await connection.attribute(0x0303);
    await connection.control(0x42000d48, Uint8Array.of(1, 2, 3)).catch(() => undefined);
  }
  await Promise.all(connections.map((connection) => connection.disconnect('reset')));
  await service.connect('Nobody 00 00', 'exclusive').catch(() => undefined);
}
const kept = await service.connect(reader, 'exclusive');
console.log('exercised');
// The daemon goes, and this program hears of it.
await killed;
const before = told;
for (;;) {
  const next = new Promise<void>((resolve) => (wake = resolve));
  if ((await kept.transmit(Uint8Array.of(0, 0xb0, 0, 0)).catch(() => null)) === null && told >= before) break;
  await next;
}
await service.listReaders().catch((error: unknown) => console.log(String(error)));
undo();
await kept.disconnect('leave').catch(() => undefined);
await service.close();
console.log('done');
