import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import { startPcscd } from '../../support/pcscd.ts';
import type { RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import type { PluggedCard } from '../../support/pcscd-card.ts';
import { signAndVerify } from './openssl-signature.ts';
import { PKCS11_MODULE, requireJudges, runTool } from './run-tool.ts';

const SERIAL = '000102030405060708090A0B0C0D0E0F';
const PIN = '482175';
const WRONG_KEY = 'A1'.repeat(24);

/** OpenSC's GIDS driver and its gids-tool, implementations that are not ours, judge the card through a real pcscd. */
describe('the virtual GIDS card before OpenSC', () => {
  let daemon: RunningPcscd;
  let folder: string;
  let card: PluggedCard;
  let adminKey: string;
  let state: CardStateFile;

  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
  });
  afterAll(async () => daemon.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-gids-'));
    state = new CardStateFile(join(folder, 'card.json'));
    const keyFile = join(folder, 'admin-key');
    card = startVirtualCard(
      daemon.port, '--profile', 'gids', '--pin', PIN, '--serial', SERIAL, '--admin-key-out', keyFile, '--state', state.path,
    );
    await card.line('carte insérée');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    adminKey = readFileSync(keyFile, 'utf8').trim();
  });
  afterEach(async () => {
    await card.pull();
    rmSync(folder, { recursive: true, force: true });
  });

  const verify = (pin: string) => runTool('pkcs15-tool', '--verify-pin', '--auth-id', '80', '--pin', pin);
  const unblock = (key: string, pin: string) => runTool('gids-tool', '--unblock', '--admin-key', key, '--pin', pin);
  const refusals = (): number => {
    const kept = state.load();
    return kept?.kind === 'gids' ? kept.admin.refusals : -1;
  };

  it('is recognised as GIDS version 2, with its card identifier', async () => {
    expect((await runTool('opensc-tool', '--name')).output).toContain('GIDS Smart Card');
    expect((await runTool('opensc-tool', '--serial')).output.replaceAll(' ', '')).toContain(SERIAL);
    const pins = await runTool('pkcs15-tool', '--dump');
    expect(pins.output).toMatch(/Version\s*: 2\n/u);
    expect(pins.output).toMatch(/PIN \[UserPIN\][\s\S]*Reference\s*: 128 \(0x80\)[\s\S]*Tries left\s*: 3/u);
    expect(pins.output.match(/^(?:Private RSA Key|X\.509 Certificate) \[(.*)\]$/gmu)).toEqual([
      'Private RSA Key [Authentification - Clavis virtuelle]',
      'Private RSA Key [Signature - Clavis virtuelle]',
      'X.509 Certificate [Authentification - Clavis virtuelle]',
      'X.509 Certificate [Signature - Clavis virtuelle]',
    ]);
  });

  it('holds certificates whose keys are its own, by openssl', async () => {
    for (const id of ['00', '01']) {
      const certificate = join(folder, `${id}.pem`);
      await runTool('pkcs15-tool', '--read-certificate', id, '--output', certificate);
      expect((await runTool('openssl', 'x509', '-in', certificate, '-noout', '-subject')).output).toContain('CN = Camille Durand');
      const ofCertificate = await runTool('openssl', 'x509', '-in', certificate, '-noout', '-pubkey');
      expect((await runTool('pkcs15-tool', '--read-public-key', id)).output).toContain(ofCertificate.output.trim());
    }
  });

  it('verifies and changes the PIN, to another length too', async () => {
    expect((await verify(PIN)).code).toBe(0);
    expect((await verify('999999')).output).toContain('PIN code or key incorrect');
    await card.line('PIN : 2 essais sur 3');
    const change = (from: string, to: string) =>
      runTool('pkcs15-tool', '--change-pin', '--auth-id', '80', '--pin', from, '--new-pin', to);
    expect((await change('000000', '1357924680')).code).not.toBe(0);
    await card.line('PIN : 1 essai sur 3');
    expect((await change(PIN, '1357924680')).code).toBe(0);
    expect((await verify('1357924680')).code).toBe(0);
    expect((await verify(PIN)).code).not.toBe(0);
  });

  it('blocks, refuses a wrong admin key and is unblocked by the right one', async () => {
    for (let attempt = 0; attempt < 3; attempt++) await verify('999999');
    await card.line('PIN bloqué');
    expect((await verify(PIN)).output).toContain('Authentication method blocked');
    const refused = await unblock(WRONG_KEY, '7305');
    expect(refused.output).toContain('Security status not satisfied');
    expect(refusals()).toBe(1);
    expect((await verify(PIN)).output).toContain('Authentication method blocked');
    expect((await unblock(adminKey, '7305')).output).toContain('Unblock PIN done successfully');
    expect((await verify('7305')).code).toBe(0);
    expect(refusals()).toBe(1);
  });

  it('changes its admin key', async () => {
    const fresh = '0F1E2D3C4B5A69788796A5B4C3D2E1F00123456789ABCDEF';
    const changed = await runTool('gids-tool', '--change-admin-key', '--admin-key', adminKey, '--new-admin-key', fresh);
    expect(changed.code).toBe(0);
    expect((await unblock(adminKey, '7305')).code).not.toBe(0);
    expect((await unblock(fresh, '7305')).code).toBe(0);
  });

  it.each(['00', '01'])('signs with key %s, and openssl verifies it', async (id) => {
    expect(await signAndVerify(folder, id, PIN)).toContain('Verified OK');
  });

  it('deciphers what openssl enciphered', async () => {
    const [plain, secret, publicKey, back] = ['plain', 'secret', 'public', 'back'].map((name) => join(folder, name)) as [
      string, string, string, string,
    ];
    writeFileSync(plain, 'Marché 2026-114');
    await runTool('pkcs15-tool', '--read-public-key', '00', '--output', publicKey);
    await runTool('openssl', 'pkeyutl', '-encrypt', '-pubin', '-inkey', publicKey, '-in', plain, '-out', secret);
    const deciphered = await runTool(
      'pkcs11-tool', '--module', PKCS11_MODULE, '--login', '--pin', PIN, '--decrypt', '--id', '00', '--mechanism', 'RSA-PKCS',
      '--input-file', secret, '--output-file', back,
    );
    expect(deciphered.code, deciphered.output).toBe(0);
    expect(readFileSync(back, 'utf8')).toBe('Marché 2026-114');
  });
});

