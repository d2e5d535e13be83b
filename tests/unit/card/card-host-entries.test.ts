import { createCipheriv } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { serviceOver } from '../../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { createCardHost } from '../../../src-main/card-host/create-card-host.ts';
import type { CardHost } from '../../../src-main/ports/card-host.ts';
import { cardOf } from '../../../src-simulator/card-of.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { hex } from '../../support/apdu-script.ts';
import {
  blockedState, cryptogramFor, NEW_PIN, OLD_PIN, openBench, OTHER_SERIAL, otherState, pinVerifies, PUK, quickClock, SERIAL, silentLog,
  usableState, WRONG_PIN, type Bench,
} from '../../support/card-bench.ts';
import { familyState, GIDS_ADMIN_KEY, GIDS_SERIAL, PIV_GUID, PIV_PIN } from '../../support/card-family.ts';
import { eventually } from '../../support/eventually.ts';

const open: { readonly host: CardHost }[] = [];
const bench = async (...options: Parameters<typeof openBench>): Promise<Bench> => {
  const made = await openBench(...options);
  open.push(made);
  return made;
};
afterEach(async () => {
  for (const { host } of open.splice(0)) await host.close();
});

const sent = (reader: VirtualReader): readonly string[] => reader.tape.commands().map(({ ins }) => ins);
const secrets = (reader: VirtualReader): readonly string[] =>
  reader.tape.entries.flatMap((entry) => (entry.kind === 'apdu' && /^00(?:20|24|2C|82)/u.test(entry.header) && !entry.header.endsWith('00') ? [entry.header] : []));
const connects = (reader: VirtualReader): number => reader.tape.entries.filter(({ kind }) => kind === 'connect').length;
const seen = (triesShown: number | null = 3, lastTryConfirmed = false) => ({ serial: SERIAL, triesShown, lastTryConfirmed });
const counter = (triesLeft: number, triesMax = 3) => ({ triesLeft, triesMax });

