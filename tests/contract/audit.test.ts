import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExportAudit } from '../../src-server/commands/export-audit-command.ts';
import { runVerifyAudit } from '../../src-server/commands/verify-audit-command.ts';
import { databaseLocation } from '../../src-server/open-stores.ts';
import { disarmAudit } from '../support/tamper-audit.ts';
import { AuthorityFixture } from './authority-fixture.ts';
import { signIn } from './signed-in.ts';

let authority: AuthorityFixture;
let dir: string;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-audit-'));
  authority = await AuthorityFixture.open({ config: { auditExportDir: dir } });
  await authority.open();
});
afterEach(async () => {
  await authority.close();
  rmSync(dir, { recursive: true });
});

async function verify(...args: readonly string[]): Promise<readonly [number, string]> {
  const lines: string[] = [];
  const code = await runVerifyAudit(args, (line) => lines.push(line));
  return [code, lines.join('\n')];
}
const exported = async (...args: readonly string[]): Promise<string> => {
  let text = '';
  await runExportAudit(args, { config: () => authority.authority.deps.config, write: async (more) => void (text += more) });
  return text;
};
const file = (name: string, content: string): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};

describe('the audit outside of the database', () => {
  it('is exported, and checked offline as the database is', async () => {
    const rows = await authority.authority.deps.db.selectFrom('audit').select('hash').orderBy('seq').execute();
    const all = file('audit.jsonl', await exported());
    expect(await verify(all)).toEqual([0, `ok: ${rows.length} rows, head ${rows.length}:${rows.at(-1)?.hash ?? ''}`]);
    expect(await verify(all)).toEqual(await verify(databaseLocation(authority.location)));
    const tail = file('tail.jsonl', await exported('--from', '3'));
    expect(await verify(tail, '--from', '3')).toEqual([0, `ok: ${rows.length - 2} rows, head ${rows.length}:${rows.at(-1)?.hash ?? ''}`]);
    expect(await verify(tail)).toEqual([1, 'bad: row 1 missing']);
    expect(await verify(tail, '--from', '2')).toEqual([1, 'bad: row 2 missing']);
    await expect(verify(file('empty', ''))).rejects.toThrow('is empty');
    await expect(verify(databaseLocation(authority.location), '--from', '2')).rejects.toThrow('--from');
  });

  it('shows a rewind by the heads that were kept: how many rows are missing', async () => {
    const keys = file('jwks.json', JSON.stringify((await authority.call('jwks')).body()));
    await authority.restart();
    await authority.code(1);
    await authority.restart();
    const heads = join(dir, 'audit-heads.jsonl');
    const served = file('heads.json', (await authority.call('auditHeads')).text);
    const location = databaseLocation(authority.location);
    const [code, said] = await verify(location, '--heads', heads, '--keys', keys);
    expect([code, said]).toEqual([0, expect.stringMatching(/, 2 heads hold, signed$/u)]);
    expect((await verify(location, '--heads', served))[1]).toMatch(/, 2 heads hold \(signatures not checked: --keys\)$/u);

    const { db } = authority.authority.deps;
    const rows = (await db.selectFrom('audit').select('seq').execute()).length;
    await disarmAudit(db);
    await db.deleteFrom('audit').where('seq', '>', rows - 2).execute();
    expect((await verify(location))[0]).toBe(0);
    expect(await verify(location, '--heads', heads, '--keys', keys)).toEqual([1, `bad: rows ${rows - 1} to ${rows} missing, 2 rows`]);
    // And a file of heads that somebody wrote into is refused before anything is said.
    const forged = file('forged.jsonl', JSON.stringify({ jws: 'e30.e30.AA' }));
    await expect(verify(location, '--heads', forged, '--keys', keys)).rejects.toThrow('head 1 is none');
    await expect(verify(location, '--heads', heads, '--keys', heads)).rejects.toThrow('no JWK Set');
    await expect(verify(location, '--keys', keys)).rejects.toThrow('--keys are those of --heads');
  });
});

describe('the audit for administrators', () => {
  const nothing = { from: null, until: null, event: null, subject: null, cursor: null, limit: 200 };
  it('is read in pages, newest first, each row once', async () => {
    const { bearer } = await signIn(authority, { role: 'administrator' });
    const whole = (await authority.call('searchAudit', { bearer, body: nothing })).body();
    expect(whole.next).toBeNull();
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: typeof whole = (await authority.call('searchAudit', { bearer, body: { ...nothing, cursor, limit: 2 } })).body();
      seen.push(...page.items.map(({ seq }) => seq));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(whole.items.map(({ seq }) => seq));
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(seen.length).toBeGreaterThan(4);
  });

  it('is searched by time, event and subject', async () => {
    const { bearer } = await signIn(authority, { role: 'administrator' });
    const search = async (filter: object) => (await authority.call('searchAudit', { bearer, body: { ...nothing, ...filter } })).body().items;
    const { serial } = authority.person();
    expect((await search({ event: 'link.requested' })).map(({ subject }) => subject)).toEqual([serial]);
    expect((await search({ subject: serial })).every(({ subject }) => subject === serial)).toBe(true);
    expect(await search({ subject: '%' })).toEqual([]);
    expect(await search({ from: authority.now + 1 })).toEqual([]);
    expect(await search({ until: 0 })).toEqual([]);
    expect((await authority.call('searchAudit', { bearer, body: { ...nothing, cursor: 'AAAA' } })).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'cursor' } });
  });

  it('is nobody else’s', async () => {
    for (const role of ['holder', 'operator'] as const) {
      const { bearer } = await signIn(authority, { role, ...(role === 'operator' ? { officeId: '11111111-1111-4111-8111-111111111111' } : {}) });
      expect((await authority.call('searchAudit', { bearer, body: nothing })).status).toBe(403);
    }
    expect((await authority.call('searchAudit', { body: nothing })).status).toBe(401);
  });
});
