import { AppError } from '../../../src-shared/errors/app-error.ts';
import { PcscError, type CardConnection, type ReaderStatus, type SmartCardService } from '../../ports/smart-card-service.ts';
import type { ClavisPcsc, NativeContext, NativeMonitor, NativeReader } from './clavis-pcsc.ts';
import { probeDaemon } from './daemon-probe.ts';
import { loadAddon } from './load-addon.ts';
import { connectionOver, inTime, type OpenConnection } from './native-connection.ts';
import { overlookedCards } from './overlooked-cards.ts';
import { asPcscError, COMM_ERROR, isScardError, pcscErrorOf, scardNameOf } from './scard-of-native.ts';

/** dwEventState of SCARD_READERSTATE (PC/SC part 5, 3.2.5; winscard.h). */
const STATE_PRESENT = 0x20;
const STATE_EXCLUSIVE = 0x80;
const STATE_MUTE = 0x200;

/** SCARD_SHARE_EXCLUSIVE, SCARD_SHARE_SHARED and SCARD_SHARE_DIRECT, which is of the reader and needs no card. */
const SHARES = { exclusive: 1, shared: 2, direct: 3 } as const;

/**
 * How long one connect waits for another program's transaction, which pcscd lets it wait for without a limit. Longer than a slow
 * card takes to be powered; a connect that is refused so is tried again by whoever asked.
 */
const CONNECT_WAIT_MS = 2000;
/** How long `close` waits for commands under way. */
const CLOSE_WAIT_MS = 1000;

export interface PcscNativeConfig {
  /** File of the addon: native/build, or outside the archive of a packaged Clavis. */
  readonly addonPath: string;
  /** PC/SC library in place of the system's; tests. */
  readonly libraryPath?: string;
}

/**
 * The readers of this computer, by the addon of native/. Nothing is loaded before the first call, and a missing piece (addon,
 * library, daemon) is looked for again at the next one.
 */
export function pcscNativeService({ addonPath, libraryPath }: PcscNativeConfig): SmartCardService {
  const listeners = new Set<() => void>();
  const connections = new Set<OpenConnection>();
  let context: NativeContext | null = null;
  let monitor: NativeMonitor | null = null;
  let version: string | null = null;
  let closed = false;

  const addon = (): ClavisPcsc => {
    if (closed) throw new PcscError('SCARD_E_CANCELLED');
    const loaded = loadAddon(addonPath);
    const outcome = loaded.loadLibrary(libraryPath);
    if (!outcome.ok) throw new AppError('pcscLibraryMissing', {}, new Error(outcome.reason));
    return loaded;
  };

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  /** The listeners hear of the service's comings and goings as of any change: they list, and see. */
  const ensureMonitor = (): void => {
    if (monitor !== null || listeners.size === 0 || closed) return;
    monitor = new (addon().Monitor)(tell);
  };
  const stopMonitor = (): void => {
    monitor?.stop();
    monitor = null;
  };

  const learnVersion = async (): Promise<void> => {
    if (version !== null || process.platform !== 'linux') return;
    version = 'pcsc-lite';
    const probe = await probeDaemon();
    version = probe.kind === 'answers' ? `pcsc-lite, protocol ${probe.protocol}` : null;
  };

  async function connect(reader: string, mode: keyof typeof SHARES): Promise<CardConnection> {
    const loaded = addon();
    const open = async () => {
      const native = new loaded.Connection();
      try {
        return { native, link: await inTime(native.open(reader, SHARES[mode]), CONNECT_WAIT_MS, () => undefined) };
      } catch (thrown) {
        native.abandon();
        throw thrown;
      }
    };
    const { native, link } = await asPcscError(() => open().catch((thrown: unknown) => openAgain(thrown, open)));
    const connection = connectionOver(native, link, () => connections.delete(connection));
    if (closed) {
      connection.abandon();
      throw new PcscError('SCARD_E_CANCELLED');
    }
    connections.add(connection);
    return connection;
  }

  /** Of pcsc-lite alone: the services of Windows and macOS are not known to overlook a card. */
  const overlooked = process.platform === 'linux' ? overlookedCards({
    list: async () => (await context?.readers() ?? []).map(statusOf),
    connect: (reader) => connect(reader, 'direct'),
    onFound: tell,
  }) : null;

  return {
    get libraryVersion() {
      return version;
    },

    async listReaders() {
      context ??= new (addon().Context)();
      ensureMonitor();
      const asked = context;
      try {
        // A second time on a new context: the first one may have outlived a restart of the service.
        const readers = await asked.readers().catch(() => asked.readers()).catch((thrown: unknown) => readersOrObstacle(thrown, asked));
        await learnVersion();
        const listed = readers.map(statusOf);
        overlooked?.see(listed);
        return listed;
      } catch (thrown) {
        overlooked?.see([]);
        throw isScardError(thrown) ? pcscErrorOf(thrown) : thrown;
      }
    },

    watch(onChange) {
      // A function of its own for each call: the same listener may be given twice.
      const listener = (): void => onChange();
      listeners.add(listener);
      try {
        ensureMonitor();
      } catch (thrown) {
        // Nothing to watch yet. Whoever lists is told why, and the first list that succeeds starts the watch.
        if (!(thrown instanceof AppError || thrown instanceof PcscError)) throw thrown;
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stopMonitor();
      };
    },

    connect,

    async close() {
      closed = true;
      overlooked?.see([]);
      listeners.clear();
      stopMonitor();
      const open = [...connections];
      const orderly = Promise.allSettled([...open.map((connection) => connection.disconnect('leave')), context?.close()]);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_WAIT_MS);
      });
      await Promise.race([orderly, late]);
      clearTimeout(timer);
      for (const connection of open) connection.abandon();
      context = null;
    },
  };
}