describe('entries on a card that counts', () => {
  it('three wrong ones, each told, the last one confirmed; then the PUK', async () => {
    const { host, card, reader } = await bench({ state: await usableState() });
    expect(await host.verifyPin({ ...seen(3), pin: WRONG_PIN })).toEqual({ kind: 'wrong', counter: counter(2) });
    expect(await host.changePin({ ...seen(2), current: WRONG_PIN, next: NEW_PIN })).toEqual({ kind: 'wrong', counter: counter(1) });
    await expect(host.verifyPin({ ...seen(1), pin: OLD_PIN })).rejects.toMatchObject({ code: 'pinLastTryUnconfirmed' });
    expect(await host.verifyPin({ ...seen(1, true), pin: WRONG_PIN })).toEqual({ kind: 'blocked', counter: counter(0) });
    await expect(host.verifyPin({ ...seen(0, true), pin: OLD_PIN })).rejects.toMatchObject({ code: 'pinBlocked' });
    await host.refresh();
    expect((await host.snapshot()).tokens[0]).toMatchObject({ blocked: true, pin: counter(0), puk: counter(5, 5) });
    expect(await host.unblockByPuk({ ...seen(5), puk: PUK, next: NEW_PIN })).toEqual({ kind: 'ok', counter: counter(3) });
    expect(pinVerifies(card.state())).toBe(true);
    expect(secrets(reader)).toEqual(['0020000108', '0024000110', '0020000108', '0020000208', '002C020108']);
    await eventually(async () => expect((await host.snapshot()).tokens[0]).toMatchObject({ blocked: false, pin: counter(3) }));
  });

  it('refuses what could never be right before the reader is opened', async () => {
    const { host, reader } = await bench({ state: await usableState() });
    const refused = (entry: Promise<unknown>, code: string): Promise<void> => expect(entry).rejects.toMatchObject({ code });
    await refused(host.verifyPin({ ...seen(), pin: hex('343832') }), 'pinLength');
    await refused(host.verifyPin({ ...seen(), pin: hex('3438326A') }), 'pinNotDigits');
    await refused(host.changePin({ ...seen(), current: OLD_PIN, next: hex('31323334') }), 'pinSequence');
    await refused(host.changePin({ ...seen(), current: OLD_PIN, next: hex('35353535') }), 'pinRepeated');
    await refused(host.changePin({ ...seen(), current: OLD_PIN, next: OLD_PIN }), 'pinUnchanged');
    await refused(host.unblockByPuk({ ...seen(5), puk: PUK.subarray(1), next: NEW_PIN }), 'pinLength');
    expect([connects(reader), sent(reader)]).toEqual([0, []]);
  });

  it('a counter that another program changed meanwhile: nothing sent, and the truth shown', async () => {
    const { host, reader } = await bench({ state: await usableState() });
    const other = await reader.connect('R1', 'shared');
    await other.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x01, 8, ...WRONG_PIN, 0xff, 0xff, 0xff, 0xff));
    await other.disconnect('leave');
    reader.tape.clear();
    await expect(host.verifyPin({ ...seen(3), pin: OLD_PIN })).rejects.toMatchObject({ code: 'pinCounterChanged', details: { triesLeft: 2 } });
    expect(secrets(reader)).toEqual([]);
    await eventually(async () => expect((await host.snapshot()).tokens[0]?.pin).toEqual(counter(2)));
  });

  it('leaves nothing verified behind, for nobody: not in the gap after the transaction either', async () => {
    const { host, reader } = await bench({ state: await usableState() });
    const other = await reader.connect('R1', 'shared');
    expect(await host.verifyPin({ ...seen(), pin: OLD_PIN })).toMatchObject({ kind: 'ok' });
    await expect(other.transmit(hex('0020000100'))).rejects.toMatchObject({ scard: 'SCARD_W_RESET_CARD' });
    await host.refresh();
    await other.reconnect('leave');
    expect(await other.transmit(hex('0020000100'))).toEqual(hex('63C3'));
    await other.disconnect('leave');
    // The reset comes with the end of the transaction, before anybody else may begin one.
    const verified = reader.tape.entries.findIndex((entry) => entry.kind === 'apdu' && entry.header === '0020000108');
    const after = reader.tape.entries.slice(verified).map(({ kind }) => kind).filter((kind) => kind !== 'apdu');
    expect(after.slice(0, 2)).toEqual(['end', 'reset']);
  });

  it('a refusal resets nothing', async () => {
    const { host, reader } = await bench({ state: await usableState() });
    await expect(host.verifyPin({ ...seen(2), pin: OLD_PIN })).rejects.toMatchObject({ code: 'pinCounterChanged' });
    expect(reader.tape.entries.filter(({ kind }) => kind === 'reset')).toEqual([]);
  });

  it('one at a time: a double click is one VERIFY, and an unblock is not disturbed', async () => {
    const { host, reader } = await bench({ state: await usableState() });
    const [first, second] = await Promise.allSettled([host.verifyPin({ ...seen(), pin: OLD_PIN }), host.verifyPin({ ...seen(), pin: OLD_PIN })]);
    expect([first, second]).toMatchObject([{ value: { kind: 'ok' } }, { reason: { code: 'busy' } }]);
    expect(secrets(reader)).toEqual(['0020000108']);

    const held = await bench();
    await held.host.holdPin(NEW_PIN);
    const { challenge } = await held.host.requestChallenge(SERIAL);
    await expect(held.host.unblockByPuk({ ...seen(5), puk: PUK, next: NEW_PIN })).rejects.toMatchObject({ code: 'busy' });
    expect(await held.host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) })).toMatchObject({ kind: 'done' });
  });

  it('another token, no token, no reader: said so, nothing sent', async () => {
    const { host, reader } = await bench({ state: await otherState() });
    await expect(host.verifyPin({ ...seen(), pin: OLD_PIN })).rejects.toMatchObject({ code: 'wrongToken', details: { expected: SERIAL, found: OTHER_SERIAL } });
    reader.remove();
    await expect(host.verifyPin({ ...seen(), pin: OLD_PIN })).rejects.toMatchObject({ code: 'noToken' });
    reader.unplug();
    await expect(host.verifyPin({ ...seen(), pin: OLD_PIN })).rejects.toMatchObject({ code: 'noReader' });
    expect(secrets(reader)).toEqual([]);
  });

  it('a token exchanged right before the command gets not one secret byte', async () => {
    const { host, reader } = await bench({ state: await usableState(), spare: await otherState() });
    reader.arm([{ kind: 'swap', at: { ins: 'B0', nth: 3 }, when: 'before' }]);
    await expect(host.verifyPin({ ...seen(), pin: OLD_PIN })).rejects.toMatchObject({ code: 'tokenRemoved' });
    expect(secrets(reader)).toEqual([]);
  });

  it('the caller may overwrite its bytes at once', async () => {
    const { host } = await bench({ state: await usableState() });
    const pin = Uint8Array.from(OLD_PIN);
    const entry = host.verifyPin({ ...seen(), pin });
    pin.fill(0);
    expect(await entry).toMatchObject({ kind: 'ok' });
  });
});

