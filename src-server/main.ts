import { once } from 'node:events';
import process from 'node:process';
import { pino } from 'pino';
import { runCreateAdministrator } from './commands/create-administrator-command.ts';
import { runBackup } from './commands/backup-command.ts';
import { runEnrolToken } from './commands/enrol-token-command.ts';
import { runExportAudit } from './commands/export-audit-command.ts';
import { HELP } from './commands/help.ts';
import { runImportTokens } from './commands/import-tokens-command.ts';
import { runInitCa } from './commands/init-ca-command.ts';
import { runMigrate } from './commands/migrate-command.ts';
import { runRestore } from './commands/restore-command.ts';
import { UsageError } from './commands/usage-error.ts';
import { runVerifyAudit } from './commands/verify-audit-command.ts';
import { runInitVault, runRotateAdminKey, runVaultStatus } from './commands/vault-commands.ts';
import { readConfig, type AuthorityConfig } from './config.ts';
import type { Log } from './deps.ts';
import { openAuthority } from './open-authority.ts';
import { databaseLocation } from './open-stores.ts';


const SAME_INTERRUPT_MS = 500;

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const warn = (line: string): void => void process.stderr.write(`clavis authority: ${line}\n`);
  switch (command) {
    case undefined:
      return serve();
    case '--help':
    case '-h':
      process.stdout.write(HELP);
      return;
    case 'verify-audit':
      process.exitCode = await runVerifyAudit(rest, print, () => databaseLocation(takeConfig()));
      return;
    case 'export-audit':
      process.exitCode = await runExportAudit(rest, { write: writeOut, config: takeConfig });
      return;
    case 'backup':
      process.exitCode = await runBackup(rest, { print, config: takeConfig });
      return;
    case 'restore':
      process.exitCode = await runRestore(rest, { print, warn, config: takeConfig });
      return;
    case 'migrate':
      process.exitCode = await runMigrate(rest, { print, config: takeConfig });
      return;
    case 'init-ca':
      process.exitCode = await runInitCa(rest, { print, warn, config: takeConfig });
      return;
    case 'init-vault':
      process.exitCode = await runInitVault(rest, { print, warn, config: takeConfig });
      return;
    case 'vault-status':
      process.exitCode = await runVaultStatus(rest, { print, warn, config: takeConfig });
      return;
    case 'rotate-admin-key':
      process.exitCode = await runRotateAdminKey(rest, { print, warn, config: takeConfig });
      return;
    case 'create-administrator':
      process.exitCode = await runCreateAdministrator(rest, { print, warn, config: takeConfig });
      return;
    case 'enroll-token':
      process.exitCode = await runEnrolToken(rest, { print, warn, config: takeConfig });
      return;
    case 'import-tokens':
      process.exitCode = await runImportTokens(rest, { print, warn, config: takeConfig });
      return;
    default:
      throw new UsageError(`unknown command ${command}; see --help`);
  }
}

/** Resolves when standard output takes more. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** The configuration; its secrets are not for child processes or crash reports. */
function takeConfig(): AuthorityConfig {
  const config = readConfig(process.env);
  delete process.env['CLAVIS_VAULT_PASSPHRASE'];
  delete process.env['CLAVIS_EMBEDDED_TOKEN'];
  delete process.env['PKCS11_PIN'];
  delete process.env['DATABASE_URL'];
  delete process.env['SMTP_URL'];
  return config;
}

async function serve(): Promise<void> {
  const config = takeConfig();
  const log = jsonLog();
  const authority = await openAuthority(config, { log });
  let stopping = false;
  const close = async (): Promise<void> => {
    try {
      await authority.close();
      process.stdin.destroy();
    } catch (cause) {
      log.error({ error: cause instanceof Error ? cause.name : 'unknown' }, 'stopping failed');
      process.exit(1);
    }
  };
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void close();
  };
  // Asked again, it ends at once; but npm passes on the SIGINT that a terminal has sent to both already.
  let asked = Number.NaN;
  const again = (ms: number): boolean => {
    if (Number.isNaN(asked)) asked = performance.now();
    else if (performance.now() - asked > ms) return true;
    return false;
  };
  process.on('SIGTERM', () => (again(0) ? process.exit(1) : stop()));
  process.on('SIGINT', () => (again(SAME_INTERRUPT_MS) ? process.exit(1) : stop()));
  if (config.exitWithParent) {
    process.stdin.resume();
    process.stdin.once('end', stop);
    process.stdin.once('close', stop);
    process.once('disconnect', stop);
  }
  const listening = await authority.listen().catch(async (cause: unknown) => {
    // Connections to a database server would keep this process, which serves nobody.
    await authority.close();
    throw cause;
  });
  process.stdout.write(`${JSON.stringify({ listening })}\n`);
}

/** JSON lines on standard error; standard output is for the one line a parent waits for. */
function jsonLog(): Log {
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}

try {
  await main();
} catch (cause) {
  process.stderr.write(`clavis authority: ${cause instanceof Error ? cause.message : 'failed'}\n`);
  process.exitCode = cause instanceof UsageError ? 2 : 1;
}
