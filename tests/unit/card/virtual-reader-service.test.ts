import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VIRTUAL_READER_NAME, virtualReaderService } from '../../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { PcscError } from '../../../src-main/ports/smart-card-service.ts';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import { hex, KNOWN_ATR, toHex } from '../../support/apdu-script.ts';
import { blockedState, usableState } from '../../support/card-bench.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-virtual-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VERIFY_WRONG = hex('002000010830303030FFFFFFFF');

describe('the virtual reader', () => {
  it('shows itself as virtual, with the card of the file in it', async () => {
    const file = new CardStateFile(join(folder, 'a.json'));
    file.save(await usableState());
    const service = virtualReaderService({ statePath: file.path });
    expect(await service.listReaders()).toEqual([
      { name: VIRTUAL_READER_NAME, virtual: true, present: true, atr: hex(KNOWN_ATR), exclusive: false, mute: false, events: 0 },
    ]);
    const connection = await service.connect(VIRTUAL_READER_NAME, 'exclusive');
    expect(toHex(connection.atr)).toBe(KNOWN_ATR);
    expect((await service.listReaders())[0]?.exclusive).toBe(true);
    // On disk before the answer.
    expect(toHex(await connection.transmit(VERIFY_WRONG))).toBe('63C2');
    expect(file.load()?.userPin.left).toBe(2);
    await service.close();
  });

  it('speaks PC/SC errors', async () => {
    const file = new CardStateFile(join(folder, 'b.json'));
    file.save(await blockedState());
    const service = virtualReaderService({
      statePath: file.path,
      name: 'R',
      faultPlan: JSON.stringify([{ kind: 'resetByOther', at: { apdu: 1 }, when: 'before' }]),
    });
    await expect(service.connect('other', 'shared')).rejects.toBeInstanceOf(PcscError);
    const connection = await service.connect('R', 'exclusive');
    await expect(service.connect('R', 'shared')).rejects.toMatchObject({ scard: 'SCARD_E_SHARING_VIOLATION' });
    await expect(connection.transmit(hex('0020000100'))).rejects.toMatchObject({ scard: 'SCARD_W_RESET_CARD' });
    await connection.reconnect('leave');
    await connection.beginTransaction();
    expect(toHex(await connection.transmit(hex('0020000100')))).toBe('6983');
    await connection.endTransaction('leave');
    await connection.disconnect('reset');
    await expect(connection.disconnect('leave')).rejects.toMatchObject({ scard: 'SCARD_E_INVALID_HANDLE' });
  });

  it('takes the card out, and puts in what the file holds then', async () => {
    const file = new CardStateFile(join(folder, 'c.json'));
    const service = virtualReaderService({ statePath: file.path });
    const changed = vi.fn<() => void>();
    const stop = service.watch(changed);
    const present = async () => (await service.listReaders())[0]?.present;
    expect(await present()).toBe(false);
    await service.setInserted(VIRTUAL_READER_NAME, true);
    expect(await present()).toBe(false);
    file.save(await blockedState());
    await service.setInserted(VIRTUAL_READER_NAME, true);
    expect(await present()).toBe(true);
    await service.setInserted(VIRTUAL_READER_NAME, true);
    await service.setInserted(VIRTUAL_READER_NAME, false);
    expect(await present()).toBe(false);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    await expect(service.setInserted('other', true)).rejects.toMatchObject({ scard: 'SCARD_E_UNKNOWN_READER' });
    await service.close();
  });

  it('does not start on a file that is no card, or a plan that is none', () => {
    const path = join(folder, 'd.json');
    writeFileSync(path, '{}');
    expect(() => virtualReaderService({ statePath: path })).toThrow();
    expect(() => virtualReaderService({ statePath: join(folder, 'none.json'), faultPlan: '[{"kind":"x"}]' })).toThrow();
  });
});
