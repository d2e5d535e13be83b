import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPcscd } from '../../support/pcscd.ts';
import type { RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import type { PluggedCard } from '../../support/pcscd-card.ts';
import { opensslCryptogram } from '../../unit/simulator/openssl-cryptogram.ts';
import { openExplorer } from './explorer-session.ts';
import type { ExplorerSession } from './explorer-session.ts';
import { requireJudges, runTool } from './run-tool.ts';

const SERIAL = '802500017A3C41F6';
const NEW_PIN_BLOCK = '32343638FFFFFFFF';

describe('the admin keyset through a real pcscd', () => {
  let daemon: RunningPcscd;
  let folder: string;
  let card: PluggedCard;
  let keys: { enc: string; mac: string };

  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
  });
  afterAll(async () => daemon.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-admin-'));
    const file = join(folder, 'card.json');
    card = startVirtualCard(daemon.port, '--state', file, '--pin-blocked', '--serial', SERIAL);
    await card.line('PIN bloqué');
    const { admin } = JSON.parse(readFileSync(file, 'utf8')) as { admin: { enc: string; mac: string } };
    const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
    keys = { enc: hex(admin.enc), mac: hex(admin.mac) };
  });
  afterEach(async () => {
    await card.pull();
    rmSync(folder, { recursive: true, force: true });
  });

  /** MSE SET and GET CHALLENGE. @returns the challenge. */
  const prepare = async (explorer: ExplorerSession): Promise<string> => {
    expect((await explorer.apdu('002281A40680011C830103')).sw).toBe('9000');
    const challenge = await explorer.apdu('0084000008', 8);
    expect(challenge.sw).toBe('9000');
    return challenge.data.toLowerCase();
  };

  it('unblocks the PIN with a cryptogram made by openssl', async () => {
    const explorer = openExplorer();
    try {
      const challenge = await prepare(explorer);
      const cryptogram = opensslCryptogram(keys, challenge, SERIAL);
      expect((await explorer.apdu(`0082000018${cryptogram}`)).sw).toBe('9000');
      expect((await explorer.apdu(`002C020108${NEW_PIN_BLOCK}`)).sw).toBe('9000');
    } finally {
      await explorer.close();
    }
    await card.line('PIN : 3 essais sur 3');
    expect((await runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', '2468')).code).toBe(0);
  });

  it('refuses another card\'s cryptogram, and the PIN stays blocked', async () => {
    const explorer = openExplorer();
    try {
      const challenge = await prepare(explorer);
      const cryptogram = opensslCryptogram(keys, challenge, '802500017A3C41F7');
      expect((await explorer.apdu(`0082000018${cryptogram}`)).sw).toBe('63C4');
      expect((await explorer.apdu(`002C020108${NEW_PIN_BLOCK}`)).sw).toBe('6982');
    } finally {
      await explorer.close();
    }
    const verified = await runTool('pkcs15-tool', '--verify-pin', '--auth-id', '01', '--pin', '2468');
    expect(verified.output).toContain('Authentication method blocked');
  });

  /**
   * OpenSC's own secure messaging module computes the cryptogram. At 0.23.0 with OpenSSL 3 the first four bytes of its MAC are
   * those of the chain before its last block (sm-common.c, DES_cbc_cksum_3des_emv96 copies them too early), so the card refuses
   * it; everything else must agree: sequence, SN.ICC, encryption, and the last four bytes of the MAC.
   */
  it('expects what OpenSC computes, but for a defect of OpenSC 0.23.0', async () => {
    const configuration = join(folder, 'opensc.conf');
    writeFileSync(configuration, openscConfiguration(keys));
    const log = await explore('verify AUT3 00\nquit\n', { OPENSC_CONF: configuration, OPENSC_DEBUG: '9' });
    const logged = (label: string): string => new RegExp(`${label} ([0-9A-F ]+)$`, 'mu').exec(log)?.[1]?.replaceAll(' ', '').toLowerCase() ?? '';
    const plain = logged('S\\(16\\)');
    expect(plain.slice(16)).toBe(SERIAL.toLowerCase());
    const ours = opensslCryptogram(keys, plain.slice(0, 16), SERIAL);
    expect(logged('ENCed\\(16\\)')).toBe(ours.slice(0, 32));
    expect(logged('MACed\\(8\\)').slice(8)).toBe(ours.slice(40));
    const defective = logged('MACed\\(8\\)') !== ours.slice(32);
    expect(log).toContain(defective ? 'Incorrect code, 4 tries left' : 'Code correct');
  });
});

function openscConfiguration(keys: { readonly enc: string; readonly mac: string }): string {
  const colons = (hex: string): string => hex.match(/../gu)?.join(':') ?? '';
  return `app default {
  card_atr 3B:7F:96:00:00:00:31:B8:64:40:70:14:10:73:94:01:80:82:90:00 {
    type = 25001;
    driver = "iasecc";
    secure_messaging = local_clavis;
  }
  secure_messaging local_clavis {
    module_name = libsmm-local.so.8;
    module_path = /usr/lib/x86_64-linux-gnu;
    mode = acl;
    ifd_serial = "11:22:33:44:55:66:77:88";
    keyset_03_enc = "${colons(keys.enc)}";
    keyset_03_mac = "${colons(keys.mac)}";
  }
}
`;
}

async function explore(script: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const explorer = spawn('opensc-explorer', [], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let output = '';
  for (const stream of [explorer.stdout, explorer.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  explorer.stdin.end(script);
  await new Promise((resolve) => explorer.once('close', resolve));
  return output;
}
