import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { fileVault } from '../../src-server/vault/file-vault.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import { adminKeysFor } from '../../src-server/seed/personalisation.ts';
import { AuthorityFixture, type Holder } from './authority-fixture.ts';

const CHALLENGES = ['0011223344556677', '8899AABBCCDDEEFF', 'FEDCBA9876543210', '0000000000000000'] as const;

let authority: AuthorityFixture;
let holder: Holder;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await authority.open();
});
afterEach(() => authority.close());

/** The card's side, by the openssl command: decrypts the first 16 bytes of the cryptogram with the card's own ENC key. */
function decryptByOpenssl(enc: Uint8Array, cryptogram: string): string {
  const key = Buffer.concat([enc, enc.subarray(0, 8)]).toString('hex');
  const input = Buffer.from(cryptogram.slice(0, 32), 'hex');
  return execFileSync('openssl', ['enc', '-d', '-des-ede3-cbc', '-nopad', '-K', key, '-iv', '0'.repeat(16)], { input }).toString('hex').toUpperCase();
}

describe('a response', () => {
  it('is for this card and this challenge: the card’s key opens it to RND.ICC || SN.ICC', async () => {
    (await holder.answer(1, 'right')).body();
    const { cryptogram } = (await holder.challenge(CHALLENGES[1])).body();
    const { serial } = authority.person();
    const set = await adminKeysFor(authority.authority.deps, serial);
    if (set.profile !== 'ias-ecc') throw new Error('the first person has an IAS-ECC token');
    expect(decryptByOpenssl(set.adminKeys.enc, cryptogram)).toBe(CHALLENGES[1] + serial);
  });

  it('differs by card, also for the same challenge', async () => {
    const other = await authority.open(1);
    const cryptograms: string[] = [];
    for (const one of [holder, other]) {
      (await one.answer(1, 'right')).body();
      cryptograms.push((await one.challenge(CHALLENGES[0])).body().cryptogram);
    }
    expect(new Set(cryptograms).size).toBe(2);
  });

  it('comes again for the same challenge until its 90 seconds are over, and spends one challenge', async () => {
    (await holder.answer(1, 'right')).body();
    const first = (await holder.challenge(CHALLENGES[0])).body();
    expect(first).toMatchObject({ ttlMs: 90_000, challengesLeft: 2 });
    authority.now += 30_000;
    await authority.restart();
    expect((await holder.challenge(CHALLENGES[0])).body()).toEqual({ ...first, ttlMs: 60_000 });
    authority.now += 59_999;
    expect((await holder.challenge(CHALLENGES[0])).body()).toEqual({ ...first, ttlMs: 1 });
    authority.now += 1;
    const late = await holder.challenge(CHALLENGES[0]);
    expect([late.status, late.refusal().code]).toEqual([409, 'responseExpired']);
    expect((await holder.challenge(CHALLENGES[1])).body().challengesLeft).toBe(1);
  });

  it('is given to three different challenges, also when they come at the same time', async () => {
    (await holder.answer(1, 'right')).body();
    const all = [...CHALLENGES, ...CHALLENGES, ...CHALLENGES];
    const replies = await Promise.all(all.map((challenge) => holder.challenge(challenge)));
    const answered = new Set(all.filter((_, i) => replies[i]?.status === 200));
    expect(answered.size).toBe(3);
    for (const reply of replies) if (reply.status !== 200) expect(reply.refusal().code).toBe('challengesSpent');
    expect((await holder.read()).body().challengesLeft).toBe(0);
  });

  it('is refused before the answers, and after the end', async () => {
    const early = await holder.challenge(CHALLENGES[0]);
    expect([early.status, early.refusal()]).toMatchObject([409, { code: 'stepOutOfOrder', details: { state: 'opened' } }]);
    (await holder.answer(1, 'right')).body();
    (await holder.challenge(CHALLENGES[0])).body();
    (await holder.report('done', 3)).body();
    expect((await holder.challenge(CHALLENGES[1])).refusal().code).toBe('sessionClosed');
  });

  it('is in the audit before it is in the reply', async () => {
    (await holder.answer(1, 'right')).body();
    (await holder.challenge(CHALLENGES[0])).body();
    const { db } = authority.authority.deps;
    const rows = await db.selectFrom('audit').select('details').where('event', '=', 'response.issued').execute();
    expect(rows.map(({ details }) => JSON.parse(details) as unknown)).toEqual([
      { serial: authority.person().serial, challenge: CHALLENGES[0], keyVersion: 1, ordinal: 1 },
    ]);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });
});

describe('a vault that is away', () => {
  it('fails closed: nothing is spent, and the same step works when it is back', async () => {
    const real = await fileVault(await newVaultSecrets());
    let away = false;
    const vault: typeof real = {
      ...real,
      computeAdminCryptogram(card, challenge) {
        if (away) throw new AppError('vaultUnavailable');
        return real.computeAdminCryptogram(card, challenge);
      },
      async signReceipt(claims) {
        if (away) throw new AppError('vaultUnavailable');
        return real.signReceipt(claims);
      },
    };
    const fixture = await AuthorityFixture.open({ parts: { vault } });
    try {
      const one = await fixture.open();
      (await one.answer(1, 'right')).body();
      away = true;
      const refused = await one.challenge(CHALLENGES[0]);
      expect([refused.status, refused.refusal().code]).toEqual([503, 'vaultUnavailable']);
      expect((await one.read()).body()).toMatchObject({ state: 'answered', challengesLeft: 3 });
      away = false;
      (await one.challenge(CHALLENGES[0])).body();
      away = true;
      expect((await one.report('done', 3)).refusal().code).toBe('vaultUnavailable');
      expect((await one.read()).body()).toMatchObject({ state: 'challenged' });
      away = false;
      expect((await one.report('done', 3)).body().state).toBe('confirmed');
    } finally {
      await fixture.close();
    }
  });
});
