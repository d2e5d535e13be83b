import type { IpcHandlers } from '../../src-main/ipc/handlers.ts';
import { openDoor, type IpcMainLike } from '../../src-main/ipc/door.ts';
import type { InvokeEvent } from '../../src-main/ipc/trusted-sender.ts';
import { VERBS, channelOf, type Envelope, type VerbName } from '../../src-shared/ipc/verbs.ts';

type Listener = (event: InvokeEvent, ...args: unknown[]) => Promise<unknown>;

/** The door with nothing behind it but a list of what got through; `knock` is what a renderer does. */
export function fakeDoor(options: { readonly handler?: (verb: VerbName, input: unknown) => Promise<unknown>; readonly trusted?: boolean; readonly made?: Promise<void>; readonly personActed?: () => boolean } = {}) {
  const channels = new Map<string, Listener>();
  const passed: { readonly verb: VerbName; readonly input: unknown }[] = [];
  const logged: { readonly name: string; readonly fields: unknown }[] = [];
  const clock = { now: 0 };
  const ipcMain: IpcMainLike = {
    handle: (channel, listener) => void channels.set(channel, listener),
    removeHandler: (channel) => void channels.delete(channel),
  };
  const handlers = Object.fromEntries(
    VERBS.map((verb) => [
      verb,
      async (input: unknown): Promise<unknown> => {
        passed.push({ verb, input });
        return await options.handler?.(verb, input);
      },
    ]),
  ) as unknown as IpcHandlers;
  const close = openDoor({
    ipcMain,
    program: (options.made ?? Promise.resolve()).then(() => ({ handlers })),
    isTrustedSender: () => options.trusted ?? true,
    personActed: options.personActed ?? (() => true),
    log: { event: (name, fields) => void logged.push({ name, fields }) },
    now: () => clock.now,
  });
  const frame = { url: 'app://clavis/' };
  const event: InvokeEvent = { sender: { id: 1, mainFrame: frame, isDestroyed: () => false }, senderFrame: frame };
  const knock = async (verb: VerbName, ...args: unknown[]): Promise<Envelope<unknown>> => {
    const listener = channels.get(channelOf(verb));
    if (listener === undefined) throw new Error(`nobody listens on ${channelOf(verb)}`);
    return (await listener(event, ...args)) as Envelope<unknown>;
  };
  return { knock, passed, logged, clock, channels, close };
}
