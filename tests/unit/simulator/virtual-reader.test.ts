import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SmartCardService } from '../../../src-main/ports/smart-card-service.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import type { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { bytes, freshCard, hex, PIN_BLOCK, VERIFY } from './card-fixture.ts';

/** The reader must stay usable wherever the program's own port is asked for: this does not compile otherwise. */
const asService = (reader: VirtualReader): SmartCardService => reader;

let card: VirtualCard;
let reader: VirtualReader;
beforeEach(async () => {
  card = await freshCard();
  reader = new VirtualReader({ card });
});

const open = (mode: 'shared' | 'exclusive' = 'shared') => reader.connect(reader.name, mode);
type Connection = Awaited<ReturnType<typeof open>>;
const transmit = async (connection: Connection, command: string): Promise<string> => hex(await connection.transmit(bytes(command)));
const scard = (name: string) => expect.objectContaining({ name: 'VirtualPcscError', scard: name });

describe('listing and watching', () => {
  it('lists the reader with its card, then without', async () => {
    const [listed] = await asService(reader).listReaders();
    expect(listed).toEqual({ name: reader.name, virtual: true, present: true, atr: card.atr, exclusive: false, mute: false, events: 0 });
    expect(hex(card.atr)).toBe('3B7F9600000031B8644070141073940180829000');
    reader.remove();
    expect(await reader.listReaders()).toMatchObject([{ present: false, atr: new Uint8Array(0) }]);
    reader.unplug();
    expect(await reader.listReaders()).toEqual([]);
    reader.plug();
    expect(await reader.listReaders()).toHaveLength(1);
  });

  it('tells whether somebody holds it exclusively', async () => {
    const connection = await open('exclusive');
    expect(await reader.listReaders()).toMatchObject([{ exclusive: true }]);
    await connection.disconnect('leave');
    expect(await reader.listReaders()).toMatchObject([{ exclusive: false }]);
  });

  it('counts insertions and removals, and wraps as dwEventState does', async () => {
    reader.remove();
    reader.insert(card);
    expect(await reader.listReaders()).toMatchObject([{ events: 2 }]);
    reader.insert(card);
    expect(await reader.listReaders()).toMatchObject([{ events: 4 }]);
    for (let turn = 0; turn < 0x8000 - 1; turn++) {
      reader.remove();
      reader.insert(card);
    }
    expect(await reader.listReaders()).toMatchObject([{ events: 2 }]);
  });

  it('tells its ATR and its name as attributes, and has no feature to control', async () => {
    const connection = await open();
    expect(connection.protocol).toBe('T=0');
    expect(hex((await connection.attribute(0x0009_0303)) ?? new Uint8Array(0))).toBe(hex(card.atr));
    expect(Buffer.from((await connection.attribute(0x7fff_0003)) ?? []).toString()).toBe(reader.name);
    expect(await connection.attribute(0x0001_0103)).toBeNull();
    await expect(connection.control(0x4200_0d48, new Uint8Array(0))).rejects.toEqual(scard('SCARD_E_NOT_TRANSACTED'));
    reader.remove();
    await expect(connection.attribute(0x0009_0303)).rejects.toEqual(scard('SCARD_W_REMOVED_CARD'));
  });

  it('calls back after each change, not during it, until told to stop', async () => {
    const seen: boolean[] = [];
    const stop = reader.watch(() => seen.push(reader.card !== null));
    reader.remove();
    expect(seen).toEqual([]);
    await Promise.resolve();
    expect(seen).toEqual([false]);
    reader.insert(card);
    await Promise.resolve();
    expect(seen).toEqual([false, true]);
    reader.remove();
    stop();
    await Promise.resolve();
    expect(seen).toHaveLength(2);
  });
});

