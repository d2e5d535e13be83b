import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannotOpen } from '../../../src-server/vault/open-vault.ts';
import { pkcs11Vault, type Pkcs11Settings, type Pkcs11Vault } from '../../../src-server/vault/pkcs11-vault.ts';
import type { CardKey } from '../../../src-server/vault/vault.ts';
import { SoftHsm } from '../../support/softhsm.ts';

/** The vault of a token, where things go wrong: nothing of a key comes out, nothing hangs, nothing is asked twice. */
const CARD: CardKey = { serial: '802500017A3C41F6', profile: 'ias-ecc', origin: { source: 'master', version: 1 } };
const CHALLENGE = Buffer.from('0011223344556677', 'hex');
const POLL = { timeout: 15_000 };
const AWAY = { code: 'vaultUnavailable', details: {} };

let hsm: SoftHsm;
let settings: Pkcs11Settings;
const opened: Pkcs11Vault[] = [];
const reasons: string[] = [];
const open = (changes: Partial<Pkcs11Settings> = {}): Pkcs11Vault => {
  const vault = pkcs11Vault({ ...settings, onTrouble: (reason) => reasons.push(reason), ...changes });
  opened.push(vault);
  return vault;
};
const respond = (vault: Pkcs11Vault): Promise<string> => vault.computeAdminCryptogram(CARD, CHALLENGE).then((bytes) => Buffer.from(bytes).toString('hex'));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * What a program does that makes keys. SoftHSM 2.6 writes a token's file at each login, and one that reads it at that moment may take the
 * right PIN for a wrong one: the vault then presents none again, and its operator starts the program anew.
 */
async function makeAll(token: Pkcs11Settings): Promise<{ readonly vault: Pkcs11Vault; readonly spki: string }> {
  for (;;) {
    const troubles: string[] = [];
    const vault = open({ ...token, onTrouble: (reason) => troubles.push(reason) });
    try {
      await vault.init();
      return { vault, spki: Buffer.from(await vault.makeSigningKey('root-ca', 'P-384')).toString('hex') };
    } catch (thrown) {
      if (!troubles.includes('pinRefused') || opened.length > 20) throw thrown;
      await expect(vault.init()).rejects.toMatchObject(AWAY);
    }
  }
}

beforeAll(async () => {
  hsm = new SoftHsm();
  settings = hsm.token('Clavis faults');
  await open().init();
});
afterAll(async () => {
  for (const vault of opened) await vault.close();
  hsm.remove();
});

describe('the keys', () => {
  it('are on the token, sensitive, not extractable; the module refuses to tell the value of any', () => {
    const keys = hsm.shownKeys(settings);
    expect(keys.map(({ label }) => label).toSorted()).toEqual([
      'clavis admin master 1',
      'clavis card wrap',
      'clavis mac',
      'clavis seal',
      'clavis sign audit-heads',
      'clavis sign receipts',
    ]);
    for (const key of keys) expect(key).toEqual({ label: key.label, token: true, sensitive: true, extractable: false, value: 'CKR_ATTRIBUTE_SENSITIVE' });
  });

  it('of a card, derived inside, can be read, wrapped or made extractable by no call; the wrapping key decrypts nothing', () => {
    expect(hsm.derivedKeyAttempts(settings)).toEqual(['CKR_ATTRIBUTE_SENSITIVE', 'CKR_KEY_UNEXTRACTABLE', 'CKR_ATTRIBUTE_READ_ONLY', 'CKR_KEY_FUNCTION_NOT_PERMITTED']);
  });

  it('are made once when several programs make them at the same time', async () => {
    const fresh = hsm.token('Clavis contended');
    const made = await Promise.all([1, 2, 3].map(() => makeAll(fresh)));
    const vaults = made.map(({ vault }) => vault);
    const spkis = made.map(({ spki }) => spki);
    expect(new Set(spkis).size).toBe(1);
    // A candidate that the token overlooked when it was to go is nobody's key, and goes when keys are made the next time.
    const labels = hsm.shownKeys(fresh).flatMap(({ label }) => (label.startsWith('new ') ? [] : [label]));
    expect(labels.length).toBe(new Set(labels).size);
    expect(labels).toHaveLength(7);
    const macs = await Promise.all(vaults.map((vault) => vault.mac('session-token', Buffer.from('x')).then((mac) => Buffer.from(mac).toString('hex'))));
    expect(new Set(macs).size).toBe(1);
  });

  it('imported for a card are in none of the token’s files', async () => {
    const key = randomBytes(24);
    await open().sealAdminKey({ serial: '5E4A7C0190B84D3FA2C6117B0D93E85F', profile: 'gids', number: 1, key: Uint8Array.from(key) });
    for (const file of hsm.files) expect(readFileSync(file).includes(key.subarray(0, 8)), file).toBe(false);
    expect(hsm.files.length).toBeGreaterThan(8);
  });
});

