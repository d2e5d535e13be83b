import { PcscError, SCARD_NAMES, type ScardName } from '../../ports/smart-card-service.ts';
import type { ScardError } from './clavis-pcsc.ts';

const KNOWN: ReadonlySet<string> = new Set(SCARD_NAMES);
const isKnown = (name: string): name is ScardName => KNOWN.has(name);

/** Names beyond the port's: what they come to. Windows errors are those that winscard passes on. */
const ALIASES: Readonly<Record<string, ScardName>> = {
  ERROR_ACCESS_DENIED: 'SCARD_E_NO_ACCESS',
  ERROR_INVALID_HANDLE: 'SCARD_E_INVALID_HANDLE',
  // The reader is gone, its driver still there.
  ERROR_BAD_COMMAND: 'SCARD_E_READER_UNAVAILABLE',
  ERROR_GEN_FAILURE: 'SCARD_E_NOT_TRANSACTED',
  SCARD_E_NOT_READY: 'SCARD_E_READER_UNAVAILABLE',
  SCARD_E_SYSTEM_CANCELLED: 'SCARD_E_CANCELLED',
  SCARD_E_SERVER_TOO_BUSY: 'SCARD_E_SERVICE_STOPPED',
  SCARD_P_SHUTDOWN: 'SCARD_E_SERVICE_STOPPED',
  SCARD_W_UNSUPPORTED_CARD: 'SCARD_W_UNRESPONSIVE_CARD',
  SCARD_E_CARD_UNSUPPORTED: 'SCARD_W_UNRESPONSIVE_CARD',
  SCARD_E_INVALID_ATR: 'SCARD_W_UNRESPONSIVE_CARD',
};

/** SCARD_F_COMM_ERROR: pcsc-lite's library gives it for nothing but a broken link to its daemon. */
export const COMM_ERROR = 'SCARD_F_COMM_ERROR';

export function isScardError(thrown: unknown): thrown is ScardError {
  return thrown instanceof Error && 'scard' in thrown && typeof thrown.scard === 'string';
}

/** The port's name for what the addon says. A number without a name of the port is an internal error. */
export function scardNameOf(error: ScardError, platform: NodeJS.Platform = process.platform): ScardName {
  if (error.scard === COMM_ERROR && platform === 'linux') return 'SCARD_E_SERVICE_STOPPED';
  if (isKnown(error.scard)) return error.scard;
  return ALIASES[error.scard] ?? 'SCARD_F_INTERNAL_ERROR';
}

/** Runs a call of the addon and speaks the port's errors. Anything but an error of PC/SC is a bug and stays one. */
export async function asPcscError<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw isScardError(thrown) ? pcscErrorOf(thrown) : thrown;
  }
}

/** The port's error, which keeps the addon's own words (function and number) as its cause. */
export function pcscErrorOf(error: ScardError): PcscError {
  const translated = new PcscError(scardNameOf(error));
  translated.cause = error;
  return translated;
}
