import { expect, it } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { VpcdSlot } from '../../../scripts/pcsc/vpcd-slot.ts';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import { startPcscd } from '../../support/pcscd.ts';
import { EchoCard } from './echo-card.ts';
import { runNativeChild } from './native-child.ts';

/** 16 slots, all that pcscd takes: one more than a wait for changes takes together with the reader that stands for new ones. */
const READERS = 8;
const ROUNDS = 19;
const WAIT_MS = 15_000;
/** Where nothing kept openings and closings apart, one of five such runs ended with SIGSEGV; `client-lists` sees it each time. */
const OPENINGS = 300;

it('no reader at all is an empty list', async () => {
  const pcscd = await startPcscd({ readers: 0 });
  const service = pcscNativeService({ addonPath: ADDON_PATH });
  try {
    let told = 0;
    service.watch(() => told++);
    expect(await service.listReaders()).toEqual([]);
    await expect.poll(() => told).toBeGreaterThan(0);
    await expect(service.connect('Clavis vpcd 00 00', 'shared')).rejects.toMatchObject({ scard: 'SCARD_E_UNKNOWN_READER' });
  } finally {
    await service.close();
    await pcscd.stop();
  }
});

it(`${2 * READERS * ROUNDS} insertions and removals in ${2 * READERS} slots of a real pcscd are all seen`, async () => {
  const pcscd = await startPcscd({ readers: READERS });
  const service = pcscNativeService({ addonPath: ADDON_PATH });
  const slots = pcscd.slots.map(({ port }) => new VpcdSlot(port));
  try {
    expect(await service.listReaders()).toHaveLength(slots.length);
    let present = 0;
    let events = 0;
    const look = async (): Promise<void> => {
      const readers = await service.listReaders();
      present = readers.filter((reader) => reader.present && reader.atr.length > 0).length;
      events = readers.reduce((sum, reader) => sum + reader.events, 0);
    };
    service.watch(() => void look());
    const started = performance.now();
    for (let round = 0; round < ROUNDS; round++) {
      for (const slot of slots) void slot.insert(new EchoCard());
      await expect.poll(() => present, { timeout: WAIT_MS, interval: 20 }).toBe(slots.length);
      if (round % 6 === 0) {
        const connections = await Promise.all((await service.listReaders()).map(({ name }) => service.connect(name, 'shared')));
        const answers = await Promise.all(connections.map((connection, index) => connection.transmit(Uint8Array.of(0, 0xb0, 0, index, 0))));
        expect(answers.map((answer) => answer[3])).toEqual(answers.map((_, index) => index));
        await Promise.all(connections.map((connection) => connection.disconnect('leave')));
      }
      for (const slot of slots) slot.pull();
      await expect.poll(() => present, { timeout: WAIT_MS, interval: 20 }).toBe(0);
    }
    console.log(`${slots.length * ROUNDS} insertions and as many removals over pcscd in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    expect(events).toBe(2 * slots.length * ROUNDS);
  } finally {
    for (const slot of slots) slot.pull();
    await service.close();
    await pcscd.stop();
  }
});

it(`${2 * READERS} connections are opened and closed beside one another, ${OPENINGS} times each`, async () => {
  const pcscd = await startPcscd({ readers: READERS });
  const service = pcscNativeService({ addonPath: ADDON_PATH });
  const slots = pcscd.slots.map(({ port }) => new VpcdSlot(port));
  try {
    for (const slot of slots) await slot.insert(new EchoCard());
    const ready = async (): Promise<number> => (await service.listReaders()).filter(({ atr }) => atr.length > 0).length;
    await expect.poll(ready).toBe(slots.length);
    // In a process of its own: it is ended where two threads are at libpcsclite's lists at once.
    const child = await runNativeChild('open-close-child.ts', [ADDON_PATH, String(OPENINGS)], { limitMs: 110_000 });
    expect({ ...child, ms: 0 }).toEqual({ code: 0, signal: null, out: `${slots.length * OPENINGS}\n`, err: '', ms: 0 });
    console.log(`${slots.length * OPENINGS} connections opened and closed in ${(child.ms / 1000).toFixed(1)} s`);
  } finally {
    for (const slot of slots) slot.pull();
    await service.close();
    await pcscd.stop();
  }
});
