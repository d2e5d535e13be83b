/**
 * `npm start`: Clavis in Electron, on a rehearsal of its own (authority, mails and virtual card in one folder), or on a real
 * authority when `CLAVIS_AUTHORITY_URL` is set. `-- --fresh` begins the rehearsal again. The authority of the rehearsal takes its own
 * settings from this environment: `DATABASE_URL`, `PKCS11_MODULE` …
 */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { electronCommand, type ElectronCommand } from './launch/electron-command.ts';
import { prepareLaunch, prepareProgram } from './launch/prepare-launch.ts';

const say = (line: string): void => console.log(line);

async function start(): Promise<number> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    throw new Error('No display here (DISPLAY and WAYLAND_DISPLAY are empty): run `npm run demo`, which brings its own.');
  }
  if (process.env['CLAVIS_AUTHORITY_URL'] !== undefined) {
    return await runElectron(electronCommand(await prepareProgram(say), '.', { env: {}, say }));
  }
  const dataHome = process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
  const dataDir = process.env['CLAVIS_REHEARSAL_DIR'] ?? join(dataHome, 'clavis', 'rehearsal');
  const launch = await prepareLaunch({ dataDir, fresh: values.fresh, readers: 'all', say });
  say(`Authority at ${launch.authority.url}, data in ${dataDir}`);
  const { person, operator } = launch.rehearsal;
  say(`The virtual token is ${person.holder}'s. Secret answers of this rehearsal: ${person.answers.join(' / ')}`);
  say(`Requests are judged by ${operator.email}, password of this rehearsal: ${operator.password} (over HTTP, see /docs of the authority)`);
  say('Its PIN is blocked at first; `npm start -- --fresh` begins the rehearsal again');
  try {
    return await runElectron(launch.electron);
  } finally {
    await launch.stop();
  }
}

/** Runs Electron until it ends; a signal to this process is a signal to it. Resolves with its exit code. */
async function runElectron({ executable, args, env }: ElectronCommand): Promise<number> {
  const child = spawn(executable, args, { env, stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
