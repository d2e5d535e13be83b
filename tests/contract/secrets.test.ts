import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchCanaries } from '../../scripts/demo/canary.ts';
import { adminKeysFor } from '../../src-server/seed/personalisation.ts';
import { REHEARSAL_PEOPLE } from '../../src-server/seed/rehearsal-people.ts';
import { readVaultFile } from '../../src-server/vault/vault-file.ts';
import { copyEvidence } from '../support/copy-evidence.ts';
import { AuthorityFixture, type Holder } from './authority-fixture.ts';

/**
 * Invariant S on the authority's side: after every path an unblock can take, no answer, link, session token or key is in the
 * database (its log included), the vault file or the program's own log, as text, hex or base64. A link is in its mail alone.
 */
let authority: AuthorityFixture;
let evidence: string;
let databaseFile: RegExp;
const answers: string[] = [];
const bearers: string[] = [];
const responses: string[] = [];
const codes: string[] = [];
const keys: Uint8Array[] = [];

const MINUTE = 60_000;
/** An answer with accents, as people have them; its middle is also looked for alone, since a mail would write accents otherwise. */
function unique(): string {
  const middle = randomBytes(9).toString('base64url');
  const answer = `réponse ${middle} à moi`;
  answers.push(answer, middle);
  return answer;
}

beforeAll(async () => {
  const people = REHEARSAL_PEOPLE.map((person) => ({ ...person, questions: person.questions.map(({ text }) => ({ text, answer: unique() })) }));
  authority = await AuthorityFixture.open({ people, vaultInFile: true });
  const { deps } = authority.authority;

  const wrong = [unique(), unique(), unique(), unique()];
  const open = async (index: number): Promise<Holder> => {
    authority.now += MINUTE;
    const holder = await authority.open(index);
    bearers.push(holder.credential.bearer);
    return holder;
  };
  const first = await open(0);
  (await first.answer(1, wrong)).body();
  (await first.answer(2, 'right')).body();
  responses.push((await first.challenge('0011223344556677')).body().cryptogram);
  (await first.report('done', 3)).body();
  const second = await open(0);
  (await second.answer(1, 'right')).body();
  responses.push((await second.challenge('8899AABBCCDDEEFF')).body().cryptogram);
  (await second.report('refused')).body();
  const third = await open(1);
  for (const number of [1, 2, 3]) (await third.answer(number, wrong)).body();
  authority.now += MINUTE;
  // A refused body with a link in it, and a link that was never opened.
  const unused = await authority.code(0);
  (await authority.call('openSession', { body: { code: unused }, idempotencyKey: randomUUID() })).refusal();
  for (const { link } of (await authority.mailbox()).mails) if (link !== null) codes.push(link.split('#')[1] ?? '');

  for (const { serial } of people) {
    const set = await adminKeysFor(deps, serial);
    keys.push(...(set.profile === 'gids' ? [set.adminKey] : Object.values(set.adminKeys)));
  }
  const vault = await readVaultFile(join(authority.dir, 'vault.json'), 'passphrase of the tests');
  keys.push(Buffer.from(vault.root, 'hex'), Buffer.from(vault.adminMasters['1'] ?? '', 'hex'));
  for (const { d } of Object.values(vault.signingKeys)) keys.push(Buffer.from(d, 'base64url'));

  // With the authority still open, so that the write-ahead log is there to be looked at too.
  evidence = mkdtempSync(join(tmpdir(), 'clavis-evidence-'));
  databaseFile = await copyEvidence(authority, evidence);
});
afterAll(async () => {
  await authority.close();
  rmSync(evidence, { recursive: true });
});

const search = (needles: readonly string[], block: Uint8Array = randomBytes(16)) =>
  searchCanaries([evidence], { answers: needles, pin: 'none', pinBlock: block });

describe('after every kind of unblock', () => {
  it('the search can find: what must be there is there', () => {
    for (const { serial, email } of REHEARSAL_PEOPLE) {
      const files = new Set(search([serial, email]).hits.map(({ file }) => file));
      expect([...files].some((file) => databaseFile.test(file))).toBe(true);
    }
    expect(search(['0011223344556677']).hits.length).toBeGreaterThan(0);
    expect(readFileSync(join(evidence, 'log'), 'utf8')).toContain('/v1/unblock-sessions/:sessionId/answers');
  });

  it('no answer, link, session token or response is anywhere, but a link in its mail', () => {
    expect([answers.length, bearers.length, responses.length, codes.length]).toEqual([32, 3, 2, 4]);
    const { hits, scanned } = search([...answers, ...bearers, ...responses]);
    expect(scanned).toBeGreaterThanOrEqual(10);
    expect(hits).toEqual([]);
    expect(search(codes).hits.filter(({ file }) => !file.endsWith('.eml'))).toEqual([]);
  });

  it('no key byte is anywhere', () => {
    expect(keys).toHaveLength(9);
    for (const key of keys) expect(search([], key).hits).toEqual([]);
  });

  it('each mail holds at most its own link', async () => {
    const { mails } = await authority.mailbox();
    const links = mails.flatMap(({ link }) => (link === null ? [] : [link]));
    expect(links).toHaveLength(4);
    expect(new Set(links).size).toBe(4);
    for (const { text, link } of mails) expect(text.match(/[A-Za-z0-9_-]{43}/gu) ?? []).toEqual(link === null ? [] : [link.split('#')[1]]);
  });

  it('the log says routes, never addresses, bodies or headers', () => {
    const fields = new Set(authority.logs.flatMap((line) => Object.keys(JSON.parse(line) as object)));
    expect([...fields].toSorted()).toEqual(['kind', 'level', 'mail', 'message', 'method', 'ms', 'requestId', 'route', 'status']);
  });
});
