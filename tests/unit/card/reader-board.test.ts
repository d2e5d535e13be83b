import { afterEach, describe, expect, it, vi } from 'vitest';
import { serviceOver } from '../../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { createCardHost } from '../../../src-main/card-host/create-card-host.ts';
import { BUSY_RETRY_MS } from '../../../src-main/card-host/reader-board.ts';
import type { CardHost, CardSnapshot } from '../../../src-main/ports/card-host.ts';
import { PcscError, type SmartCardService } from '../../../src-main/ports/smart-card-service.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { hex } from '../../support/apdu-script.ts';
import { otherState, OTHER_SERIAL, quickClock, SERIAL, silentLog, usableState } from '../../support/card-bench.ts';
import { realReader } from '../../support/real-reader.ts';
import { eventually } from '../../support/eventually.ts';

const open: CardHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

function hostOf(services: readonly SmartCardService[]) {
  const clock = quickClock();
  const host = createCardHost({ services, clock, log: silentLog });
  open.push(host);
  return { host, clock };
}

const virtual = async (): Promise<VirtualReader> => new VirtualReader({ name: 'V', card: new VirtualCard(await usableState()) });
const stateOf = (snapshot: CardSnapshot, name: string) => snapshot.tokens.find(({ readerName }) => readerName === name)?.state;

describe('several services', () => {
  it('one that hangs does not delay the other, and is asked on when it answers', async () => {
    const real = realReader({ name: 'R' });
    let answer: () => void = () => undefined;
    real.state.list = () => new Promise((resolve) => (answer = () => resolve([real.state.status])));
    const reader = await virtual();
    const { host } = hostOf([real.service, serviceOver(reader, () => null)]);
    await host.refresh();
    const snapshot = await host.snapshot();
    expect(snapshot).toMatchObject({ service: 'ready', serviceProblem: { code: 'serviceAbsent' } });
    expect(snapshot.tokens.map(({ serial }) => serial)).toEqual([SERIAL]);
    expect(await host.readCounter(SERIAL)).toEqual({ triesLeft: 3, triesMax: 3 });
    answer();
    // In its place: real readers first.
    await eventually(async () => expect((await host.snapshot()).readers.map(({ name }) => name)).toEqual(['R', 'V']));
    expect((await host.snapshot()).serviceProblem).toBeNull();
  });

  it.each(['addonMissing', 'pcscLibraryMissing', 'serviceAccessDenied', 'serviceVersionMismatch'] as const)('%s is told beside the readers of the other', async (code) => {
    const real = realReader();
    real.state.list = () => Promise.reject(new AppError(code));
    const reader = await virtual();
    const { host } = hostOf([real.service, serviceOver(reader, () => null)]);
    await host.refresh();
    expect(await host.snapshot()).toMatchObject({ service: 'ready', serviceProblem: { code } });
    const alone = hostOf([real.service]);
    await alone.host.refresh();
    expect(await alone.host.snapshot()).toMatchObject({ service: 'noService', serviceProblem: { code }, readers: [] });
    expect((await alone.host.inspect()).problem).toMatchObject({ code });
  });

  it('a daemon that is not running, and comes', async () => {
    const real = realReader();
    real.state.list = () => Promise.reject(new PcscError('SCARD_E_NO_SERVICE'));
    const { host } = hostOf([real.service]);
    await host.refresh();
    expect(await host.snapshot()).toMatchObject({ service: 'noService', serviceProblem: { code: 'serviceAbsent' } });
    // Without an event: it is asked again by itself.
    real.state.list = null;
    await eventually(async () => expect(await host.snapshot()).toMatchObject({ service: 'ready', serviceProblem: null }));
  });

  it('no service at all is said', async () => {
    const { host } = hostOf([]);
    expect(await host.snapshot()).toMatchObject({ service: 'noService', serviceProblem: { code: 'serviceAbsent' } });
  });
});

