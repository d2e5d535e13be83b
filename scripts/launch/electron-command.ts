import { resolve } from 'node:path';
import type { ElectronRuntime, Say } from '../electron-runtime.ts';

export interface ElectronCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Would turn Electron into something else, or load code into it. */
const NOT_PASSED_ON = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', 'ELECTRON_ENABLE_LOGGING'];
/** Secrets of the authority that is started beside it. */
const OF_THE_AUTHORITY = ['DATABASE_URL', 'SMTP_URL', 'PKCS11_PIN', 'CLAVIS_VAULT_PASSPHRASE'];

/**
 * How to start an application folder in Electron, for development and tests.
 * @param app folder with a package.json
 * @param extraArgs arguments of the application
 */
export function electronCommand(
  runtime: ElectronRuntime,
  app: string,
  options: { readonly env: Readonly<Record<string, string>>; readonly extraArgs?: readonly string[]; readonly say?: Say },
): ElectronCommand {
  const switches: string[] = [];
  // Chromium refuses to start as root with its sandbox; what people install never runs without it.
  if (process.getuid?.() === 0) {
    switches.push('--no-sandbox');
    options.say?.('Started as root: Chromium runs without its sandbox (development and tests only)');
  }
  // Without a session bus Chromium complains a dozen times and works all the same.
  if (process.platform === 'linux' && process.env['DBUS_SESSION_BUS_ADDRESS'] === undefined) switches.push('--log-level=3');
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && ![...NOT_PASSED_ON, ...OF_THE_AUTHORITY].includes(entry[0])),
  );
  return {
    executable: runtime.executable,
    args: [...switches, resolve(app), ...(options.extraArgs ?? [])],
    env: { ...inherited, ...options.env },
  };
}
