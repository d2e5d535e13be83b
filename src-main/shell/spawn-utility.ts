import { utilityProcess } from 'electron';
import type { HostChild } from '../adapters/card-host-process/host-child.ts';

/** What such a process is told of our environment: where the system's libraries, their settings and their daemon are. No secret, no address. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot', 'PCSCLITE_CSOCK_NAME', 'SOFTHSM2_CONF', 'OPENSC_CONF'];

/** What a keyring needs besides: the session's bus, and where the session is. */
const OF_THE_SESSION = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CURRENT_DESKTOP', 'DISPLAY', 'WAYLAND_DISPLAY'];

/** The keyring's process. In the C locale: attributes of its secrets are then the same whatever the person's language. */
export const spawnKeyring = (bundle: string): HostChild => spawnUtility(bundle, 'Clavis keyring', { names: OF_THE_SESSION, values: { LC_ALL: 'C' } });

/** Starts a bundle in a utility process: a card library that crashes or hangs takes nothing else with it. */
export function spawnUtility(
  bundle: string,
  serviceName: string,
  more: { readonly names: readonly string[]; readonly values: Readonly<Record<string, string>> } = { names: [], values: {} },
): HostChild {
  const names = [...PASSED_ON, ...more.names];
  const env = { ...Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))), ...more.values };
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
