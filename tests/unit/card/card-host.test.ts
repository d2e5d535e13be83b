import { afterEach, describe, expect, it } from 'vitest';
import { serviceOver } from '../../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { createCardHost } from '../../../src-main/card-host/create-card-host.ts';
import { LIST_LIMIT_MS } from '../../../src-main/card-host/service-list.ts';
import type { CardSnapshot } from '../../../src-main/ports/card-host.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { hex } from '../../support/apdu-script.ts';
import { realReader } from '../../support/real-reader.ts';
import {
  blockedState,
  cryptogramFor,
  NEW_PIN,
  openBench,
  OTHER_SERIAL,
  otherState,
  pinVerifies,
  quickClock,
  SERIAL,
  silentLog,
  usableState,
  type Bench,
} from '../../support/card-bench.ts';
import { eventually } from '../../support/eventually.ts';

const open: Bench[] = [];
const bench = async (...options: Parameters<typeof openBench>): Promise<Bench> => {
  const made = await openBench(...options);
  open.push(made);
  return made;
};
afterEach(async () => {
  for (const { host } of open.splice(0)) await host.close();
});

const sent = (reader: VirtualReader): readonly string[] => reader.tape.commands().map(({ ins }) => ins);
const tokenOf = (snapshot: CardSnapshot) => snapshot.tokens[0];

async function unblock({ host }: Bench) {
  await host.holdPin(NEW_PIN);
  const { challenge } = await host.requestChallenge(SERIAL);
  return host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) });
}

describe('what is shown', () => {
  it('a token, whole', async () => {
    const { host } = await bench();
    const snapshot = await host.snapshot();
    expect(snapshot.service).toBe('ready');
    expect(snapshot.readers).toEqual([{ readerId: tokenOf(snapshot)?.readerId, name: 'R1', virtual: true, tokenPresent: true }]);
    expect(tokenOf(snapshot)).toMatchObject({
      state: 'ready',
      problem: null,
      serial: SERIAL,
      model: 'IAS-ECC',
      holder: 'Camille Durand',
      pin: { triesLeft: 0, triesMax: 3 },
      blocked: true,
    });
    expect(tokenOf(snapshot)?.certificates.map(({ use }) => use).toSorted()).toEqual(['authentication', 'signature']);
  });

  it('each change of reader and token, once, in its order', async () => {
    const { host, reader, card } = await bench();
    const seen: string[] = [];
    host.onChange(({ service, tokens }) => seen.push([service, ...tokens.map(({ state }) => state)].join(' ')));
    reader.remove();
    await eventually(() => expect(seen).toEqual(['noToken']));
    reader.insert(card);
    await eventually(() => expect(seen.at(-1)).toBe('ready ready'));
    reader.unplug();
    await eventually(() => expect(seen.at(-1)).toBe('noReader'));
    reader.stopService();
    await eventually(() => expect(seen.at(-1)).toBe('noService'));
    reader.startService();
    reader.plug();
    await eventually(() => expect(seen.at(-1)).toBe('ready ready'));
expect(seen).toEqual(['noToken', 'ready reading', 'ready ready', 'noReader', 'noService', 'ready reading', 'ready ready']);
  });

  it('a service that was not there, once it is', async () => {
    const card = new VirtualCard(await usableState());
    const reader = new VirtualReader({ name: 'R1', card });
    reader.stopService();
    const clock = quickClock();
    const host = createCardHost({ services: [serviceOver(reader, () => null)], clock, log: silentLog });
    await eventually(async () => expect((await host.snapshot()).service).toBe('noService'));
    reader.startService();
    await eventually(async () => expect(tokenOf(await host.snapshot())).toMatchObject({ state: 'ready', blocked: false }));
    await host.close();
  });

  it('nothing of a model that this program does not know, and sends it nothing but SELECT', async () => {
    const commands: string[] = [];
    const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
      commands.push(Buffer.from(command).toString('hex').toUpperCase());
      return hex('6A82');
    };
    const { service } = realReader({ atr: '3B8F8001804F0CA000000306030001000000006A', transmit });
    const host = createCardHost({ services: [service], clock: quickClock(), log: silentLog });
    await host.refresh();
    expect(tokenOf(await host.snapshot())).toMatchObject({
      state: 'unknownCard', problem: { code: 'tokenUnknown' }, serial: null, profile: null, pinFormat: null, puk: null,
      abilities: { verifyPin: false, changePin: false, unblockByPuk: false, unblockByAuthority: false, sign: false },
    });
    await expect(host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'tokenUnknown' });
    await expect(host.readCounter(SERIAL)).rejects.toMatchObject({ code: 'tokenUnknown' });
    await expect(host.verifyPin({ serial: SERIAL, triesShown: 3, lastTryConfirmed: true, pin: NEW_PIN })).rejects.toMatchObject({ code: 'tokenUnknown' });
    expect(commands.filter((command) => !command.startsWith('00A4'))).toEqual([]);
    await host.close();
  });

  it('a busy token, after waiting three times half a second and sending nothing; read as soon as it is free', async () => {
    const { host, reader, clock } = await bench();
    const other = await reader.connect('R1', 'exclusive');
    const before = clock.slept.length;
    await host.refresh();
    expect(tokenOf(await host.snapshot())).toMatchObject({ state: 'busy', problem: { code: 'readerBusy' } });
    expect(clock.slept.slice(before).filter((ms) => ms === 500)).toEqual([500, 500, 500]);
    await expect(host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'readerBusy' });
    expect(sent(reader)).toEqual([]);
    await other.disconnect('leave');
    await eventually(async () => expect(tokenOf(await host.snapshot())?.state).toBe('ready'));
  });

  it('an unreadable token with its reason', async () => {
    const { host, reader } = await bench();
    reader.arm([{ kind: 'commError', at: { apdu: 3 }, when: 'before' }]);
    await host.refresh();
    expect(tokenOf(await host.snapshot())).toMatchObject({ state: 'unreadable', problem: { code: 'tokenUnreadable' }, serial: null });
    await host.refresh();
    expect(tokenOf(await host.snapshot())?.state).toBe('ready');
  });

  it('a token whose certificates make no sense: it can still be unblocked', async () => {
    const state = await blockedState();
    const files = state.files.map((file) => (file.parent === 'app' && file.id !== '5031' ? { ...file, content: 'MAo=' } : file));
    const { host } = await bench({ state: { ...state, files } });
    expect(tokenOf(await host.snapshot())).toMatchObject({ state: 'ready', serial: SERIAL, certificates: [], holder: null });
  });

  it('a reset by another program is no reason to call a token unreadable', async () => {
    const { host, reader } = await bench();
    reader.arm([{ kind: 'resetByOther', at: { apdu: 4 }, when: 'before' }]);
    await host.refresh();
    expect(reader.pendingFaults).toBe(0);
    expect(tokenOf(await host.snapshot())?.state).toBe('ready');
  });
});

