import { EVENTS, VERBS, channelOf, type ClavisBridge } from '../src-shared/ipc/verbs.ts';

/** The two things of Electron's `ipcRenderer` that the bridge needs. */
export interface IpcRendererLike {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, value: unknown) => void): unknown;
}

/**
 * `window.clavis`, made from the contract: one function per verb, `on` for its events, nothing else. A caller names no channel
 * and never sees Electron's event object, which would lead back to `ipcRenderer`.
 */
export function bridge(ipc: IpcRendererLike): ClavisBridge {
  const groups: Record<string, Record<string, unknown>> = {};
  for (const verb of VERBS) {
    const [group = '', name = ''] = verb.split('.');
    const channel = channelOf(verb);
    const call = (input?: unknown): Promise<unknown> => ipc.invoke(channel, input);
    (groups[group] ??= {})[name] = call;
  }
  for (const group of Object.values(groups)) Object.freeze(group);

  const on = (event: unknown, listener: unknown): (() => void) => {
    const known = EVENTS.find((candidate) => candidate === event);
    if (known === undefined || typeof listener !== 'function') throw new TypeError('clavis.on takes the name of an event and a function');
    const channel = channelOf(known);
    const forward = (_event: unknown, value: unknown): void => {
      listener(value);
    };
    ipc.on(channel, forward);
    return () => {
      ipc.removeListener(channel, forward);
    };
  };
  return Object.freeze({ ...groups, on }) as ClavisBridge;
}
