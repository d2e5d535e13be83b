import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { REHEARSAL_PEOPLE, type RehearsalPerson } from '../../src-server/seed/rehearsal-people.ts';
import { seedDemo } from '../../src-server/seed/seed-demo.ts';
import { rotateAdminKey } from '../../src-server/use-cases/rotate-admin-key.ts';
import { fileVault } from '../../src-server/vault/file-vault.ts';
import { adminCryptogram, gidsResponse, iasEccKeys } from '../../src-server/vault/admin-cryptogram.ts';
import { deriveAdminKey } from '../../src-server/vault/key-diversification.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import type { Vault } from '../../src-server/vault/vault.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { fileKind, KNOWN_MASTER, pkcs11Kind, type VaultKind, type VaultOutage } from '../support/vault-kinds.ts';
import { AuthorityFixture, dumpTables } from './authority-fixture.ts';

/** Unblocks from the mail to the receipt, with the keys in the file and in a token of SoftHSM2. */
const MINUTE = 61_000;
const CHALLENGES = ['0011223344556677', '8899AABBCCDDEEFF'] as const;

/** What the card itself would compute, from the known master key of version 1. */
function byCard({ serial, profile }: RehearsalPerson, challenge: string): string {
  const key = deriveAdminKey(profile, Buffer.from(KNOWN_MASTER, 'hex'), serial, 1);
  const rnd = Buffer.from(challenge, 'hex');
  const answer = profile === 'gids' ? gidsResponse(key, rnd) : adminCryptogram(iasEccKeys(key), rnd, serial);
  return Buffer.from(answer).toString('hex').toUpperCase();
}

