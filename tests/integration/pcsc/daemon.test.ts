import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADDON_PATH } from '../../../scripts/native-paths.ts';
import { VpcdSlot } from '../../../scripts/pcsc/vpcd-slot.ts';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import type { SmartCardService } from '../../../src-main/ports/smart-card-service.ts';
import { startPcscd, type RunningPcscd } from '../../support/pcscd.ts';
import { EchoCard } from './echo-card.ts';

/** The daemon's absence, its end in the middle of work, and its return: one service lives through all of it. */
// A test that hangs keeps pcscd from everybody else's.
vi.setConfig({ testTimeout: 20_000 });

let pcscd: RunningPcscd;
let service: SmartCardService;
let slot: VpcdSlot;
let told = 0;

beforeAll(async () => {
  pcscd = await startPcscd({ idle: true });
  service = pcscNativeService({ addonPath: ADDON_PATH });
  service.watch(() => told++);
  slot = new VpcdSlot(pcscd.port);
});
afterAll(async () => {
  slot.pull();
  await service.close();
  await pcscd.stop();
});

const scard = (name: string) => expect.objectContaining({ name: 'PcscError', scard: name });
const names = async (): Promise<readonly string[]> => (await service.listReaders()).map(({ name }) => name);

it('no daemon at the start is said at once, as often as asked', async () => {
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    await expect(service.listReaders()).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
    await expect(service.connect(pcscd.readers[0], 'shared')).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
    expect(performance.now() - started).toBeLessThan(5000);
  }
});

it('a daemon that comes is told of and used', async () => {
  const before = told;
  await pcscd.restart();
  await expect.poll(() => told).toBeGreaterThan(before);
  expect(await names()).toEqual(pcscd.readers);
});

it('killed with a monitor waiting and a command under way: both end with a name, and a new daemon is used without being asked for', async () => {
  for (let round = 0; round < 2; round++) {
    const killed: Promise<void>[] = [];
    await slot.insert(new EchoCard(), {
      before: ([, ins]) => {
        if (ins === 0x20) killed.push(pcscd.kill('SIGKILL'));
        return undefined;
      },
      after: ([, ins], answer) => (ins === 0x20 ? new Uint8Array() : answer),
    });
    await expect.poll(async () => (await service.listReaders())[0]?.atr.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
    const connection = await service.connect(pcscd.readers[0], 'shared');
    await connection.beginTransaction();
    let before = told;
    const started = performance.now();
    await expect(connection.transmit(Uint8Array.of(0, 0x20, 0, 1))).rejects.toEqual(scard('SCARD_E_SERVICE_STOPPED'));
    expect(performance.now() - started).toBeLessThan(5000);
    await Promise.all(killed);
    slot.pull();
    await expect(service.listReaders()).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
    await expect.poll(() => told).toBeGreaterThan(before);
    await expect(connection.endTransaction('leave')).rejects.toMatchObject({ name: 'PcscError' });
    await connection.disconnect('leave').catch(() => undefined);

    before = told;
    await pcscd.restart();
    await expect.poll(() => told).toBeGreaterThan(before);
    expect(await names()).toEqual(pcscd.readers);
  }
});

it('stopped in good order, and started again, the same', async () => {
  let before = told;
  await pcscd.kill('SIGTERM');
  await expect(service.listReaders()).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
  await expect.poll(() => told).toBeGreaterThan(before);
  before = told;
  await pcscd.restart();
  await expect.poll(() => told).toBeGreaterThan(before);
  await slot.insert(new EchoCard());
  await expect.poll(async () => (await service.listReaders())[0]?.present, { timeout: 10_000 }).toBe(true);
});

it('once closed it does nothing more', async () => {
  const other = pcscNativeService({ addonPath: ADDON_PATH });
  const connection = await other.connect(pcscd.readers[0], 'shared');
  const late = connection.transmit(Uint8Array.of(0, 0xb0, 0, 0));
  await other.close();
  expect((await late).at(-2)).toBe(0x90);
  await expect(other.listReaders()).rejects.toEqual(scard('SCARD_E_CANCELLED'));
  await expect(connection.transmit(Uint8Array.of(0, 0xb0, 0, 0))).rejects.toEqual(scard('SCARD_E_INVALID_HANDLE'));
  // Nothing of it is left in the way of an exclusive connection.
  const exclusive = await service.connect(pcscd.readers[0], 'exclusive');
  await exclusive.disconnect('leave');
});