describe('a module', () => {
  it('that hangs is ended in time: what waited is refused, the event loop went on, and after the pause it serves again', async () => {
    const vault = open({ limits: { callMs: 1000, pauseMs: 1000 } });
    const before = await respond(vault);
    const [pid = 0] = vault.pids();
    process.kill(pid, 'SIGSTOP');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 10);
    const started = performance.now();
    const outcomes = await Promise.allSettled([respond(vault), respond(vault), vault.mac('session-token', CHALLENGE)]);
    clearInterval(ticking);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: AWAY });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(ticks).toBeGreaterThan(10);
    expect(reasons.slice(-3)).toEqual(['hung', 'hung', 'hung']);
    await expect(respond(vault)).rejects.toMatchObject(AWAY);
    expect(reasons.at(-1)).toBe('pause');
    await expect.poll(() => isAlive(pid), POLL).toBe(false);
    await expect.poll(() => respond(vault).catch(() => 'away'), POLL).toBe(before);
  });

  it('that crashes is replaced after a pause, which grows', async () => {
    const vault = open({ limits: { pauseMs: 1000 } });
    const before = await respond(vault);
    for (const _ of [1, 2]) {
      process.kill(vault.pids()[0] ?? 0, 'SIGSEGV');
      await expect.poll(() => vault.pids(), POLL).toEqual([]);
      await expect(respond(vault)).rejects.toMatchObject(AWAY);
      await expect.poll(() => respond(vault).catch(() => 'away'), POLL).toBe(before);
    }
  });

  it('that is asked for more than may wait refuses the rest, and answers those that wait', async () => {
    const vault = open({ limits: { queue: 8 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => respond(vault)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    expect(reasons.at(-1)).toBe('queueFull');
  });

  it('is used by several sessions when one is not enough', async () => {
    const vault = open({ sessions: 3, limits: { callMs: 2000 } });
    const first = await respond(vault);
    expect(vault.pids()).toHaveLength(1);
    // One more for each time that all are busy: they log in one after the other.
    for (const sessions of [2, 3, 3]) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => respond(vault)));
      expect(new Set(answers)).toEqual(new Set([first]));
      expect(vault.pids()).toHaveLength(sessions);
    }
    // One hangs: the others go on.
    process.kill(vault.pids()[0] ?? 0, 'SIGSTOP');
    const outcomes = await Promise.allSettled([respond(vault), respond(vault), respond(vault)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(2);
    await vault.close();
    await expect.poll(() => vault.pids(), POLL).toEqual([]);
  });

  it('that is none, or has no such token, is said in one sentence', async () => {
    const text = join(process.env['SOFTHSM2_CONF'] ?? '', '..', 'text.so');
    writeFileSync(text, 'not a library');
    const config = { module: text, tokenLabel: settings.tokenLabel, pin: null, pinFile: '', sessions: 1, timeoutMs: 5000 };
    const none = await open({ module: text }).status().catch((cause: unknown) => cannotOpen(config, cause));
    expect(none).toMatchObject({ message: `${text} is no PKCS#11 module for this system` });
    const other = await open({ tokenLabel: 'another' }).status().catch((cause: unknown) => cannotOpen({ ...config, tokenLabel: 'another' }, cause));
    expect(other).toMatchObject({ message: `${text} shows no token, or more than one, with the label another` });
  });
});

describe('a token', () => {
  it('that was taken out is refused at once and used again when it is back, by the same process', async () => {
    const vault = open();
    const before = await respond(vault);
    const pids = vault.pids();
    hsm.unplug();
    await expect(respond(vault)).rejects.toMatchObject(AWAY);
    await expect(vault.signReceipt({ iss: 'i', sub: 's', jti: 'j', iat: 1, act: 'pin-unblocked', entity: 'e', product: 'p', tries_left: 3, tries_max: 3 })).rejects.toMatchObject(AWAY);
    expect(reasons.slice(-2)).toEqual(['tokenMissing', 'pause']);
    hsm.plug();
    await expect.poll(() => respond(vault).catch(() => 'away'), POLL).toBe(before);
    expect(vault.pids()).toEqual(pids);
  });

  it('that refuses the PIN is asked once, however many ask', async () => {
    const own = hsm.token('Clavis wrong pin');
    const vault = open({ ...own, pin: '0000-0000', sessions: 3, limits: { pauseMs: 1 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => respond(vault)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: AWAY });
    await expect(respond(vault)).rejects.toMatchObject(AWAY);
    expect(reasons.slice(-6)).toEqual(Array.from({ length: 6 }, () => 'pinRefused'));
    expect(vault.pids()).toEqual([]);
  });

  it('keeps its PIN out of command lines and environments', async () => {
    process.env['CLAVIS_VAULT_PASSPHRASE'] = 'a secret of the authority';
    try {
      const vault = open();
      await respond(vault);
      const [pid = 0] = vault.pids();
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(settings.pin);
      // Not dumpable: another user than root could not even read this.
      const environment = process.getuid?.() === 0 ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
      expect(environment).not.toContain(settings.pin);
      expect(environment).not.toContain('a secret of the authority');
    } finally {
      delete process.env['CLAVIS_VAULT_PASSPHRASE'];
    }
  });
});
