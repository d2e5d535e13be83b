import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEml } from '../../../src-server/mail/read-eml.ts';
import { freePort } from '../../support/free-port.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { SmtpDesk } from '../../support/smtp-desk.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LINK = /https:\/\/authority\.example\/(?:account|password)#[\w-]{43}/gu;
/** The service in place of systemd, which is not there. */
const SERVE = 'clavis-authority 2> authority.log & service=$!; trap \'kill -KILL $service 2> /dev/null\' EXIT';

interface Block {
  readonly language: 'bash' | 'text';
  readonly text: string;
}

/** Commands (`bash`) and what they show (`text`) of a page; other blocks are not for here. */
const blocksOf = (page: string): readonly Block[] =>
  [...readFileSync(join(ROOT, 'docs/how-to', page), 'utf8').matchAll(/^```(bash|text)\n(.*?)^```$/gmsu)].map(([, language, text = '']) => ({ language: language === 'bash' ? 'bash' : 'text', text }));

/**
 * What an administrator does, out of two pages, in one shell: the paths, ports and users of the pages become a folder, free ports
 * and the user of the tests, and nothing else is changed.
 */
describe('a new administrator', () => {
  const dir = mkdtempSync(join(tmpdir(), 'clavis-administrator-'));
  let postgres: PostgresServer;
  let smtp: SmtpDesk;
  let places: ReadonlyArray<readonly [ofThePage: string, here: string]>;
  let shell: ChildProcess | null = null;
  const here = (text: string): string => places.reduce((changed, [place, other]) => changed.replaceAll(place, other), text);

  beforeAll(async () => {
    postgres = await startPostgres();
    smtp = await SmtpDesk.make();
    await smtp.start();
    const { port } = new URL(postgres.url('postgres', 'tcp'));
    places = [
      ['/etc/clavis', join(dir, 'etc')],
      ['/var/lib/clavis', join(dir, 'lib')],
      ['/opt/clavis/bin/node', process.execPath],
      ['/opt/clavis/app', ROOT],
      ['-o clavis -g clavis ', ''],
      ['127.0.0.1:5432', `127.0.0.1:${port}`],
      ['PORT=8443', `PORT=${await freePort()}\nCLAVIS_SMTP_CA_FILE=${smtp.caFile}`],
      ['smtp://USER:PASSWORD@mail.example:587', smtp.url],
      ['9464', String(await freePort())],
    ];
    const served = /PORT=(\d+)/u.exec(here('PORT=8443'))?.[1] ?? '';
    places = [...places, ['127.0.0.1:8443', `127.0.0.1:${served}`]];
    const socket = new URL(postgres.url('postgres'));
    const psql = `PGHOST='${decodeURIComponent(socket.hostname)}' PGPORT=${port} PGUSER=${socket.username} PGDATABASE=postgres`;
    mkdirSync(join(dir, 'bin'));
    program('clavis-authority', here(readFileSync(join(ROOT, 'packaging/authority/clavis-authority'), 'utf8')));
    program('runuser', `#!/bin/sh\n[ "$2" != postgres ] || export ${psql}\nshift 3\nexec "$@"\n`);
    program('chown', '#!/bin/sh\n');
  });
  afterAll(async () => {
    // Whatever it has started is of its group.
    if (shell?.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, 'SIGKILL');
    await smtp?.close();
    await postgres?.close();
    rmSync(dir, { recursive: true });
  });
  const program = (name: string, text: string): void => writeFileSync(join(dir, 'bin', name), text, { mode: 0o755 });

  it('has an authority on PostgreSQL and a token, a person signed up, her certificate issued, revoked and refused', async () => {
    const blocks = [...blocksOf('run-the-authority.md'), ...blocksOf('issue-a-first-certificate.md')];
    const commands = blocks.flatMap(({ language, text }) => (language === 'bash' ? [here(text)] : []));
    const before = commands.findIndex((text) => text.includes('/ready'));
    const stop = 'kill -TERM $service; wait $service; trap - EXIT';
    const script = join(dir, 'walk.sh');
    writeFileSync(script, ['exec 2>&1; set -eu -o pipefail', ...commands.slice(0, before), SERVE, ...commands.slice(before), stop, 'echo "the end"'].join('\n'));
    const { code, output } = await walk(script);
    expect(output.trimEnd().endsWith('the end'), output).toBe(true);
    expect(code).toBe(0);

    let place = 0;
    for (const shown of blocks.flatMap(({ language, text }) => (language === 'text' ? text.trimEnd().split('\n') : []))) {
      const found = output.indexOf(shown, place);
      expect(found, `${shown}\nis not after\n${output.slice(0, place)}\nin\n${output.slice(place)}`).toBeGreaterThanOrEqual(0);
      place = found + shown.length;
    }
    expect(smtp.taken.map(({ to }) => to[0])).toEqual(expect.arrayContaining(['olga@example.org', 'nora@example.org']));
    const said = output + readFileSync(join(dir, 'authority.log'), 'utf8');
    for (const name of ['database-owner-url', 'database-url', 'smtp-url', 'pkcs11-pin', 'so-pin']) {
      expect(said).not.toContain(readFileSync(join(dir, 'etc/secrets', name), 'utf8').trim());
    }
    for (const password of ['Orage-bleu-74!', 'Falaise-grise-52!', 'Marée-haute-61!']) expect(said).not.toContain(password);
  });

  /** Runs the commands; whenever they ask for a link, gives the newest of what was printed or mailed to that person and was not given before. */
  async function walk(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
    const path = `${join(dir, 'bin')}:${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const child = spawn('bash', [script], { cwd: dir, env: { PATH: path, HOME: dir, TMPDIR: dir, LC_ALL: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    shell = child;
    let output = '';
    const given = new Set<string>();
    const linkFor = (address: string): string => {
      const mails = smtp.taken.filter(({ to }) => to.includes(address)).map(({ text }) => readEml(Buffer.from(text)).text);
      return [output, ...mails].flatMap((text) => text.match(LINK) ?? []).findLast((link) => !given.has(link)) ?? '';
    };
    const answer = async (address: string): Promise<void> => {
      await expect.poll(() => linkFor(address), { timeout: 30_000 }).not.toBe('');
      given.add(linkFor(address));
      child.stdin.write(`${[...given].at(-1) ?? ''}\n`);
    };
    const answers: Promise<void>[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const asked = /Link for (\S+): $/u.exec(output)?.[1];
      if (asked !== undefined) answers.push(answer(asked));
    });
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    await Promise.all(answers);
    return { code, output };
  }
});
