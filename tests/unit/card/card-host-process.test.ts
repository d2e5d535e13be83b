import { describe, expect, it, vi } from 'vitest';
import { CardHostProcess, RESTART_WAITS_MS } from '../../../src-main/adapters/card-host-process/card-host-process.ts';
import type { HostChild } from '../../../src-main/adapters/card-host-process/host-child.ts';
import type { MessageEndpoint } from '../../../src-main/card-host/message-endpoint.ts';
import { serveCardHost } from '../../../src-main/card-host/serve-card-host.ts';
import type { CardHost } from '../../../src-main/ports/card-host.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { fakeCards, SERIAL } from '../../support/fake-ports.ts';
import { quickClock, silentLog } from '../../support/card-bench.ts';
import { eventually } from '../../support/eventually.ts';

/** Two ends joined in this process; every message is a structured clone, as between two processes. */
function wire(): { readonly near: MessageEndpoint; readonly far: MessageEndpoint; cut: () => void } {
  const listeners: { near: (message: unknown) => void; far: (message: unknown) => void } = {
    near: () => undefined,
    far: () => undefined,
  };
  let whole = true;
  const end = (mine: 'near' | 'far', other: 'near' | 'far'): MessageEndpoint => ({
    post: (message) => {
      const clone: unknown = structuredClone(message);
      queueMicrotask(() => whole && listeners[other](clone));
    },
    onMessage: (listener) => (listeners[mine] = listener),
  });
  return {
    near: end('near', 'far'),
    far: end('far', 'near'),
    cut: () => {
      whole = false;
    },
  };
}

interface FakeProcess {
  readonly child: HostChild;
  /** The host's end of the wire. */
  readonly far: MessageEndpoint;
  killed: boolean;
  die: () => void;
}

function fakeProcess(): FakeProcess {
  const { near, far, cut } = wire();
  let onExit = (): void => undefined;
  const made: FakeProcess = {
    far,
    killed: false,
    die: () => {
      cut();
      onExit();
    },
    child: {
      ...near,
      onExit: (listener) => {
        onExit = listener;
      },
      kill: () => {
        made.killed = true;
        made.die();
      },
    },
  };
  return made;
}

const config = { pcscAddonPath: null, virtualCardPath: null, virtualFaults: null };

/** A client whose processes serve `host`, or do what `run` says. */
function openClient(run: (process: FakeProcess, nth: number) => void) {
  const processes: FakeProcess[] = [];
  const clock = quickClock();
  const client = new CardHostProcess({
    spawn: () => {
      const made = fakeProcess();
      processes.push(made);
      run(made, processes.length);
      return made.child;
    },
    config,
    clock,
    log: silentLog,
  });
  return { client, processes, clock };
}

const serving = (host: CardHost) => ({ far }: FakeProcess) => serveCardHost(far, () => host);
const never = (): Promise<never> => new Promise(() => undefined);
const input = { serial: SERIAL, challenge: new Uint8Array(8), cryptogram: new Uint8Array(24) };
const seen = { serial: SERIAL, triesShown: 2, lastTryConfirmed: false };
const pins = { pin: hex('34383231'), current: hex('34383231'), next: hex('37333531'), puk: hex('3733303138323634') };
/** Each entry of a PIN or PUK, with bytes of its own. */
const ENTRIES = {
  verifyPin: (client: CardHost) => client.verifyPin({ ...seen, pin: Uint8Array.from(pins.pin) }),
  changePin: (client: CardHost) => client.changePin({ ...seen, current: Uint8Array.from(pins.current), next: Uint8Array.from(pins.next) }),
  unblockByPuk: (client: CardHost) => client.unblockByPuk({ ...seen, puk: Uint8Array.from(pins.puk), next: Uint8Array.from(pins.next) }),
  signWithPin: (client: CardHost) => client.signWithPin({ ...seen, pin: Uint8Array.from(pins.pin), certificateSha256: 'ab'.repeat(32), message: hex('00') }),
} as const;
const lost = (because: string) => ({ kind: 'unknown', because, before: { triesLeft: 2, triesMax: null } });

