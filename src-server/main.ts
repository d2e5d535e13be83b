import process from 'node:process';
import { pino } from 'pino';
import { readConfig } from './config.ts';
import type { Log } from './deps.ts';
import { openAuthority } from './open-authority.ts';
import { runVerifyAudit } from './verify-audit-command.ts';

const HELP = `The Clavis authority.

  node src-server/main.ts                      serves until SIGTERM; prints {"listening":"http://..."} when ready
  node src-server/main.ts verify-audit FILE    checks the audit chain of a database; names the first bad row
        [--head SEQ:HASH]                      and that it still holds a head noted earlier
  node src-server/main.ts --help

Environment
  PORT                          port, 0 (default) for any free one; HOST: address, 127.0.0.1 by default
  CLAVIS_DATA_DIR               database, vault and mails; default: $XDG_DATA_HOME/clavis/authority
  CLAVIS_PUBLIC_URL             origin of the pages in mails, https://authority.example
  CLAVIS_VAULT_PASSPHRASE       passphrase of the key vault, or CLAVIS_VAULT_PASSPHRASE_FILE: its file;
                                neither: a random one is kept beside the vault (one machine, rehearsals)
  CLAVIS_PROVIDER_FILE          JSON with name, phone, hours, email, revocationUrl, reorderUrl, officeUrl
  CLAVIS_TIME_ZONE              zone in which mails tell times, Europe/Paris by default
  CLAVIS_EMBEDDED_TOKEN         bearer token for reading the mails back; set by the app that starts it
  CLAVIS_EXIT_WITH_PARENT=1     stops when its standard input closes
  CLAVIS_CLOCK_OFFSET_MS        shifts the clock (rehearsals; only with CLAVIS_EMBEDDED_TOKEN)
`;

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  if (command === '--help' || command === '-h') {
    process.stdout.write(HELP);
    return;
  }
  if (command === 'verify-audit') {
    process.exitCode = await runVerifyAudit(rest, (line) => process.stdout.write(`${line}\n`));
    return;
  }
  if (command !== undefined) throw new Error(`unknown command ${command}; see --help`);
  await serve();
}

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // Secrets of the environment are not for child processes or crash reports.
  delete process.env['CLAVIS_VAULT_PASSPHRASE'];
  delete process.env['CLAVIS_EMBEDDED_TOKEN'];
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
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (config.exitWithParent) {
    process.stdin.resume();
    process.stdin.once('end', stop);
    process.stdin.once('close', stop);
    process.once('disconnect', stop);
  }
  const listening = await authority.listen();
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
  process.exitCode = 1;
}