describe('connecting', () => {
  it('lets many share, and one alone', async () => {
    const first = await open();
    const second = await open();
    await expect(open('exclusive')).rejects.toEqual(scard('SCARD_E_SHARING_VIOLATION'));
    await first.disconnect('leave');
    await second.disconnect('leave');
    const alone = await open('exclusive');
    for (const mode of ['shared', 'exclusive'] as const) await expect(open(mode)).rejects.toEqual(scard('SCARD_E_SHARING_VIOLATION'));
    await alone.disconnect('leave');
    await open();
  });

  it('says what is missing', async () => {
    await expect(reader.connect('Another reader', 'shared')).rejects.toEqual(scard('SCARD_E_UNKNOWN_READER'));
    reader.remove();
    await expect(open()).rejects.toEqual(scard('SCARD_E_NO_SMARTCARD'));
    reader.unplug();
    await expect(open()).rejects.toEqual(scard('SCARD_E_UNKNOWN_READER'));
    reader.stopService();
    await expect(open()).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
    await expect(reader.listReaders()).rejects.toEqual(scard('SCARD_E_NO_SERVICE'));
  });

  it('ends a handle at disconnect', async () => {
    const connection = await open();
    await connection.disconnect('leave');
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_E_INVALID_HANDLE'));
    await expect(connection.disconnect('leave')).rejects.toEqual(scard('SCARD_E_INVALID_HANDLE'));
  });
});

describe('resets', () => {
  it('keeps the security status across a disconnect that leaves the card, not across one that resets it', async () => {
    const first = await open();
    await transmit(first, VERIFY(PIN_BLOCK));
    await first.disconnect('leave');
    const second = await open();
    expect(await transmit(second, '0020000100')).toBe('9000');
    await second.disconnect('reset');
    expect(await transmit(await open(), '0020000100')).toBe('63C3');
  });

  it.each(['disconnect', 'endTransaction', 'reconnect'] as const)('by %s of one are told to the others until they reconnect', async (how) => {
    const one = await open();
    const other = await open();
    if (how === 'endTransaction') await one.beginTransaction();
    await one[how]('reset');
    await expect(transmit(other, '0020000100')).rejects.toEqual(scard('SCARD_W_RESET_CARD'));
    await expect(other.beginTransaction()).rejects.toEqual(scard('SCARD_W_RESET_CARD'));
    if (how !== 'disconnect') expect(await transmit(one, '0020000100')).toBe('63C3');
    await other.reconnect('leave');
    expect(await transmit(other, '0020000100')).toBe('63C3');
  });

  it('by another program lets go a transaction', async () => {
    const connection = await open();
    await connection.beginTransaction();
    reader.resetByOther();
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_W_RESET_CARD'));
    await expect(connection.endTransaction('leave')).rejects.toEqual(scard('SCARD_W_RESET_CARD'));
    const next = await open();
    await next.beginTransaction();
    expect(await transmit(next, '0020000100')).toBe('63C3');
  });
});

describe('transactions', () => {
  it('make others wait their turn, in order, and refuse their commands meanwhile', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    const order: string[] = [];
    await first.beginTransaction();
    const waiting = [second, third].map(async (connection, index) => {
      await connection.beginTransaction();
      order.push(`begin ${index}`);
      await connection.endTransaction('leave');
    });
    await expect(transmit(second, '0020000100')).rejects.toEqual(scard('SCARD_E_SHARING_VIOLATION'));
    expect(await transmit(first, '0020000100')).toBe('63C3');
    order.push('end first');
    await first.endTransaction('leave');
    await Promise.all(waiting);
    expect(order).toEqual(['end first', 'begin 0', 'begin 1']);
  });

  it('nest for their holder', async () => {
    const [first, second] = [await open(), await open()];
    await first.beginTransaction();
    await first.beginTransaction();
    await first.endTransaction('leave');
    await expect(transmit(second, '0020000100')).rejects.toEqual(scard('SCARD_E_SHARING_VIOLATION'));
    await first.endTransaction('leave');
    expect(await transmit(second, '0020000100')).toBe('63C3');
    await expect(first.endTransaction('leave')).rejects.toEqual(scard('SCARD_E_NOT_TRANSACTED'));
  });

  it.each([
    ['its holder', (holder: Connection) => holder.disconnect('leave'), 'mine'],
    ['the card', async () => void reader.remove(), 'SCARD_W_REMOVED_CARD'],
    ['the reader', async () => reader.unplug(), 'SCARD_E_READER_UNAVAILABLE'],
    ['the service', async () => reader.stopService(), 'SCARD_E_SERVICE_STOPPED'],
  ] as const)('end with %s, and who waits is told', async (_, end, told) => {
    const [holder, waiter] = [await open(), await open()];
    await holder.beginTransaction();
    const turn = waiter.beginTransaction().then(() => 'mine', (thrown: unknown) => (thrown as { scard: string }).scard);
    await setImmediate();
    await end(holder);
    expect(await turn).toBe(told);
  });
});

