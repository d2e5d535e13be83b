import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPcscd } from '../../support/pcscd.ts';
import type { RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import type { PluggedCard } from '../../support/pcscd-card.ts';
import { signAndVerify } from './openssl-signature.ts';
import { PKCS11_MODULE, requireJudges, runTool } from './run-tool.ts';

const SERIAL = '802500017A3C41F6';
const PIN = '4821';
const PUK = '75319024';

/** OpenSC's IAS-ECC driver, an implementation that is not ours, judges the card through a real pcscd. */
describe('the virtual card before OpenSC', () => {
  let daemon: RunningPcscd;
  let folder: string;
  let card: PluggedCard;

  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
  });
  afterAll(async () => daemon.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-opensc-'));
    card = startVirtualCard(daemon.port, '--pin', PIN, '--puk', PUK, '--serial', SERIAL);
    await card.line('carte insérée');
  });
  afterEach(async () => {
    await card.pull();
    rmSync(folder, { recursive: true, force: true });
  });

  const verify = (pin: string) => runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pin);

  it('is recognised as IAS-ECC, with its serial number', async () => {
    const name = await runTool('opensc-tool', '--name');
    expect(name.output).toContain('IAS-ECC');
    const serial = await runTool('opensc-tool', '--serial');
    expect(serial.output.replaceAll(' ', '')).toContain(SERIAL);
  });

  it('shows two PINs, two keys and two certificates', async () => {
    const dump = await runTool('pkcs15-tool', '--dump');
    expect(dump.code).toBe(0);
    const titles = dump.output.match(/^(?:PIN|Private RSA Key|Public RSA Key|X\.509 Certificate) \[.*\]$/gmu);
    expect(titles).toEqual([
      'PIN [PIN utilisateur]',
      'PIN [PUK]',
      'Private RSA Key [Authentification]',
      'Private RSA Key [Signature]',
      'Public RSA Key [Authentification]',
      'Public RSA Key [Signature]',
      'X.509 Certificate [Authentification]',
      'X.509 Certificate [Signature]',
    ]);
    expect(dump.output).toContain('Carte virtuelle Clavis');
    expect(dump.output).toContain(SERIAL.toLowerCase());
    const pins = await runTool('pkcs15-tool', '--list-pins');
    expect(pins.output).toMatch(/min_len:4, max_len:4, stored_len:8[\s\S]*Pad char\s*: 0xFF[\s\S]*Reference\s*: 1 /u);
  });

  it('holds certificates whose keys are its own, by openssl', async () => {
    for (const [id, usage] of [['01', 'Digital Signature'], ['02', 'Non Repudiation']] as const) {
      const certificate = join(folder, `${id}.pem`);
      await runTool('pkcs15-tool', '--read-certificate', id, '--output', certificate);
      const text = await runTool('openssl', 'x509', '-in', certificate, '-noout', '-text');
      expect(text.output).toContain('CN = Camille Durand');
      expect(text.output).toContain(usage);
      const ofCertificate = await runTool('openssl', 'x509', '-in', certificate, '-noout', '-pubkey');
      const ofKey = await runTool('pkcs15-tool', '--read-public-key', id);
      expect(ofKey.output).toContain(ofCertificate.output.trim());
    }
  });

  it('verifies the PIN and tells a wrong one', async () => {
    expect((await verify(PIN)).code).toBe(0);
    const wrong = await verify('9999');
    expect(wrong.code).not.toBe(0);
    expect(wrong.output).toContain('PIN code or key incorrect');
    await card.line('PIN : 2 essais sur 3');
  });

  it('changes the PIN', async () => {
    const changed = await runTool('pkcs15-tool', '--change-pin', '--auth-id', '01', '--pin', PIN, '--new-pin', '7305');
    expect(changed.code).toBe(0);
    expect((await verify(PIN)).code).not.toBe(0);
    expect((await verify('7305')).code).toBe(0);
  });

  it('blocks after three wrong PINs, and the PUK unblocks it', async () => {
    for (let attempt = 0; attempt < 3; attempt++) await verify('9999');
    await card.line('PIN bloqué');
    expect((await verify(PIN)).output).toContain('Authentication method blocked');

    const unblock = (puk: string) => runTool('pkcs15-tool', '--unblock-pin', '--auth-id', '01', '--puk', puk, '--new-pin', '2468');
    expect((await unblock('00000000')).output).toContain('PUK code incorrect; tries left: 4');
    expect((await verify(PIN)).output).toContain('Authentication method blocked');
    expect((await unblock(PUK)).code).toBe(0);
    expect((await verify('2468')).code).toBe(0);
  });

  it.each(['01', '02'])('signs with key %s, and openssl verifies it', async (id) => {
    expect(await signAndVerify(folder, id, PIN)).toContain('Verified OK');
  });

  it('passes the self-test of pkcs11-tool: random, digests, signatures, decryption', async () => {
    const test = await runTool('pkcs11-tool', '--module', PKCS11_MODULE, '--login', '--pin', PIN, '--test');
    expect(test.output).toContain('No errors');
    expect(test.output).toMatch(/Decryption[\s\S]*RSA-PKCS: OK/u);
    expect(test.code).toBe(0);
  });
});

describe('a card kept in a file', () => {
  let daemon: RunningPcscd;
  let folder: string;

  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
    folder = mkdtempSync(join(tmpdir(), 'clavis-opensc-'));
  });
  afterAll(async () => {
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the same after it was pulled and put back, and its file holds no PIN', async () => {
    const file = join(folder, 'card.json');
    const first = startVirtualCard(daemon.port, '--state', file, '--pin', PIN, '--puk', PUK, '--serial', SERIAL);
    try {
      await first.line('carte insérée');
      for (const pin of ['9999', '9998']) await runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pin);
      await first.line('PIN : 1 essai sur 3');
    } finally {
      expect(await first.pull()).toBe(0);
    }
    expect(first.lines.at(-1)).toBe('carte retirée');

    const second = startVirtualCard(daemon.port, '--state', file);
    try {
      expect(await second.line('carte insérée')).toContain('PIN : 1 essai sur 3');
      const serial = await runTool('opensc-tool', '--serial');
      expect(serial.output.replaceAll(' ', '')).toContain(SERIAL);
      const verified = await runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', PIN);
      expect(verified.code).toBe(0);
      await second.line('PIN : 3 essais sur 3');
    } finally {
      await second.pull();
    }
    const block = Buffer.concat([Buffer.from(PIN), Buffer.alloc(4, 0xff)]);
    const text = readFileSync(file, 'latin1');
    for (const form of ['latin1', 'hex', 'base64'] as const) expect(text.toLowerCase()).not.toContain(block.toString(form).toLowerCase());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('refuses to give a card that exists another PIN', async () => {
    const file = join(folder, 'kept.json');
    const blocked = startVirtualCard(daemon.port, '--state', file, '--pin-blocked');
    try {
      expect(await blocked.line('carte insérée')).toContain('PIN bloqué');
    } finally {
      await blocked.pull();
    }
    const refused = await runTool('node', 'scripts/virtual-card.ts', '--port', String(daemon.port), '--state', file, '--pin', '1357');
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('ne valent que pour une carte neuve');
  });
});