function statusOf({ name, state, atr }: NativeReader): ReaderStatus {
  const present = (state & STATE_PRESENT) !== 0;
  return {
    name,
    virtual: false,
    present,
    atr: present ? atr : new Uint8Array(),
    exclusive: (state & STATE_EXCLUSIVE) !== 0,
    mute: (state & STATE_MUTE) !== 0,
    events: state >>> 16,
  };
}

/**
 * A connection that broke while it was made is made once more: nothing was sent to the card. pcsc-lite's daemon breaks it also
 * when polkit denies the card (action access_card), every time and while it answers everything else.
 */
async function openAgain<T>(thrown: unknown, open: () => Promise<T>): Promise<T> {
  if (!isScardError(thrown) || thrown.scard !== COMM_ERROR || process.platform !== 'linux') throw thrown;
  try {
    return await open();
  } catch (again) {
    if (isScardError(again) && again.scard === COMM_ERROR && (await probeDaemon()).kind === 'answers') throw new PcscError('SCARD_W_SECURITY_VIOLATION');
    throw again;
  }
}

/**
 * The list after all, for a service that came this very moment.
 * @throws what is in the way of a list
 */
async function readersOrObstacle(thrown: unknown, context: NativeContext): Promise<readonly NativeReader[]> {
  if (!isScardError(thrown)) throw thrown;
  const name = scardNameOf(thrown);
  if (name === 'SCARD_W_SECURITY_VIOLATION' || name === 'SCARD_E_NO_ACCESS') throw new AppError('serviceAccessDenied', {}, thrown);
  if (process.platform !== 'linux') throw thrown;
  const probe = await probeDaemon();
  if (probe.kind === 'forbidden' || probe.kind === 'refused') throw new AppError('serviceAccessDenied', {}, thrown);
  if (probe.kind !== 'answers') throw new PcscError(probe.kind === 'absent' ? 'SCARD_E_NO_SERVICE' : 'SCARD_E_SERVICE_STOPPED');
  try {
    return await context.readers();
  } catch (again) {
    // It answers us, and not the library.
    const mismatch = isScardError(again) && (again.scard === 'SCARD_E_NO_SERVICE' || again.scard === 'SCARD_E_SERVICE_STOPPED');
    throw mismatch ? new AppError('serviceVersionMismatch', {}, again) : again;
  }
}
