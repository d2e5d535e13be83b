import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPcscd } from '../../support/pcscd.ts';
import type { RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import type { PluggedCard } from '../../support/pcscd-card.ts';
import { signAndVerify } from './openssl-signature.ts';
import { requireJudges, runTool } from './run-tool.ts';

const GUID = '000102030405060708090A0B0C0D0E0F';
const PIN = '482175';
const PUK = '75319024';
const WRONG_KEY = 'A1'.repeat(24);

let daemon: RunningPcscd;
let folder: string;
let card: PluggedCard;
let adminKey: string;

beforeAll(async () => {
  requireJudges('yubico-piv-tool');
  daemon = await startPcscd();
});
afterAll(async () => daemon.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-piv-'));
  const keyFile = join(folder, 'admin-key');
  card = startVirtualCard(
    daemon.port, '--profile', 'piv', '--pin', PIN, '--puk', PUK, '--serial', GUID, '--admin-key-out', keyFile,
  );
  await card.line('carte insérée');
  adminKey = readFileSync(keyFile, 'utf8').trim();
});
afterEach(async () => {
  await card.pull();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (pin: string) => runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', pin);

/** OpenSC's PIV driver, an implementation that is not ours, judges the card through a real pcscd. */
describe('the virtual PIV card before OpenSC', () => {
  it('is recognised as PIV, with the GUID as its serial number', async () => {
    expect((await runTool('opensc-tool', '--name')).output).toContain('Personal Identity Verification Card');
    expect((await runTool('piv-tool', '--name')).output).toContain('Personal Identity Verification Card');
    expect((await runTool('piv-tool', '--serial')).output.replaceAll(' ', '')).toContain(GUID);
  });

  it('shows PIN, PUK, four keys and four certificates', async () => {
    const dump = await runTool('pkcs15-tool', '--dump');
    expect(dump.output).toContain('PKCS#15 Card [Camille Durand]');
    expect(dump.output.match(/^(?:PIN|Private RSA Key|X\.509 Certificate) \[.*\]$/gmu)).toEqual([
      'PIN [PIN]',
      'PIN [PIV PUK]',
      'Private RSA Key [PIV AUTH key]',
      'Private RSA Key [SIGN key]',
      'Private RSA Key [KEY MAN key]',
      'Private RSA Key [CARD AUTH key]',
      'X.509 Certificate [Certificate for PIV Authentication]',
      'X.509 Certificate [Certificate for Digital Signature]',
      'X.509 Certificate [Certificate for Key Management]',
      'X.509 Certificate [Certificate for Card Authentication]',
    ]);
  });

  it('verifies, changes, blocks and unblocks the PIN', async () => {
    expect((await verify(PIN)).code).toBe(0);
    const changed = await runTool('pkcs15-tool', '--change-pin', '--auth-id', '01', '--pin', PIN, '--new-pin', '13572468');
    expect(changed.code).toBe(0);
    for (let attempt = 0; attempt < 3; attempt++) expect((await verify(PIN)).output).toContain('PIN code or key incorrect');
    await card.line('PIN bloqué');
    expect((await verify('13572468')).output).toContain('Authentication method blocked');
    const unblock = (puk: string) => runTool('pkcs15-tool', '--unblock-pin', '--auth-id', '01', '--puk', puk, '--new-pin', '246813');
    expect((await unblock('00000000')).code).not.toBe(0);
    expect((await verify('246813')).code).not.toBe(0);
    expect((await unblock(PUK)).code).toBe(0);
    expect((await verify('246813')).code).toBe(0);
  });

  it('authenticates the administrator mutually, with the right key only', async () => {
    const mutual = async (key: string): Promise<number | null> => {
      const file = join(folder, 'key');
      writeFileSync(file, key.match(/../gu)?.join(':') ?? '');
      return (await runTool('env', `PIV_EXT_AUTH_KEY=${file}`, 'piv-tool', '--admin', 'M:9B:03')).code;
    };
    expect(await mutual(adminKey)).toBe(0);
    expect(await mutual(WRONG_KEY)).not.toBe(0);
  });

  it.each([['01', '9A'], ['02', '9C'], ['04', '9E']])('signs with key %s of slot %s, and openssl verifies it', async (id) => {
    expect(await signAndVerify(folder, id, PIN)).toContain('Verified OK');
  });
});

describe('the virtual PIV card before yubico-piv-tool', () => {
  const yubico = (...args: readonly string[]) => runTool('yubico-piv-tool', '--reader', 'Clavis vpcd', ...args);

  it('tells a version, a serial number, its CHUID and four slots', async () => {
    const { output } = await yubico('-a', 'version', '-a', 'status');
    expect(output).toContain('Application version 5.2.7 found');
    expect(output).toMatch(/Serial Number:\s*202182159/u);
    expect(output.toUpperCase()).toContain(`3410${GUID}`);
    expect(output.match(/^Slot 9[a-e]:/gmu)).toEqual(['Slot 9a:', 'Slot 9c:', 'Slot 9d:', 'Slot 9e:']);
  });

  it('verifies and changes the PIN, tells tries, and unblocks with a changed PUK', async () => {
    expect((await yubico('-a', 'verify-pin', '-P', PIN)).output).toContain('Successfully verified PIN');
    expect((await yubico('-a', 'verify-pin', '-P', '999999')).output).toContain('2 tries left');
    expect((await yubico('-a', 'change-pin', '-P', PIN, '-N', '654321')).output).toContain('Successfully changed the pin code');
    for (let attempt = 0; attempt < 3; attempt++) await yubico('-a', 'verify-pin', '-P', PIN);
    await card.line('PIN bloqué');
    expect((await yubico('-a', 'change-puk', '-P', PUK, '-N', '87654321')).output).toContain('Successfully changed the puk code');
    expect((await yubico('-a', 'unblock-pin', '-P', PUK, '-N', '111222')).code).not.toBe(0);
    expect((await yubico('-a', 'unblock-pin', '-P', '87654321', '-N', '111222')).output).toContain('Successfully unblocked');
    expect((await yubico('-a', 'verify-pin', '-P', '111222')).code).toBe(0);
  });

  it('lets write who has the admin key, and nobody else', async () => {
    const before = (await yubico('-a', 'status')).output;
    expect((await yubico(`-k${WRONG_KEY}`, '-a', 'set-chuid')).output).toContain('Failed authentication');
    expect((await yubico('-a', 'status')).output).toBe(before);
    expect((await yubico(`-k${adminKey}`, '-a', 'set-chuid')).output).toContain('Successfully set new CHUID');
    expect((await yubico('-a', 'status')).output).not.toBe(before);
  });

  it('holds a certificate whose key is its own, by a signature', async () => {
    const certificate = join(folder, '9a.pem');
    await yubico('-a', 'read-certificate', '-s', '9a', '-o', certificate);
    const tested = await yubico('-a', 'verify-pin', '-P', PIN, '-a', 'test-signature', '-s', '9a', '-i', certificate);
    expect(tested.output).toContain('Successful RSA verification');
  });
});
