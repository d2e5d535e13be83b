import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchCanaries } from '../../scripts/demo/canary.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { runEnrolToken } from '../../src-server/commands/enrol-token-command.ts';
import { runImportTokens } from '../../src-server/commands/import-tokens-command.ts';
import { makeConfig } from '../../src-server/config.ts';
import { openStores } from '../../src-server/open-stores.ts';
import { REHEARSAL_PEOPLE } from '../../src-server/seed/rehearsal-people.ts';
import { copyEvidence } from '../support/copy-evidence.ts';
import { AuthorityFixture, dumpTables } from './authority-fixture.ts';
import { openOffice } from './test-office.ts';

const GIDS = '0F1E2D3C4B5A69788796A5B4C3D2E1F0';
const IAS = '8025000155667788';
const CHALLENGE = '0011223344556677';
const upper = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const ecb = (key: Uint8Array, block: string): string =>
  upper(execFileSync('openssl', ['enc', '-des-ede3-ecb', '-nopad', '-K', upper(key)], { input: Buffer.from(block, 'hex') }));

let authority: AuthorityFixture;
let files: string;
let said: string[];
const answer = `réponse ${randomBytes(9).toString('base64url')} à moi`;
beforeEach(async () => {
  const person = { serial: GIDS, profile: 'gids', holder: 'Anne Roux', entity: 'Roux SARL', product: 'Carte', email: 'anne@roux.example', questions: [{ text: 'Q1', answer }] } as const;
  // The fixture seeds the first people; the last one is enrolled by the commands alone.
  authority = await AuthorityFixture.open({ people: REHEARSAL_PEOPLE, vaultInFile: true });
  (authority as { people: typeof authority.people }).people = [...REHEARSAL_PEOPLE, person];
  files = mkdtempSync(join(tmpdir(), 'clavis-enrol-'));
  said = [];
});
afterEach(async () => {
  await authority.close();
  rmSync(files, { recursive: true });
});

/** A second program on the running authority's data. */
const context = () => ({
  print: (line: string) => void said.push(line),
  warn: (line: string) => void said.push(line),
  config: () => makeConfig({ ...authority.location, vaultPassphrase: 'passphrase of the tests', argon2: { memoryKib: 64, timeCost: 1, parallelism: 1 } }),
  open: (config: ReturnType<typeof makeConfig>) => openStores(config, { clock: { now: () => authority.now, sleep: () => Promise.resolve() } }),
});
const file = (name: string, content: string | Uint8Array, mode = 0o600): string => {
  writeFileSync(join(files, name), content, { mode });
  return join(files, name);
};
const enrol = (key: Uint8Array | string, ...more: string[]): Promise<number> =>
  runEnrolToken(
    ['--profile', 'gids', '--serial', GIDS, '--admin-key-file', file('key', key), '--holder', 'Anne Roux', '--entity', 'Roux SARL', '--product', 'Carte', '--email', 'anne@roux.example', '--questions-file', file('q.json', JSON.stringify([{ question: 'Q1', answer }])), ...more],
    context(),
  );
const audited = async (event: string) =>
  (await authority.authority.deps.db.selectFrom('audit').selectAll().where('event', '=', event).execute()).map(({ subject, details }) => [subject, JSON.parse(details) as unknown]);
const respond = async (): Promise<string> => {
  const holder = await authority.open(3);
  (await holder.answer(1, 'right')).body();
  return (await holder.challenge(CHALLENGE)).body().cryptogram;
};

