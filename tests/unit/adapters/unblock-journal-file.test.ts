import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unblockJournalFile } from '../../../src-main/adapters/unblock-journal-file/unblock-journal-file.ts';
import { newRecord } from '../../../src-main/use-cases/unblock/record.ts';

const SERIAL = '802500017A3C41F6';
const record = () => ({ ...newRecord('A'.repeat(43), 1_000), serial: SERIAL });

describe('unblock journal', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-journal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back the last record of each unblock, newest first', async () => {
    const journal = unblockJournalFile(folder);
    const first = record();
    const second = record();
    await journal.write(first);
    await journal.write({ ...second, updatedAt: 2_000 });
    await journal.write({ ...first, state: 'opened', updatedAt: 3_000 });
    const listed = await journal.list();
    expect(listed.map((entry) => [entry.id, entry.state])).toEqual([
      [first.id, 'opened'],
      [second.id, 'idle'],
    ]);
  });

  it('survives a torn last line, and the next line after it', async () => {
    const journal = unblockJournalFile(folder);
    const entry = record();
    await journal.write(entry);
    await journal.write({ ...entry, state: 'pinChosen', updatedAt: 2_000 });
    const path = join(folder, `${entry.id}.journal`);
    const whole = readFileSync(path, 'utf8');
    for (let cut = 1; cut < 60; cut += 7) {
      writeFileSync(path, whole.slice(0, -cut));
      const [read] = await journal.list();
      expect(['idle', 'pinChosen']).toContain(read?.state);
      await journal.write({ ...entry, state: 'acting', updatedAt: 3_000 });
      expect((await journal.list())[0]?.state).toBe('acting');
    }
  });

  it('takes no line that is not a record', async () => {
    const journal = unblockJournalFile(folder);
    const entry = record();
    await journal.write(entry);
    appendFileSync(join(folder, `${entry.id}.journal`), `\n{"state":"confirmed"}\n\0\0\0\n{"__proto__":{"state":"confirmed"}}\n`);
    expect((await journal.list())[0]?.state).toBe('idle');
  });

  it('has nothing to read before the first unblock, and makes no folder by reading', async () => {
    const none = join(folder, 'none');
    expect(await unblockJournalFile(none).list()).toEqual([]);
    expect(existsSync(none)).toBe(false);
  });

  it('says so when its folder cannot be read', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(unblockJournalFile(file).list()).rejects.toThrow('ENOTDIR');
  });

  it('is readable by its owner alone', async () => {
    const entry = record();
    await unblockJournalFile(join(folder, 'deep')).write(entry);
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'deep', `${entry.id}.journal`)).mode & 0o777).toBe(0o600);
  });

  it('says journalUnwritable when the line cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(unblockJournalFile(join(folder, 'file')).write(record())).rejects.toMatchObject({ code: 'journalUnwritable' });
  });
});
