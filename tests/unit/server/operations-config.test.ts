import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src-server/config.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-config-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('addresses that hold a password', () => {
  it('are read from the files that are named', () => {
    const [database, smtp] = [join(dir, 'database'), join(dir, 'smtp')];
    writeFileSync(database, 'postgres://u:p@db.example/clavis\n');
    writeFileSync(smtp, 'smtps://u:p@mail.example\n');
    expect(readConfig({ DATABASE_URL_FILE: database, SMTP_URL_FILE: smtp })).toMatchObject({ databaseUrl: 'postgres://u:p@db.example/clavis', smtpUrl: 'smtps://u:p@mail.example' });
  });

  it('are refused by the name of the variable, never by a value', () => {
    const file = join(dir, 'smtp');
    writeFileSync(file, 'smtp://user:sesame@');
    for (const [env, said] of [
      [{ SMTP_URL_FILE: file }, 'SMTP_URL: must be smtp://user:password@host:587 or smtps://user:password@host:465'],
      [{ SMTP_URL: 'http://user:sesame@mail.example' }, 'SMTP_URL: must be'],
      [{ SMTP_URL: 'smtp://user:sesame@mail.example/?tls=no' }, 'SMTP_URL: must be'],
      [{ SMTP_URL: 'smtp://mail.example', SMTP_URL_FILE: file }, 'SMTP_URL_FILE: give it or SMTP_URL, one of them'],
      [{ DATABASE_URL_FILE: join(dir, 'none') }, 'DATABASE_URL_FILE: there is no such file'],
      [{ CLAVIS_METRICS_PORT: '0' }, 'CLAVIS_METRICS_PORT: '],
      [{ CLAVIS_DRAIN_MS: '-1' }, 'CLAVIS_DRAIN_MS: '],
    ] as const) {
      expect(() => readConfig(env)).toThrow(said);
      expect(() => readConfig(env)).not.toThrow('sesame');
    }
  });
});