describe('a card that leaves', () => {
  it('stays gone for the handle until it reconnects, even to the next card', async () => {
    const connection = await open();
    await transmit(connection, VERIFY(PIN_BLOCK));
    reader.remove();
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_W_REMOVED_CARD'));
    await expect(connection.reconnect('leave')).rejects.toEqual(scard('SCARD_E_NO_SMARTCARD'));
    reader.insert(card);
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_W_REMOVED_CARD'));
    await connection.reconnect('leave');
    expect(await transmit(connection, '0020000100')).toBe('63C3');
  });

  it('is another card after a swap', async () => {
    const other = await freshCard({ serial: '0000000000000042' });
    reader.insert(other);
    const connection = await open();
    expect(await transmit(connection, '002281A40680011C830103')).toBe('9000');
    expect(reader.card).toBe(other);
    expect(reader.tape.entries.map(({ kind }) => kind).slice(0, 2)).toEqual(['removed', 'inserted']);
  });

  it('takes its reader and the service with it', async () => {
    const connection = await open();
    reader.unplug();
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_E_READER_UNAVAILABLE'));
    reader.plug();
    await expect(connection.reconnect('leave')).rejects.toEqual(scard('SCARD_E_READER_UNAVAILABLE'));
    const again = await open();
    reader.stopService();
    await expect(transmit(again, '0020000100')).rejects.toEqual(scard('SCARD_E_SERVICE_STOPPED'));
    reader.startService();
    expect(await transmit(await open(), '0020000100')).toBe('63C3');
    await expect(again.disconnect('leave')).rejects.toEqual(scard('SCARD_E_SERVICE_STOPPED'));
  });

  it('is without power after close', async () => {
    const connection = await open();
    await transmit(connection, VERIFY(PIN_BLOCK));
    await reader.close();
    await expect(transmit(connection, '0020000100')).rejects.toEqual(scard('SCARD_E_INVALID_HANDLE'));
    expect(hex(card.transmit(bytes('0020000100')))).toBe('63C3');
  });
});

describe('the tape', () => {
  it('keeps headers, status words, connections and transactions in order', async () => {
    const connection = await open();
    await connection.beginTransaction();
    await transmit(connection, '00A4000C023F00');
    await transmit(connection, VERIFY(PIN_BLOCK));
    await connection.endTransaction('reset');
    await transmit(connection, '00B09C0000');
    expect(reader.tape.entries).toEqual([
      { kind: 'connect', connection: 1, transaction: null },
      { kind: 'begin', connection: 1, transaction: 1 },
      { kind: 'apdu', header: '00A4000C02', data: '3F00', connection: 1, transaction: 1, applied: true, sw: '9000', outcome: 'answered' },
      { kind: 'apdu', header: '0020000108', data: null, connection: 1, transaction: 1, applied: true, sw: '9000', outcome: 'answered' },
      { kind: 'end', connection: 1, transaction: 1 },
      { kind: 'reset' },
      { kind: 'apdu', header: '00B09C0000', data: null, connection: 1, transaction: null, applied: true, sw: '9000', outcome: 'answered' },
    ]);
    expect(reader.tape.commands()).toEqual([{ ins: 'A4', sw: '9000' }, { ins: '20', sw: '9000' }, { ins: 'B0', sw: '9000' }]);
    reader.tape.clear();
    expect(reader.tape.entries).toEqual([]);
  });

  it('never keeps the body of a command that carries a secret', async () => {
    const connection = await open();
    const secret = 'A7B6C5D4E3F20918';
    for (const ins of ['20', '24', '2C', '82', '2A', '88', 'DB', 'D6']) await transmit(connection, `00${ins}000108${secret}`);
    for (const command of [`1020000108${secret}`, `00200001000008${secret}`]) await transmit(connection, command);
    expect(JSON.stringify(reader.tape.entries)).not.toContain(secret.slice(2));
  });
});