describe('unblocking', () => {
  it('writes the chosen PIN, resets the counter, forgets the PIN and gives the token back', async () => {
    const made = await bench();
    expect(await unblock(made)).toEqual({ kind: 'done', counter: { triesLeft: 3, triesMax: 3 } });
    expect(made.card.state()).toMatchObject({ userPin: { left: 3 }, admin: { left: 5 } });
    expect(pinVerifies(made.card.state())).toBe(true);
    expect(await made.host.pinHeld()).toBe(false);
    await made.host.refresh();
    const other = await made.reader.connect('R1', 'exclusive');
    await other.disconnect('leave');
    expect(tokenOf(await made.host.snapshot())).toMatchObject({ blocked: false, pin: { triesLeft: 3, triesMax: 3 } });
  });

  it('sends what the port says, in that order, in two transactions', async () => {
    const made = await bench();
    await made.host.holdPin(NEW_PIN);
    const { challenge } = await made.host.requestChallenge(SERIAL);
    expect(sent(made.reader)).toEqual(['A4', 'B0', '20', 'CB', 'C0', '22', '84']);
    expect(made.reader.tape.entries.filter(({ kind }) => kind === 'begin' || kind === 'end')).toHaveLength(2);
    made.reader.tape.clear();
    await made.host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) });
    const act = made.reader.tape.entries.slice(0, made.reader.tape.entries.findIndex(({ kind }) => kind === 'disconnect'));
    expect(act.map((entry) => (entry.kind === 'apdu' ? entry.header.slice(2, 4) : entry.kind))).toEqual([
      'begin', 'B0', '82', 'B0', '2C', '20', 'CB', 'C0', 'end',
    ]);
  });

  it('holds the token exclusively between challenge and act, without a transaction', async () => {
    const { host, reader, clock } = await bench();
    await host.requestChallenge(SERIAL);
    await expect(reader.connect('R1', 'shared')).rejects.toMatchObject({ scard: 'SCARD_E_SHARING_VIOLATION' });
    const events = reader.tape.entries.map(({ kind }) => kind);
    expect(events.lastIndexOf('end')).toBeGreaterThan(events.lastIndexOf('begin'));
    await host.refresh();
    expect(tokenOf(await host.snapshot())?.state).toBe('ready');
    await host.release();
    await host.release();
    // Refreshed at the same moment: this host never finds its own token busy.
    const [, { challenge }] = await Promise.all([host.refresh(), host.requestChallenge(SERIAL), host.refresh()]);
    expect(challenge).toHaveLength(8);
    expect(tokenOf(await host.snapshot())?.state).toBe('ready');
    expect(clock.slept.filter((ms) => ms !== LIST_LIMIT_MS)).toEqual([]);
    await host.release();
    await host.refresh();
    await (await reader.connect('R1', 'shared')).disconnect('leave');
  });

  it('leaves neither a challenge nor the admin\'s right behind', async () => {
    const { host, reader, card } = await bench();
    const { challenge } = await host.requestChallenge(SERIAL);
    await host.release();
    await host.refresh();
    const other = await reader.connect('R1', 'shared');
    const late = Uint8Array.of(0x00, 0x82, 0x00, 0x00, 24, ...cryptogramFor(challenge));
    expect(await other.transmit(late)).toEqual(hex('6985'));
    await other.disconnect('leave');

    // The admin's right was won, then the PIN was lost on its way.
    await host.holdPin(NEW_PIN);
    const second = await host.requestChallenge(SERIAL);
    reader.arm([{ kind: 'commError', at: { ins: '2C' }, when: 'before' }]);
    expect(await host.applyUnblock({ serial: SERIAL, ...second, cryptogram: cryptogramFor(second.challenge) })).toMatchObject({ kind: 'unknown' });
    await host.refresh();
    const thief = await reader.connect('R1', 'shared');
    expect(await thief.transmit(hex('002C02010839393939FFFFFFFF'))).toEqual(hex('6982'));
    await thief.disconnect('leave');
    expect(card.state().userPin.left).toBe(0);
  });

  it('finds the token in whatever reader it is, by its serial', async () => {
    const second = new VirtualReader({ name: 'R2', card: new VirtualCard(await blockedState()) });
    const made = await bench({ state: await otherState(), more: [serviceOver(second, () => null)] });
    expect((await made.host.snapshot()).tokens.map(({ serial }) => serial)).toEqual([OTHER_SERIAL, SERIAL]);
    expect(await unblock(made)).toMatchObject({ kind: 'done' });
    expect(sent(made.reader)).toEqual([]);
  });

  it('trusts the token, not what is shown: one exchanged unseen is found out, and shown', async () => {
    const { host, reader } = await bench();
    // Out and in within one turn: the list never shows an empty reader.
    reader.insert(new VirtualCard(await otherState()));
    await expect(host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'wrongToken' });
    await eventually(async () => expect(tokenOf(await host.snapshot())?.serial).toBe(OTHER_SERIAL));
  });

  it('says wrong token, no token and not blocked before it sends anything secret', async () => {
    const wrong = await bench({ state: await otherState() });
    await expect(wrong.host.requestChallenge(SERIAL)).rejects.toMatchObject({
      code: 'wrongToken',
      details: { expected: SERIAL, found: OTHER_SERIAL },
    });
    wrong.reader.remove();
    await expect(wrong.host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'noToken' });
    wrong.reader.unplug();
    await expect(wrong.host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'noReader' });
    wrong.reader.stopService();
    await expect(wrong.host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'serviceAbsent' });
    const usable = await bench({ state: await usableState() });
    await expect(usable.host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'tokenNotBlocked' });
    expect(sent(usable.reader)).not.toContain('84');
    // Refused, so not held.
    await (await usable.reader.connect('R1', 'shared')).disconnect('leave');
  });

  it('refuses what cannot end well, before the card', async () => {
    const { host, reader } = await bench();
    const { challenge } = await host.requestChallenge(SERIAL);
    const cryptogram = cryptogramFor(challenge);
    await expect(host.applyUnblock({ serial: SERIAL, challenge, cryptogram })).rejects.toMatchObject({ code: 'pinNotHeld' });
    await expect(host.holdPin(hex('31323334'))).rejects.toMatchObject({ code: 'callRejected' });
    await expect(host.holdPin(hex(''))).rejects.toMatchObject({ code: 'callRejected' });
    await host.holdPin(NEW_PIN);
    reader.tape.clear();
    const voided = { kind: 'notDone', because: 'tokenReset' };
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram })).toEqual(voided);
    const second = await host.requestChallenge(SERIAL);
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram })).toEqual(voided);
    const third = await host.requestChallenge(SERIAL);
    expect(await host.applyUnblock({ serial: OTHER_SERIAL, challenge: third.challenge, cryptogram })).toEqual(voided);
    const fourth = await host.requestChallenge(SERIAL);
    const short = cryptogram.subarray(1);
    await expect(host.applyUnblock({ serial: SERIAL, ...fourth, cryptogram: short })).rejects.toMatchObject({ code: 'authorityBadReply' });
    expect(sent(reader)).not.toContain('82');
    expect(second.challenge).not.toEqual(challenge);
  });

  it('stops at a refused cryptogram, and keeps the PIN for another try', async () => {
    const { host, card, reader } = await bench();
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge, OTHER_SERIAL) })).toEqual({
      kind: 'adminRefused',
    });
    expect(card.state().admin.left).toBe(4);
    expect(sent(reader)).not.toContain('2C');
    expect(await host.pinHeld()).toBe(true);
  });

  it.each(['remove', 'resetByOther', 'unplug', 'stopService'] as const)('%s while the authority computes: not done, no 82', async (hand) => {
    const { host, reader } = await bench();
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    reader[hand]();
    const outcome = await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) });
    const because = { remove: 'tokenRemoved', resetByOther: 'tokenReset', unplug: 'readerRemoved', stopService: 'serviceStopped' }[hand];
    expect(outcome).toEqual({ kind: 'notDone', because });
    expect(sent(reader)).not.toContain('82');
  });

  it('a card pulled and put back while the authority computes: not done, shown again, free for others', async () => {
    const { host, reader, card } = await bench();
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    reader.remove();
    await eventually(async () => expect((await host.snapshot()).service).toBe('noToken'));
    reader.insert(card);
    await eventually(async () => expect(tokenOf(await host.snapshot())?.state).toBe('ready'));
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) })).toEqual({
      kind: 'notDone',
      because: 'tokenRemoved',
    });
    expect(sent(reader)).not.toContain('82');
    await host.refresh();
    await (await reader.connect('R1', 'exclusive')).disconnect('leave');
  });

  it('another card put in while the authority computes gets not one secret byte', async () => {
    const { host, reader } = await bench({ spare: await otherState() });
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    reader.insert(new VirtualCard(await otherState()));
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) })).toMatchObject({ kind: 'notDone' });
    expect(sent(reader)).not.toContain('82');
    await expect(host.requestChallenge(SERIAL)).rejects.toMatchObject({ code: 'wrongToken' });
  });

  it('a double click makes one act', async () => {
    const { host, reader } = await bench();
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    const input = { serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) };
    const [first, second] = await Promise.allSettled([host.applyUnblock(input), host.applyUnblock(input)]);
    expect(first).toMatchObject({ value: { kind: 'done' } });
    expect(second).toMatchObject({ reason: { code: 'busy' } });
    expect(sent(reader).filter((ins) => ins === '82' || ins === '2C')).toEqual(['82', '2C']);
  });

  it('reading the counter of a held token voids its challenge rather than risk a try', async () => {
    const { host, reader } = await bench();
    await host.holdPin(NEW_PIN);
    const { challenge } = await host.requestChallenge(SERIAL);
    expect(await host.readCounter(SERIAL)).toEqual({ triesLeft: 0, triesMax: 3 });
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: cryptogramFor(challenge) })).toEqual({
      kind: 'notDone',
      because: 'tokenReset',
    });
    expect(sent(reader)).not.toContain('82');
  });
});

