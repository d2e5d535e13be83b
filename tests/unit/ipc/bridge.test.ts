import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bridge, type IpcRendererLike } from '../../../src-preload/bridge.ts';
import { EVENTS, VERBS, channelOf } from '../../../src-shared/ipc/verbs.ts';
import { surfaceOf } from '../../support/surface-of.ts';

function fakeIpc() {
  const calls: unknown[][] = [];
  const listeners = new Map<string, Set<(event: unknown, value: unknown) => void>>();
  const ipc: IpcRendererLike = {
    invoke: async (...args) => {
      calls.push(args);
      return { ok: true, value: null };
    },
    on: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    removeListener: (channel, listener) => listeners.get(channel)?.delete(listener),
  };
  const emit = (channel: string, value: unknown): void => {
    for (const listener of listeners.get(channel) ?? []) listener({ sender: 'ipcRenderer' }, value);
  };
  return { ipc, calls, listeners, emit };
}

describe('window.clavis', () => {
  it('is exactly what was agreed: names and numbers of parameters', () => {
    const golden: unknown = JSON.parse(readFileSync('tests/unit/ipc/bridge-surface.golden.json', 'utf8'));
    expect(surfaceOf(bridge(fakeIpc().ipc))).toEqual(golden);
  });

  it('is frozen, groups and functions list alike', () => {
    const clavis = bridge(fakeIpc().ipc);
    expect(Object.isFrozen(clavis)).toBe(true);
    expect(Object.values(clavis).every((part) => typeof part === 'function' || Object.isFrozen(part))).toBe(true);
  });

  it('sends each verb on its own channel, with one input', async () => {
    const { ipc, calls } = fakeIpc();
    const clavis = bridge(ipc) as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
    for (const verb of VERBS) {
      const [group = '', name = ''] = verb.split('.');
      await clavis[group]?.[name]?.('input', 'left out');
    }
    expect(calls).toEqual(VERBS.map((verb) => [channelOf(verb), 'input']));
  });

  it.each(EVENTS)('gives a listener of %s the value alone, until it is undone', (event) => {
    const { ipc, emit } = fakeIpc();
    const received: unknown[][] = [];
    const stop = bridge(ipc).on(event, (...args: unknown[]) => received.push(args));
    emit(channelOf(event), 'value');
    stop();
    emit(channelOf(event), 'later');
    expect(received).toEqual([['value']]);
  });

  it.each(['unknown', 'app.view', '__proto__', '', 1, null, { toString: () => 'app.changed' }])('refuses to listen to %j', (event) => {
    const { ipc, listeners } = fakeIpc();
    const on = bridge(ipc).on as (event: unknown, listener: unknown) => unknown;
    expect(() => on(event, () => undefined)).toThrow(TypeError);
    expect(() => on('app.changed', 'no function')).toThrow(TypeError);
    expect(listeners.size).toBe(0);
  });
});
