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

const config = { virtualCardPath: null, virtualFaults: null };

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
    expect(state.calls).toEqual([]);
  });

  it('are refused by main when the host answers something else; an act is then unknown', async () => {
    const lying = { ...fakeCards().host, readCounter: async () => ({ triesLeft: 99, triesMax: 3 }) };
    const { client } = openClient(serving(lying));
    await expect(client.readCounter(SERIAL)).rejects.toMatchObject({ code: 'internal' });
    const confused = { ...fakeCards().host, applyUnblock: async () => ({ kind: 'done' }) as never };
    expect(await openClient(serving(confused)).client.applyUnblock(input)).toEqual({ kind: 'unknown', because: 'serviceStopped' });
  });

  it('overwrite the PIN on both ends once it has travelled', async () => {
    const received: Uint8Array[] = [];
    let stored = '';
    const { host } = fakeCards();
    const keeping: CardHost = {
      ...host,
      holdPin: async (pin) => {
        received.push(pin);
        stored = toHex(pin);
      },
    };
    const posted: Uint8Array[] = [];
    const { client } = openClient((process) => {
      const whole = { ...process.child };
      Object.assign(process.child, {
        post: (message: { readonly args?: readonly unknown[] }) => {
          for (const value of message.args ?? []) if (value instanceof Uint8Array) posted.push(value);
          whole.post(message);
        },
      });
      serveCardHost(process.far, () => keeping);
    });
    const own = hex('37333531');
    const holding = client.holdPin(own);
    own.fill(0);
    await holding;
    expect(stored).toBe('37333531');
    expect([...posted, ...received].map(toHex)).toEqual(['00000000', '00000000']);
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
    const seen: string[] = [];
    const stop = client.onChange(({ service }) => seen.push(service));
    await client.pinHeld();
    const change = { service: 'noToken', readers: [], tokens: [] } as const;
    listeners[0]?.(change);
    await client.pinHeld();
    stop();
    listeners[0]?.(change);
    await client.pinHeld();
    expect(seen).toEqual(['noToken']);
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
    const seen: string[] = [];
    client.onChange(({ service }) => seen.push(service));
    await expect(client.snapshot()).rejects.toMatchObject({ code: 'serviceAbsent' });
    expect(processes).toHaveLength(RESTART_WAITS_MS.length + 1);
    expect(clock.slept.filter((ms) => RESTART_WAITS_MS.includes(ms) && ms !== 1000)).toEqual([100, 300, 3000, 5000]);
    expect(seen).toEqual([...RESTART_WAITS_MS.map(() => 'starting'), 'noService']);
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
    await vi.waitFor(() => expect(said).toContainEqual({ kind: 'done', id: 3, value: undefined }));
    expect(create).toHaveBeenCalledTimes(1);
    expect(said).toContainEqual({ kind: 'failed', id: 2, problem: { code: 'callRejected', details: {} } });
    expect(said.filter((message) => (message as { name?: string }).name === 'card.host.message.refused')).toHaveLength(5);
  });
});
