import type { EventName, IpcEvents, IpcVerbs, VerbName } from '../../src-shared/ipc/verbs.ts';

/** One function per verb; its input was checked at the door. Throws AppError for what the person can do something about. */
export type IpcHandlers = {
  readonly [V in VerbName]: (input: IpcVerbs[V]['input']) => Promise<IpcVerbs[V]['output']>;
};

export type EventSink = <E extends EventName>(event: E, value: IpcEvents[E]) => void;