/** A vault that answers nothing while `away` says so, whatever it is asked. */
function switchable(vault: Vault, away: () => boolean): Vault {
  const entries = Object.entries(vault).map(([name, method]) => [
    name,
    async (...args: readonly unknown[]): Promise<unknown> => {
      if (away()) throw new AppError('vaultUnavailable');
      return (method as (...given: readonly unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return { ...vault, ...(Object.fromEntries(entries) as Partial<Vault>) };
}

describe.each([
  ['the file', fileKind],
  ['a token of SoftHSM2', pkcs11Kind],
] as const)('with the keys in %s', (_, makeKind) => {
  let kind: VaultKind;
  let vault: Vault;
  let authority: AuthorityFixture;
  let people: RehearsalPerson[];
  beforeAll(async () => {
    kind = await makeKind();
  });
  afterAll(() => kind.remove());
  beforeEach(async () => {
    vault = await kind.open();
    people = [...REHEARSAL_PEOPLE];
    authority = await AuthorityFixture.open({ parts: { vault }, people });
  });
  afterEach(() => authority.close());

  it('cards of both kinds are answered as they compute themselves, and a receipt closes the session', async () => {
    for (const index of [0, 2]) {
      const holder = await authority.open(index);
      (await holder.answer(1, 'right')).body();
      expect((await holder.challenge(CHALLENGES[0])).body().cryptogram).toBe(byCard(authority.person(index), CHALLENGES[0]));
      const { receipt } = (await holder.report('done', 3)).body();
      expect(receipt?.split('.')).toHaveLength(3);
    }
  });

  it('after a rotation old cards still unblock, before and after a restart; new ones have keys of the new version', async () => {
    const { deps } = authority.authority;
    const underWay = await authority.open(0);
    (await underWay.answer(1, 'right')).body();

    const before = await deps.vault.currentKeyVersion();
    const { version, checkValue, isNew } = await rotateAdminKey(deps);
    expect([version, isNew]).toEqual([before + 1, true]);
    expect((await underWay.challenge(CHALLENGES[0])).body().cryptogram).toBe(byCard(authority.person(0), CHALLENGES[0]));
    (await underWay.report('done', 3)).body();

    await authority.restart();
    const later = await authority.open(1);
    (await later.answer(1, 'right')).body();
    expect((await later.challenge(CHALLENGES[1])).body().cryptogram).toBe(byCard(authority.person(1), CHALLENGES[1]));

    const [first] = REHEARSAL_PEOPLE;
    if (first === undefined) throw new Error('nobody rehearses');
    const person = { ...first, serial: '80250001AABBCCDD', email: 'nouvelle@exemple.example' };
    people.push(person);
    await seedDemo(authority.authority.deps, [person]);
    const index = people.length - 1;
    const fresh = await authority.open(index);
    (await fresh.answer(1, 'right')).body();
    const { cryptogram } = (await fresh.challenge(CHALLENGES[0])).body();
    expect(cryptogram).not.toBe(byCard(person, CHALLENGES[0]));
    const card = { serial: person.serial, profile: person.profile, origin: { source: 'master', version } } as const;
    expect(cryptogram).toBe(Buffer.from(await vault.computeAdminCryptogram(card, Buffer.from(CHALLENGES[0], 'hex'))).toString('hex').toUpperCase());

    const { db } = authority.authority.deps;
    const issued = await db.selectFrom('audit').select('details').where('event', '=', 'response.issued').orderBy('seq').execute();
    expect(issued.map(({ details }) => (JSON.parse(details) as { keyVersion: number }).keyVersion)).toEqual([1, 1, version]);
    const rotated = await db.selectFrom('audit').select('details').where('event', '=', 'adminKey.rotated').execute();
    expect(rotated.map(({ details }) => JSON.parse(details) as unknown)).toEqual([{ version, checkValue }]);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });
});

/** Each route that needs the vault, at a point where it would be let through. */
async function expectClosed(authority: AuthorityFixture, outage: VaultOutage): Promise<void> {
  // One session waits for its answers, then for its response.
  const opened = await authority.open(1);
  // A second one, answered and challenged, ready for its report; then a link that was not used yet.
  const reporting = await authority.open(0);
  (await reporting.answer(1, 'right')).body();
  (await reporting.challenge(CHALLENGES[0])).body();
  authority.now += MINUTE;
  const fresh = await authority.code(0);
  authority.now += MINUTE;

  const rows = async (): Promise<readonly string[]> => (await dumpTables(authority)).filter((row) => !row.startsWith('rate_events '));
  const before = await rows();
  outage.begin();
  const calls = {
    requestLink: () => authority.call('requestLink', { body: { serial: authority.person(1).serial, certificateSha256: null, language: 'fr' } }),
    openSession: () => authority.call('openSession', { body: authority.openBody(fresh), idempotencyKey: randomUUID() }),
    submitAnswers: () => opened.answer(1, 'wrong'),
    requestResponse: () => reporting.challenge(CHALLENGES[1]),
    reportResult: () => reporting.report('done', 3),
  } as const;
  for (const [name, call] of Object.entries(calls)) {
    const reply = await call();
    expect([name, reply.status, reply.refusal().code, reply.refusal().details]).toEqual([name, 503, 'vaultUnavailable', {}]);
  }
  expect(await rows()).toEqual(before);

  outage.end();
  // With the vault back each of them works, with the same link, session and try.
  await expect.poll(async () => (await opened.answer(1, 'right')).status, { timeout: 10_000 }).toBe(200);
  (await opened.challenge(CHALLENGES[1])).body();
  expect((await reporting.report('done', 3)).body().state).toBe('confirmed');
}

describe('a vault that is away', () => {
  it('closes every route that needs it, whatever its kind: nothing is spent', async () => {
    let away = false;
    const vault = switchable(await fileVault(await newVaultSecrets()), () => away);
    const authority = await AuthorityFixture.open({ parts: { vault } });
    try {
      await expectClosed(authority, { name: 'switched off', begin: () => (away = true), end: () => (away = false) });
    } finally {
      away = false;
      await authority.close();
    }
  });

  it.each([0, 1, 2])('closes every route for a token, outage %i', async (at) => {
    const kind = await pkcs11Kind();
    try {
      const authority = await AuthorityFixture.open({ parts: { vault: await kind.open() } });
      try {
        const outage = kind.outages[at];
        if (outage === undefined) throw new Error('no such outage');
        if (outage.name === 'the token is taken out') await expectClosed(authority, outage);
        else await expectOneRefusal(authority, outage);
      } finally {
        await authority.close();
      }
    } finally {
      kind.remove();
    }
  });
});

/** A module that hangs or crashes is replaced: what it was busy with is refused, what comes after is served, the try is there still. */
async function expectOneRefusal(authority: AuthorityFixture, outage: VaultOutage): Promise<void> {
  const holder = await authority.open(0);
  (await holder.answer(1, 'right')).body();
  const before = (await holder.read()).body();
  outage.begin();
  const first = await holder.challenge(CHALLENGES[0]);
  // One that crashed may have been replaced before it was asked.
  if (outage.name !== 'the module crashes' || first.status !== 200) {
    expect([first.status, first.refusal().code]).toEqual([503, 'vaultUnavailable']);
    expect((await holder.read()).body()).toEqual(before);
  }
  await expect.poll(async () => (await holder.challenge(CHALLENGES[0])).status, { timeout: 10_000 }).toBe(200);
  expect((await holder.read()).body().challengesLeft).toBe(before.challengesLeft - 1);
}
