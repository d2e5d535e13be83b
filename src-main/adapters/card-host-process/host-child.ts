import { fork } from 'node:child_process';
import type { MessageEndpoint } from '../../card-host/message-endpoint.ts';

/** A process that serves a card host, as its owner sees it. */
export interface HostChild extends MessageEndpoint {
  /** Called once, when the process has ended, however it did. */
  onExit(listener: () => void): void;
  /** Ends it at once. */
  kill(): void;
}

/**
 * The card host as a plain Node child: what a program without Electron and the tests use. Messages are structured clones.
 * @param entry file of the host's process
 * @param env its whole environment; this process's own where none is given
 */
export function spawnNodeHost(entry: string, env?: NodeJS.ProcessEnv): HostChild & { readonly pid: number | undefined } {
  const child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...(env === undefined ? {} : { env }) });
  return {
    pid: child.pid,
    // A message to a process that is gone is answered by `onExit`, not by an error of its own.
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('error', listener);
      child.once('exit', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