describe('tokens', () => {
  it('one exchanged for another of the same model between two lists is read again, and its hold is gone', async () => {
    const first = new VirtualCard(await usableState(0));
    const reader = new VirtualReader({ name: 'V', card: first });
    const { host } = hostOf([serviceOver(reader, () => null)]);
    await host.refresh();
    expect((await host.snapshot()).tokens[0]?.serial).toBe(SERIAL);
    const { challenge } = await host.requestChallenge(SERIAL);
    const seen: (string | null)[] = [];
    host.onChange(({ tokens }) => seen.push(tokens[0]?.serial ?? null));
    // Out and in within one turn: no list ever shows an empty reader.
    reader.insert(new VirtualCard(await otherState()));
    await eventually(async () => expect((await host.snapshot()).tokens[0]?.serial).toBe(OTHER_SERIAL));
    expect(seen[0]).toBeNull();
    await host.holdPin(hex('37333531'));
    expect(await host.applyUnblock({ serial: SERIAL, challenge, cryptogram: new Uint8Array(24) })).toEqual({ kind: 'notDone', because: 'tokenRemoved' });
  });

  it('is shown as reading at once, whatever other readers do', async () => {
    const slow = realReader({ name: 'R', transmit: () => new Promise(() => undefined) });
    const reader = await virtual();
    const card = reader.remove();
    const { host } = hostOf([slow.service, serviceOver(reader, () => null)]);
    await eventually(async () => expect(stateOf(await host.snapshot(), 'R')).toBe('reading'));
    const seen: (string | undefined)[] = [];
    host.onChange((snapshot) => seen.push(stateOf(snapshot, 'V')));
    if (card !== null) reader.insert(card);
    await eventually(() => expect(seen).toEqual(['reading', 'ready']));
    expect(stateOf(await host.snapshot(), 'R')).toBe('reading');
  });

  it('a mute card: unreadable, and not opened until it speaks or a person asks', async () => {
    const real = realReader();
    real.change({ mute: true });
    const { host } = hostOf([real.service]);
    await eventually(async () => expect((await host.snapshot()).tokens[0]).toMatchObject({ state: 'unreadable', problem: { code: 'tokenUnreadable' } }));
    real.change({});
    await eventually(async () => expect((await host.inspect()).readers[0]?.state).toBe('mute'));
    expect(real.state.connects).toBe(0);
    await host.refresh();
    expect(real.state.connects).toBe(1);
    real.change({ mute: false });
    await eventually(() => expect(real.state.connects).toBe(2));
  });

  it('busy in a transaction of another program: said so, tried again every few seconds, free when it is', async () => {
    const real = realReader();
    real.state.beginError = 'SCARD_E_SHARING_VIOLATION';
    const { host, clock } = hostOf([real.service]);
    await eventually(async () => expect((await host.snapshot()).tokens[0]).toMatchObject({ state: 'busy', problem: { code: 'readerBusy' } }));
    const tries = (): number => clock.slept.filter((ms) => ms === BUSY_RETRY_MS).length;
    const states: (string | undefined)[] = [];
    host.onChange(({ tokens }) => states.push(tokens[0]?.state));
    await eventually(() => expect(tries()).toBeGreaterThan(3));
    // Events that say nothing new do not make it flicker.
    real.change({});
    expect(states).toEqual([]);
    real.state.beginError = null;
    await eventually(async () => expect((await host.snapshot()).tokens[0]?.problem?.code).toBe('tokenCommandRefused'));
    const after = tries();
    await host.refresh();
    await new Promise((resolve) => setImmediate(resolve));
    expect(tries()).toBeLessThanOrEqual(after + 1);
  });

  it('waiting for another program does not keep an entry waiting', async () => {
    let begins = 0;
    // The first reading is refused; the next transaction asked for, by the retry, waits for ever.
    const real = realReader({
      connection: {
        beginTransaction: async () => {
          begins++;
          if (begins === 2) await new Promise(() => undefined);
          throw new PcscError('SCARD_E_SHARING_VIOLATION');
        },
      },
    });
    const { host } = hostOf([real.service]);
    await eventually(() => expect(begins).toBe(2));
    await expect(host.verifyPin({ serial: SERIAL, triesShown: 3, lastTryConfirmed: false, pin: hex('34383231') })).rejects.toMatchObject({ code: 'readerBusy' });
  });
});

describe('inspection', () => {
  it('tells readers by what they say, over a shared connection and without a word to the card', async () => {
    const transmit = vi.fn<(command: Uint8Array) => Promise<Uint8Array>>(async () => hex('6A82'));
    const attributes = new Map([
      [0x0001_0100, hex('41434D4500')],
      [0x0001_0101, hex('52656164657220330A')],
      [0x0001_0102, hex('10000201')],
    ]);
    const real = realReader({
      libraryVersion: 'pcsc-lite 1.9.9',
      transmit,
      connection: {
        attribute: async (id) => attributes.get(id) ?? null,
        // FEATURE_MODIFY_PIN_DIRECT, FEATURE_VERIFY_PIN_DIRECT.
        control: async (code) => (code === 0x4200_0d48 || code === 0x0031_3520 ? hex('070442330007060442330006') : Promise.reject(new PcscError('SCARD_E_NOT_TRANSACTED'))),
      },
    });
    const { host } = hostOf([real.service]);
    await host.refresh();
    transmit.mockClear();
    expect(await host.inspect()).toEqual({
      libraryVersion: 'pcsc-lite 1.9.9',
      problem: null,
      readers: [
        {
          readerId: (await host.snapshot()).readers[0]?.readerId, name: 'R', virtual: false, state: 'present',
          atr: '3B7F9600000031B8644070141073940180829000', pinpad: true, driver: 'ACME Reader 3 1.2.16',
        },
      ],
    });
    expect(transmit).not.toHaveBeenCalled();
  });

  it('opens neither a held token, nor an empty reader, nor one that somebody keeps; a reader that hangs is listed without', async () => {
    const reader = new VirtualReader({ name: 'V', card: new VirtualCard(await usableState(0)) });
    const { host } = hostOf([serviceOver(reader, () => null)]);
    await host.refresh();
    await host.requestChallenge(SERIAL);
    reader.tape.clear();
    expect((await host.inspect()).readers).toMatchObject([{ state: 'exclusive', pinpad: null, driver: null }]);
    expect(reader.tape.entries).toEqual([]);
    const hanging = realReader({ connection: { attribute: () => new Promise(() => undefined) } });
    const second = hostOf([hanging.service]);
    await second.host.refresh();
    expect((await second.host.inspect()).readers).toMatchObject([{ name: 'R', state: 'present', pinpad: null, driver: null }]);
    hanging.change({ present: false });
    expect((await second.host.inspect()).readers).toMatchObject([{ state: 'empty', atr: '' }]);
    // The connection that hangs is left as it is: the process of this host is ended, not the test.
    open.splice(open.indexOf(second.host), 1);
  });
});