describe('a GIDS token', () => {
  it('of the rehearsal is unblocked with its diversified key, from the mail to the receipt', async () => {
    const holder = await authority.open(2);
    (await holder.answer(1, 'right')).body();
    const { cryptogram } = (await holder.challenge(CHALLENGE)).body();
    const { serial } = authority.person(2);
    const set = await authority.authority.deps.vault.deriveAdminKeysForPersonalisation({ serial, profile: 'gids', keyVersion: 1 });
    if (set.profile !== 'gids') throw new Error('not GIDS');
    expect(cryptogram).toBe(ecb(set.adminKey, CHALLENGE));
    expect((await holder.report('done', 3)).body()).toMatchObject({ state: 'confirmed' });
  });

  it('enrolled beside the running authority is answered with its own key, and openssl agrees', async () => {
    const key = randomBytes(24);
    expect(await enrol(`${upper(key).toLowerCase()}\n`, '--kcv', ecb(key, '0'.repeat(16)).slice(0, 6))).toBe(0);
    expect(await audited('token.enrolled')).toEqual([[GIDS, { profile: 'gids', keySource: 'imported', keyVersion: 1, questions: 1 }]]);
    expect(await respond()).toBe(ecb(key, CHALLENGE));
    await authority.restart();
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('shown as another kind is refused, and neither link nor try is spent', async () => {
    for (const [index, profile] of [[2, 'ias-ecc'], [0, 'gids']] as const) {
      const code = await authority.code(index);
      const before = await dumpTables(authority);
      const idempotencyKey = '5f0c8f7e-5a7e-4d2b-9a3f-0f3f2b1c4d5e';
      const wrong = await authority.call('openSession', { body: { ...authority.openBody(code, index), profile }, idempotencyKey });
      expect([wrong.status, wrong.refusal().code]).toEqual([409, 'wrongToken']);
      expect(await dumpTables(authority)).toEqual(before);
      expect((await authority.call('openSession', { body: authority.openBody(code, index), idempotencyKey })).body()).toMatchObject({ state: 'opened', triesLeft: 3 });
    }
  });
});

describe('an office', () => {
  it('is the token’s from its enrolment on, if it is named and open; another one is refused', async () => {
    const office = await openOffice(authority, 'Nantes');
    const closed = await openOffice(authority, 'Rennes');
    const { db } = authority.authority.deps;
    await db.updateTable('offices').set({ closed_at: authority.now }).where('id', '=', closed).execute();
    const key = randomBytes(24);
    for (const id of ['Nantes', closed, '5f0c8f7e-5a7e-4d2b-9a3f-0f3f2b1c4d5e']) expect(await enrol(key, '--office', id)).toBe(1);
    expect(said).toEqual(Array.from({ length: 3 }, () => 'refused: --office is neither id nor name of an office that is open'));
    expect(await enrol(key, '--office', office)).toBe(0);
    expect(await db.selectFrom('dossiers').select('office_id').where('serial', '=', GIDS).execute()).toEqual([{ office_id: office }]);
    expect(await audited('token.enrolled')).toEqual([[GIDS, { profile: 'gids', keySource: 'imported', keyVersion: 1, questions: 1, office }]]);
    expect([await enrol(key, '--office', office), await enrol(key)]).toEqual([0, 0]);
    expect(await enrol(key, '--office', await openOffice(authority, 'Brest'))).toBe(1);
    expect(said.at(-1)).toBe('refused: --office is not what this token is enrolled with');
    expect(await enrol(key, '--office', ' Bureau de Nantes')).toBe(0);
    await openOffice(authority, 'Nantes');
    expect(await enrol(key, '--office', 'Bureau de Nantes')).toBe(1);
    expect(said.at(-1)).toBe('refused: --office is the name of several open offices: give the id of one');
    expect(await enrol(key, '--office', office.toUpperCase())).toBe(0);
    await expect(enrol(key, '--replace-key', '--office', office)).rejects.toThrow('without --office');
  });
});

describe('a key', () => {
  it('replaced serves new sessions; one under way goes on with its own', async () => {
    const [first, second] = [randomBytes(24), randomBytes(24)];
    expect(await enrol(first)).toBe(0);
    expect(await enrol(first)).toBe(0);
    const holder = await authority.open(3);
    (await holder.answer(1, 'right')).body();
    expect(await enrol(second)).toBe(1);
    expect(said.at(-1)).toContain('--replace-key');
    expect(await enrol(second, '--replace-key')).toBe(0);
    expect((await holder.challenge(CHALLENGE)).body()).toMatchObject({ cryptogram: ecb(first, CHALLENGE), keyVersion: 1 });
    (await holder.report('refused')).body();
    authority.now += 120_000;
    expect(await respond()).toBe(ecb(second, CHALLENGE));
    expect([(await audited('token.enrolled')).length, await audited('token.keyReplaced')]).toEqual([1, [[GIDS, { profile: 'gids', keySource: 'imported', keyVersion: 2 }]]]);
  });

  it('moved to another token’s row does not open: nothing is spent', async () => {
    expect(await enrol(randomBytes(24))).toBe(0);
    const holder = await authority.open(3);
    (await holder.answer(1, 'right')).body();
    const { db, vault } = authority.authority.deps;
    const other = await vault.sealAdminKey({ serial: IAS.repeat(2), profile: 'gids', number: 1, key: randomBytes(24) });
    if (other.source !== 'imported') throw new Error('not sealed');
    await db.updateTable('admin_keys').set({ sealed: other.sealed }).where('source', '=', 'imported').execute();
    expect((await holder.challenge(CHALLENGE)).refusal().code).toBe('vaultUnavailable');
    expect((await holder.read()).body()).toMatchObject({ state: 'answered', challengesLeft: 3 });
  });

  it('file is refused when open to others, no file, of another length, or single DES; the database stays as it is', async () => {
    const before = await dumpTables(authority);
    const shared = file('shared', randomBytes(24));
    chmodSync(shared, 0o640);
    await expect(enrol('', '--admin-key-file', shared)).rejects.toThrow('more than once');
    const base = ['--profile', 'gids', '--serial', GIDS, '--questions-file', file('q.json', '[{"question":"Q","answer":"A"}]')];
    for (const path of [shared, files, join(files, 'none')]) await expect(runEnrolToken([...base, '--admin-key-file', path], context())).rejects.toThrow(path);
    symlinkSync(shared, join(files, 'link'));
    await expect(runEnrolToken([...base, '--admin-key-file', join(files, 'link')], context())).rejects.toThrow('chmod 600');
    execFileSync('mkfifo', ['-m', '600', join(files, 'pipe')]);
    await expect(runEnrolToken([...base, '--admin-key-file', join(files, 'pipe')], context())).rejects.toThrow('no regular file');
    for (const key of [randomBytes(23), new Uint8Array(24), Buffer.from('0123456789ABCDEF01234567'), 'ab'.repeat(25), Buffer.concat([Buffer.alloc(16, 7), randomBytes(8)])]) expect(await enrol(key)).toBe(1);
    expect(await enrol(randomBytes(24), '--kcv', '000000')).toBe(1);
    expect(await dumpTables(authority)).toEqual(before);
  });
});

describe('a sheet', () => {
  const HEAD = 'profile;serial;admin_key;key_version;kcv;holder;entity;product;email;question1;answer1';
  it('is imported line by line, and again without a change; a refused line says where and never what', async () => {
    const key = randomBytes(24);
    const good = `gids;${GIDS};${upper(key)};;;Anne Roux;Roux SARL;Carte;anne@roux.example;Q1;${answer}`;
    const secret = randomBytes(24).toString('hex');
    const bad = [
      `gids;${GIDS.replace('0', '1')};${secret}ff;;;X;Y;Z;a@b.fr;Q;${secret}`,
      `gids;${GIDS.replace('0', '2')};;1;;=cmd|x;Y;Z;a@b.fr;Q;${secret}`,
      `gids;${GIDS.replace('0', '3')};;1;;<b>X;Y;Z;a@b.fr;Q;${secret}`,
      `gids;${GIDS.replace('0', '4')};;1;;X\0;Y;Z;nobody;Q;${secret}`,
      `gids;${GIDS.replace('0', '5')};;1;;"X;Y;Z;a@b.fr;Q;${secret}`,
      `gids;${GIDS.replace('0', '6')};;9;;X;Y;Z;a@b.fr;Q;${secret}`,
      good,
      `${secret};${secret}`,
    ];
    const path = file('t.csv', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([HEAD, good, ...bad].join('\r\n'))]));
    expect(await runImportTokens([path, '--json', '--dry-run'], context())).toBe(1);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ dryRun: true, enrolled: 1, refused: 8 });
    expect(await audited('token.enrolled')).toEqual([]);
    expect(await runImportTokens([path, '--json'], context())).toBe(1);
    const report = JSON.parse(said.at(-1) ?? '') as { faults: Array<{ line: number; column: string }> };
    expect(report.faults.map(({ line, column }) => `${line} ${column}`)).toEqual(['3 admin_key', '4 holder', '5 holder', '6 holder', '6 email', '7 ', '8 key_version', '9 serial', '10 ']);
    expect(said.join('\n')).not.toContain(secret);
    const before = await dumpTables(authority);
    expect(await runImportTokens([path, '--json'], context())).toBe(1);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ enrolled: 0, unchanged: 1, refused: 8 });
    expect(await dumpTables(authority)).toEqual(before);
    expect(await respond()).toBe(ecb(key, CHALLENGE));
    for (const content of ['', `${secret};x`, `${HEAD};${secret}`, 'profile;serial']) {
      await expect(runImportTokens([file('no.csv', content)], context())).rejects.toMatchObject({ name: 'UsageError', message: expect.not.stringContaining(secret) as string });
    }
  });

  it('gives each token the office its line names, by id or name; one that is not open refuses the whole file, by its lines', async () => {
    const [nantes, evreux] = [await openOffice(authority, 'Nantes'), await openOffice(authority, 'Évreux')];
    const { db } = authority.authority.deps;
    const closed = await openOffice(authority, 'Rennes');
    await db.updateTable('offices').set({ closed_at: authority.now }).where('id', '=', closed).execute();
    const serialAt = (n: number): string => GIDS.replace('0', String(n));
    const sheet = (...offices: readonly string[]): string =>
      file('t.csv', [`office;${HEAD}`, ...offices.map((office, i) => `${office};gids;${serialAt(i + 1)};;1;;Anne;Roux;Carte;a@b.fr;Q;R`)].join('\n'));

    const before = await dumpTables(authority);
    const unknown = 'Bureau de Nulle-Part';
    for (const [office, lines] of [[unknown, 'lines 3, 5'], [closed, 'lines 3, 5'], ['Bureau de Rennes', 'lines 3, 5'], ['bureau', 'lines 3, 5']] as const) {
      const path = sheet(nantes, office, '', office, 'Bureau de Évreux');
      for (const more of [[], ['--dry-run'], ['--json']]) {
        await expect(runImportTokens([path, ...more], context())).rejects.toMatchObject({ name: 'UsageError', message: `${lines}, office: is neither id nor name of an office that is open; nothing was imported` });
      }
    }
    await expect(runImportTokens([sheet(...Array.from({ length: 12 }, () => unknown))], context())).rejects.toThrow('lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more, office');
    await expect(runImportTokens([sheet(nantes, unknown)], context())).rejects.toThrow(/^line 3, office/u);
    expect(said.join('\n')).not.toContain(unknown);
    expect(await dumpTables(authority)).toEqual(before);

    // As a spreadsheet of another system composes it.
    const offices = [nantes, 'Bureau de Nantes', '  ', 'Bureau de E\u0301vreux'];
    expect(await runImportTokens([sheet(...offices)], context())).toBe(0);
    const rows = await db.selectFrom('dossiers').select(['serial', 'office_id']).where('serial', 'in', offices.map((_, i) => serialAt(i + 1))).orderBy('serial').execute();
    expect(rows.map(({ office_id: id }) => id)).toEqual([nantes, nantes, null, evreux]);
    const details = { profile: 'gids', keySource: 'master', keyVersion: 1, questions: 1 };
    expect(await audited('token.enrolled')).toEqual([nantes, nantes, null, evreux].map((office, i) => [serialAt(i + 1), office === null ? details : { ...details, office }]));
    expect(await runImportTokens([sheet(...offices), '--json'], context())).toBe(0);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ unchanged: 4, refused: 0 });
    expect(await runImportTokens([sheet(evreux, nantes), '--json'], context())).toBe(1);
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ unchanged: 1, refused: 1, faults: [{ line: 2, column: 'office', reason: 'is not what this token is enrolled with' }] });
  });

  it('leaves no key and no answer anywhere: database, vault, log, output', async () => {
    const key = randomBytes(24);
    expect(await enrol(key)).toBe(0);
    await respond();
    const evidence = mkdtempSync(join(tmpdir(), 'clavis-evidence-'));
    try {
      await copyEvidence(authority, evidence);
      writeFileSync(join(evidence, 'said'), said.join('\n'));
      expect(searchCanaries([evidence], { answers: [GIDS], pin: 'none', pinBlock: randomBytes(16) }).hits.length).toBeGreaterThan(0);
      for (const part of [key, key.subarray(0, 8), key.subarray(16)]) expect(searchCanaries([evidence], { answers: [answer], pin: 'none', pinBlock: part }).hits).toEqual([]);
    } finally {
      rmSync(evidence, { recursive: true });
    }
  });

  it('imported by two programs at once enrols each token once', async () => {
    const rows = [1, 2, 3, 4].map((n) => `gids;${GIDS.replace('0', String(n))};${upper(randomBytes(24))};;;Anne;Roux;Carte;a@b.fr;Q;R`);
    const path = file('t.csv', [HEAD, ...rows].join('\n'));
    expect(await Promise.all([runImportTokens([path], context()), runImportTokens([path], context())])).toEqual([0, 0]);
    expect((await audited('token.enrolled')).length).toBe(4);
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
  });
});