describe('other applets', () => {
  async function hostOf(name: 'gids' | 'piv', change: (state: Awaited<ReturnType<typeof familyState>>) => typeof state = (state) => state) {
    const card = cardOf(change(await familyState(name)));
    const reader = new VirtualReader({ name: 'R1', card });
    const host = createCardHost({ services: [serviceOver(reader, () => null)], clock: quickClock(), log: silentLog });
    open.push({ host });
    await host.refresh();
    reader.tape.clear();
    return { host, reader, card };
  }

  it('GIDS: shown, verified, changed, and unblocked by an authority\'s eight bytes', async () => {
    const { host } = await hostOf('gids');
    const token = (await host.snapshot()).tokens[0];
    expect(token).toMatchObject({ state: 'ready', profile: 'gids', serial: GIDS_SERIAL, puk: null });
    expect(token?.abilities).toEqual({ verifyPin: true, changePin: true, unblockByPuk: false, unblockByAuthority: true, sign: false });
    const max = token?.pin.triesMax ?? 0;
    const on = (triesShown: number, lastTryConfirmed = false) => ({ serial: GIDS_SERIAL, triesShown, lastTryConfirmed });
    expect(await host.verifyPin({ ...on(max), pin: OLD_PIN })).toEqual({ kind: 'ok', counter: counter(max, max) });
    for (let left = max; left > 0; left--) {
      expect((await host.verifyPin({ ...on(left, left === 1), pin: WRONG_PIN })).kind).toBe(left === 1 ? 'blocked' : 'wrong');
    }
    await expect(host.unblockByPuk({ ...on(5), puk: PUK, next: NEW_PIN })).rejects.toMatchObject({ code: 'tokenReadOnly' });
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(GIDS_SERIAL);
    const cipher = createCipheriv('des-ede3-cbc', GIDS_ADMIN_KEY, Buffer.alloc(8)).setAutoPadding(false);
    const cryptogram = Uint8Array.from(Buffer.concat([cipher.update(challenge), cipher.final()]));
    expect([challenge.length, cryptogram.length]).toEqual([8, 8]);
    expect(await host.applyUnblock({ serial: GIDS_SERIAL, challenge, cryptogram })).toEqual({ kind: 'done', counter: counter(max, max) });
    await host.refresh();
    expect(await host.changePin({ ...on(max), current: NEW_PIN, next: OLD_PIN })).toEqual({ kind: 'ok', counter: counter(max, max) });
  });

  it('PIV: verified, changed, and unblocked by a PUK whose tries nobody can tell', async () => {
    const { host } = await hostOf('piv');
    const token = (await host.snapshot()).tokens[0];
    expect(token).toMatchObject({ state: 'ready', profile: 'piv', serial: PIV_GUID, puk: { triesLeft: null } });
    expect(token?.abilities).toEqual({ verifyPin: true, changePin: true, unblockByPuk: true, unblockByAuthority: false, sign: false });
    const left = token?.pin.triesLeft ?? 0;
    const on = (triesShown: number | null, lastTryConfirmed = false) => ({ serial: PIV_GUID, triesShown, lastTryConfirmed });
    expect(await host.verifyPin({ ...on(left), pin: PIV_PIN })).toMatchObject({ kind: 'ok' });
    const next = Uint8Array.from('907163', (digit) => digit.charCodeAt(0));
    expect(await host.changePin({ ...on(left), current: PIV_PIN, next })).toMatchObject({ kind: 'ok' });
    await expect(host.unblockByPuk({ ...on(null), puk: PUK, next: PIV_PIN })).rejects.toMatchObject({ code: 'pinLastTryUnconfirmed' });
    expect(await host.unblockByPuk({ ...on(null, true), puk: PUK, next: PIV_PIN })).toMatchObject({ kind: 'ok' });
    expect(await host.verifyPin({ ...on(left), pin: PIV_PIN })).toMatchObject({ kind: 'ok' });
    await expect(host.requestChallenge(PIV_GUID)).rejects.toMatchObject({ code: 'tokenReadOnly' });
  });

  it('a token that is read only: shown, and no PIN goes to it', async () => {
    const card = new VirtualCard(await blockedState());
    // The same files under an answer to reset that no row knows: PKCS#15, by EF.DIR.
    const reader = new VirtualReader({ name: 'R1', card });
    const known = serviceOver(reader, () => null);
    const atr = hex('3B8F8001804F0CA000000306030001000000006A');
    const service = {
      ...known,
      listReaders: async () => (await known.listReaders()).map((status) => ({ ...status, atr })),
      connect: async (...target: Parameters<typeof known.connect>) => {
        const connection = await known.connect(...target);
        return { ...connection, atr };
      },
    };
    const host = createCardHost({ services: [service], clock: quickClock(), log: silentLog });
    open.push({ host });
    await host.refresh();
    const token = (await host.snapshot()).tokens[0];
    expect(token).toMatchObject({ state: 'ready', profile: 'pkcs15', pinFormat: null, pukFormat: null, puk: null });
    expect(Object.values(token?.abilities ?? {})).toEqual([false, false, false, false, false]);
    const serial = token?.serial ?? '';
    reader.tape.clear();
    for (const entry of [host.verifyPin({ ...seen(), serial, pin: OLD_PIN }), host.requestChallenge(serial)]) {
      await expect(entry).rejects.toMatchObject({ code: expect.stringMatching(/^(?:tokenReadOnly|busy)$/u) });
    }
    expect(secrets(reader)).toEqual([]);
  });
});