describe('calls', () => {
  it('travel, and come back checked', async () => {
    const { host, state } = fakeCards();
    const { client } = openClient(serving(host));
    expect((await client.snapshot()).tokens[0]?.serial).toBe(SERIAL);
    await client.holdPin(hex('37333531'));
    expect(await client.pinHeld()).toBe(true);
    expect((await client.requestChallenge(SERIAL)).challenge).toHaveLength(8);
    expect(await client.applyUnblock(input)).toEqual({ kind: 'done', counter: { triesLeft: 3, triesMax: 3 } });
    expect(await client.readCounter(SERIAL)).toEqual({ triesLeft: 3, triesMax: 3 });
    await client.dropPin();
    await client.release();
    await client.refresh();
    expect(state.calls).toEqual(['challenge', 'apply', 'counter', 'release']);
    state.entries.push({ kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } }, new AppError('pinCounterChanged', { triesLeft: 1 }));
    expect(await ENTRIES.verifyPin(client)).toEqual({ kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } });
    await expect(ENTRIES.changePin(client)).rejects.toMatchObject({ code: 'pinCounterChanged', details: { triesLeft: 1 } });
    expect(await ENTRIES.unblockByPuk(client)).toEqual({ kind: 'ok', counter: { triesLeft: 3, triesMax: 3 } });
    expect(await client.inspect()).toEqual({ libraryVersion: null, problem: null, readers: [] });
    await client.close();
  });

  it('fail as a code with details, nothing else', async () => {
    const { host, state } = fakeCards();
    const { client } = openClient(serving(host));
    state.counter = new AppError('wrongToken', { expected: 'a', found: 'b' }, new Error('secret words'));
    const error = await client.readCounter(SERIAL).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'wrongToken', details: { expected: 'a', found: 'b' } });
    expect((error as AppError).cause).toBeUndefined();
    const bug = openClient(serving({ ...host, readCounter: () => Promise.reject(new TypeError('x')) }));
    await expect(bug.client.readCounter(SERIAL)).rejects.toMatchObject({ code: 'internal', details: {} });
  });

  it('are refused by the host when they are not what the port says', async () => {
    const { host, state } = fakeCards();
    const { client } = openClient(serving(host));
    await expect(client.readCounter('not a serial')).rejects.toMatchObject({ code: 'callRejected' });
    await expect(client.holdPin(new Uint8Array(0))).rejects.toMatchObject({ code: 'callRejected' });
    await expect(client.applyUnblock({ ...input, challenge: new Uint8Array(7) })).rejects.toMatchObject({ code: 'callRejected' });
    const pin = Uint8Array.from(pins.pin);
    await expect(client.verifyPin({ ...seen, pin: new Uint8Array(17) })).rejects.toMatchObject({ code: 'callRejected' });
    await expect(client.verifyPin({ ...seen, triesShown: 16, pin })).rejects.toMatchObject({ code: 'callRejected' });
    await expect(client.verifyPin({ ...seen, serial: 'x', pin })).rejects.toMatchObject({ code: 'callRejected' });
    await expect(client.verifyPin({ ...seen, pin, more: 1 } as never)).rejects.toMatchObject({ code: 'callRejected' });
    expect(state.calls).toEqual([]);
  });

  it('are refused by main when the host answers something else; an act is then unknown', async () => {
    const lying = { ...fakeCards().host, readCounter: async () => ({ triesLeft: 99, triesMax: 3 }) };
    const { client } = openClient(serving(lying));
    await expect(client.readCounter(SERIAL)).rejects.toMatchObject({ code: 'internal' });
    const confused = { ...fakeCards().host, applyUnblock: async () => ({ kind: 'done' }) as never };
    expect(await openClient(serving(confused)).client.applyUnblock(input)).toEqual({ kind: 'unknown', because: 'serviceStopped' });
    const vague = { ...fakeCards().host, verifyPin: async () => ({ kind: 'ok', counter: { triesLeft: 99, triesMax: 3 } }) as never };
    expect(await ENTRIES.verifyPin(openClient(serving(vague)).client)).toEqual(lost('serviceStopped'));
  });

  it('overwrite every PIN on both ends: main once it is on its way, the host once it is used', async () => {
    const received: Uint8Array[] = [];
    const stored: string[] = [];
    const keep = (values: object): void => {
      for (const value of Object.values(values)) {
        if (!(value instanceof Uint8Array)) continue;
        received.push(value);
        stored.push(toHex(value));
      }
    };
    const ok = { kind: 'ok', counter: { triesLeft: 3, triesMax: 3 } } as const;
    const keeping: CardHost = {
      ...fakeCards().host,
      holdPin: async (pin) => keep({ pin }),
      verifyPin: async (given) => (keep(given), ok),
      changePin: async (given) => (keep(given), ok),
      unblockByPuk: async (given) => (keep(given), ok),
    };
    const posted: Uint8Array[] = [];
    const { client } = openClient((process) => {
      const whole = { ...process.child };
      Object.assign(process.child, {
        post: (message: { readonly args?: readonly (object | undefined)[] }) => {
          for (const value of message.args ?? []) {
            posted.push(...[value, ...Object.values(value ?? {})].filter((inner) => inner instanceof Uint8Array));
          }
          whole.post(message);
        },
      });
      serveCardHost(process.far, () => keeping);
    });
    const { current, next, puk } = pins;
    const own = [current, current, next, puk, next, current].map((bytes) => Uint8Array.from(bytes));
    const [pin, old, chosen, code, fresh, held] = own as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const calls = [
      client.verifyPin({ ...seen, pin }),
      client.changePin({ ...seen, current: old, next: chosen }),
      client.unblockByPuk({ ...seen, puk: code, next: fresh }),
      client.holdPin(held),
    ];
    // The caller overwrites its own before a process is even ready.
    for (const bytes of own) bytes.fill(0);
    await Promise.all(calls);
    expect(stored).toEqual([current, current, next, puk, next, current].map(toHex));
    expect([...posted, ...received]).toHaveLength(12);
    expect([...posted, ...received].every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  it('leave no PIN in main while the answer is awaited', async () => {
    const posted: Uint8Array[] = [];
    const { client } = openClient((process) => {
      const whole = { ...process.child };
      Object.assign(process.child, {
        post: (message: { readonly args?: readonly { readonly pin?: Uint8Array }[] }) => {
          posted.push(...(message.args ?? []).flatMap(({ pin }) => pin ?? []));
          whole.post(message);
        },
      });
      serveCardHost(process.far, () => ({ ...fakeCards().host, verifyPin: never }));
    });
    await client.snapshot();
    const entry = ENTRIES.verifyPin(client);
    await eventually(() => expect(posted).toHaveLength(1));
    expect(posted.map(toHex)).toEqual(['00000000']);
    await client.close();
    await entry.catch(() => undefined);
  });

  it('tell of changes', async () => {
    const listeners: ((snapshot: Awaited<ReturnType<CardHost['snapshot']>>) => void)[] = [];
    const { host } = fakeCards();
    const { client } = openClient(
      serving({
        ...host,
        onChange: (listener) => {
          listeners.push(listener);
          return () => undefined;
        },
      }),
    );
    const states: string[] = [];
    const stop = client.onChange(({ service }) => states.push(service));
    await client.pinHeld();
    const change = { service: 'noToken', serviceProblem: null, readers: [], tokens: [] } as const;
    listeners[0]?.(change);
    await client.pinHeld();
    stop();
    listeners[0]?.(change);
    await client.pinHeld();
    expect(states).toEqual(['noToken']);
  });
});

describe('a process that dies', () => {
  it('ends each call as it must, and is started again', async () => {
    const { host } = fakeCards();
    const stuck: CardHost = { ...host, applyUnblock: never, requestChallenge: never, readCounter: never, release: never, dropPin: never, pinHeld: never, holdPin: never };
    const { client, processes } = openClient((process, nth) => serving(nth === 1 ? stuck : host)(process));
    const restarted = vi.fn<() => void>();
    client.onRestart(restarted);
    await client.snapshot();
    const calls = Promise.allSettled([
      client.applyUnblock(input),
      client.requestChallenge(SERIAL),
      client.readCounter(SERIAL),
      client.holdPin(hex('37333531')),
      client.release(),
      client.dropPin(),
      client.pinHeld(),
    ]);
    await Promise.resolve();
    processes[0]?.die();
    const outcomes = await calls;
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.code))).toEqual([
      { kind: 'unknown', because: 'serviceStopped' },
      'cardHostRestarted',
      'cardHostRestarted',
      'cardHostRestarted',
      undefined,
      undefined,
      false,
    ]);
    expect((await client.snapshot()).tokens[0]?.serial).toBe(SERIAL);
    expect(processes).toHaveLength(2);
    expect(restarted).toHaveBeenCalledTimes(1);
  });

  it.each(Object.entries(ENTRIES))('%s: unknown, with what the person saw; never sent again', async (verb, enter) => {
    const second = fakeCards();
    const { client, processes } = openClient((process, nth) =>
      serving(nth === 1 ? { ...fakeCards().host, [verb]: never } : second.host)(process));
    await client.snapshot();
    const entry = enter(client);
    await Promise.resolve();
    processes[0]?.die();
    expect(await entry).toEqual(lost('cardHostRestarted'));
    await client.snapshot();
    expect(second.state.calls).toEqual([]);
  });

  it('an entry that was never sent is no outcome: the process did not start', async () => {
    const { client } = openClient((process) => setImmediate(() => process.die()));
    await expect(ENTRIES.verifyPin(client)).rejects.toMatchObject({ code: 'serviceAbsent' });
  });

  it('an entry whose process hangs ends with it', async () => {
    const { client, processes } = openClient((process, nth) =>
      serving(nth === 1 ? { ...fakeCards().host, changePin: never } : fakeCards().host)(process));
    expect(await ENTRIES.changePin(client)).toEqual(lost('cardHostRestarted'));
    expect(processes[0]?.killed).toBe(true);
  });

  it('never gets an act again that its predecessor was given', async () => {
    const first = fakeCards();
    const second = fakeCards();
    const { client, processes } = openClient((process, nth) =>
      serving(nth === 1 ? { ...first.host, applyUnblock: never } : second.host)(process));
    await client.snapshot();
    const act = client.applyUnblock(input);
    await Promise.resolve();
    processes[0]?.die();
    await act;
    await client.snapshot();
    expect(second.state.calls).toEqual([]);
  });

  it('shows "starting" meanwhile, waits longer each time, then gives up until it is asked to refresh', async () => {
    const { host } = fakeCards();
    let sound = false;
    const { client, processes, clock } = openClient((process) => {
      if (sound) serving(host)(process);
      else setImmediate(() => process.die());
    });
    const states: string[] = [];
    client.onChange(({ service, serviceProblem }) => states.push(`${service} ${serviceProblem?.code ?? null}`));
    await expect(client.snapshot()).rejects.toMatchObject({ code: 'serviceAbsent' });
    expect(processes).toHaveLength(RESTART_WAITS_MS.length + 1);
    expect(clock.slept.filter((ms) => RESTART_WAITS_MS.includes(ms) && ms !== 1000)).toEqual([100, 300, 3000, 5000]);
    expect(states).toEqual([...RESTART_WAITS_MS.map(() => 'starting null'), 'noService serviceAbsent']);
    sound = true;
    await client.refresh();
    expect((await client.snapshot()).service).toBe('ready');
  });

  it('is ended when it hangs, which ends the call', async () => {
    const { host } = fakeCards();
    const { client, processes } = openClient((process, nth) => serving(nth === 1 ? { ...host, applyUnblock: never } : host)(process));
    expect(await client.applyUnblock(input)).toEqual({ kind: 'unknown', because: 'serviceStopped' });
    expect(processes[0]?.killed).toBe(true);
  });

  it('is ended when it never gets ready', async () => {
    const { host } = fakeCards();
    const { client, processes } = openClient((process, nth) => (nth === 1 ? undefined : serving(host)(process)));
    expect((await client.snapshot()).service).toBe('ready');
    expect(processes.map(({ killed }) => killed)).toEqual([true, false]);
  });

  it('stays ended after close', async () => {
    const { host } = fakeCards();
    const { client, processes } = openClient(serving(host));
    await client.snapshot();
    await client.close();
    await client.close();
    expect(processes.map(({ killed }) => killed)).toEqual([true]);
  });
});

describe('the host\'s door', () => {
  it('does nothing for messages that are none, and makes one host only', async () => {
    const { near, far } = wire();
    const create = vi.fn<() => CardHost>(() => fakeCards().host);
    const said: unknown[] = [];
    near.onMessage((message) => said.push(message));
    serveCardHost(far, create);
    for (const message of [null, 7, {}, { kind: 'call', id: 1, method: 'toString', args: [] }, { kind: 'configure', config: { x: 1 } }]) {
      near.post(message);
    }
    near.post({ kind: 'call', id: 2, method: 'refresh', args: [] });
    near.post({ kind: 'configure', config });
    near.post({ kind: 'configure', config });
    near.post({ kind: 'call', id: 3, method: 'refresh', args: [] });
    await eventually(() => expect(said).toContainEqual({ kind: 'done', id: 3, value: undefined }));
    expect(create).toHaveBeenCalledTimes(1);
    expect(said).toContainEqual({ kind: 'failed', id: 2, problem: { code: 'callRejected', details: {} } });
    expect(said.filter((message) => (message as { name?: string }).name === 'card.host.message.refused')).toHaveLength(5);
  });
});