describe('a blank GIDS card', () => {
  let daemon: RunningPcscd;
  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
  });
  afterAll(async () => daemon.stop());

  it('is initialised by gids-tool, once, and has the admin key it was given', async () => {
    const card = startVirtualCard(daemon.port, '--profile', 'gids', '--blank');
    try {
      await card.line('carte insérée');
      const key = 'C0FFEE0123456789'.repeat(3);
      const initialise = (serial: string) =>
        runTool('gids-tool', '--initialize', '--pin', '135790', '--admin-key', key, '--serial-number', serial);
      expect((await initialise(SERIAL)).output).not.toContain('failed');
      expect((await runTool('opensc-tool', '--serial')).output.replaceAll(' ', '')).toContain(SERIAL);
      const verified = await runTool('pkcs15-tool', '--verify-pin', '--auth-id', '80', '--pin', '135790');
      expect(verified.code).toBe(0);
      expect((await runTool('gids-tool', '--unblock', '--admin-key', WRONG_KEY, '--pin', '7305')).code).not.toBe(0);
      expect((await runTool('gids-tool', '--unblock', '--admin-key', key, '--pin', '7305')).code).toBe(0);
      expect((await initialise('F'.repeat(32))).output).toContain('failed');
      expect((await runTool('opensc-tool', '--serial')).output.replaceAll(' ', '')).toContain(SERIAL);
    } finally {
      await card.pull();
    }
  });
});