describe('the counter', () => {
  it('is read of the token with that serial, and spends nothing', async () => {
    const { host, reader, card } = await bench({ state: await usableState() });
    expect(await host.readCounter(SERIAL)).toEqual({ triesLeft: 3, triesMax: 3 });
    await expect(host.readCounter(OTHER_SERIAL)).rejects.toMatchObject({ code: 'wrongToken' });
    expect(card.state().userPin.left).toBe(3);
    expect(reader.tape.entries.filter((entry) => entry.kind === 'apdu' && entry.header.startsWith('0020') && !entry.header.endsWith('00'))).toEqual([]);
  });
});

describe('the virtual reader', () => {
  it('takes its card out and in', async () => {
    const { host, reader } = await bench();
    const readerId = (await host.snapshot()).readers[0]?.readerId ?? '';
    await host.setVirtualInserted(readerId, false);
    expect((await host.snapshot()).service).toBe('noToken');
    await host.setVirtualInserted(readerId, false);
    await host.setVirtualInserted(readerId, true);
    await eventually(async () => expect(tokenOf(await host.snapshot())?.state).toBe('ready'));
    expect(reader.card).not.toBeNull();
  });

  it('is the only one that can', async () => {
    const { service } = realReader();
    const host = createCardHost({ services: [service], clock: quickClock(), log: silentLog });
    await host.refresh();
    const readerId = (await host.snapshot()).readers[0]?.readerId ?? '';
    await expect(host.setVirtualInserted(readerId, true)).rejects.toMatchObject({ code: 'notAvailable' });
    await expect(host.setVirtualInserted('r9', true)).rejects.toMatchObject({ code: 'notAvailable' });
    await host.close();
  });
});
