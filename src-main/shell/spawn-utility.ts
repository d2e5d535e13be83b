import { utilityProcess } from 'electron';
import type { HostChild } from '../adapters/card-host-process/host-child.ts';

/** What such a process is told of our environment: where the system's libraries, their settings and their daemon are. No secret, no address. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot', 'PCSCLITE_CSOCK_NAME', 'SOFTHSM2_CONF', 'OPENSC_CONF'];

/** Starts a bundle in a utility process: a card library that crashes or hangs takes nothing else with it. */
export function spawnUtility(bundle: string, serviceName: string): HostChild {
  const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const child = utilityProcess.fork(bundle, [], {
    serviceName,
    stdio: 'inherit',
    env,
    // On macOS the libraries of card makers carry their own signatures.
    allowLoadingUnsignedLibraries: true,
  });
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', () => listener()),
    kill: () => {
      // A library that hangs may hold a polite request up for ever.
      if (child.pid !== undefined && process.platform !== 'win32') process.kill(child.pid, 'SIGKILL');
      else child.kill();
    },
  };
}
