import { spawnSync } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DiagnosticId } from '../../../src-shared/domain/diagnostics.ts';
import { moduleIdOf } from '../../../src-main/pkcs11/find-modules.ts';
import { startPcscd, type RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import { pkcs11With, run } from '../pkcs11/module-bench.ts';

const SCRIPT = join(import.meta.dirname, '../../../scripts/diagnose.ts');
const OPENSC = ['/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so', '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so'].find((path) => existsSync(path)) ?? '';
const PIN = '4821';
const SERIAL = '802500017A3C41F6';

const report = z.object({
  lines: z.array(z.object({ id: z.string(), status: z.string(), problem: z.object({ code: z.string() }).nullable(), facts: z.record(z.string(), z.unknown()) })),
});

function diagnose(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { stdout, status };
}

/** "counters failed pinBlocked" of each line with one of these ids, and the exit status. */
function linesOf(ids: readonly DiagnosticId[], env: NodeJS.ProcessEnv = {}) {
  const { stdout, status } = diagnose(['--json'], env);
  const { lines } = report.parse(JSON.parse(stdout));
  const of = lines.filter(({ id }) => ids.some((wanted) => wanted === id));
  const said = of.map((line) => [line.id, line.status, ...(line.problem === null ? [] : [line.problem.code])].join(' '));
  return { status, said, lines, stdout };
}

const CARD_IDS = ['addon', 'service', 'access', 'readers', 'tokens', 'counters', 'driver'] as const;

describe('npm run diagnose', () => {
  it('says how it is used', () => {
    expect(diagnose(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--authority URL') });
    expect(diagnose(['--colour']).status).toBe(2);
    expect(diagnose(['--lang', 'de']).status).toBe(2);
  });

  it('finds that no daemon listens', () => {
    const { said, status } = linesOf(CARD_IDS, { PCSCLITE_CSOCK_NAME: '/nonexistent/pcscd.comm' });
    expect(said).toEqual(['addon ok', 'service failed serviceAbsent', 'access notDone', 'readers notDone', 'tokens notDone', 'counters notDone', 'driver notDone']);
    expect(status).toBe(1);
  });
});

describe('over a real pcscd', () => {
  let daemon: RunningPcscd;
  beforeAll(async () => {
    daemon = await startPcscd();
  });
  afterAll(() => daemon.stop());

  it('finds the readers empty', () => {
    const { said, status } = linesOf(CARD_IDS);
    expect(said).toEqual(['addon ok', 'service ok', 'access ok', 'readers ok', 'readers ok', 'tokens warning noToken', 'counters notDone', 'driver notDone']);
    expect(status).toBe(0);
  });

  it('finds a card, its counter, its driver and what OpenSC shows of it; OpenSC signs with it', async () => {
    const card = startVirtualCard(daemon.port, '--pin', PIN, '--serial', SERIAL);
    try {
      await card.line('carte insérée');
      const { said, status, lines, stdout } = linesOf(CARD_IDS);
      expect(said).toEqual(['addon ok', 'service ok', 'access ok', 'readers ok', 'readers ok', 'tokens ok', 'counters ok', 'driver ok']);
      expect(status).toBe(0);
      expect(lines.find(({ id }) => id === 'counters')?.facts).toMatchObject({ serialTail: '41F6', triesLeft: 3, triesMax: 3 });
      expect(lines.find(({ id }) => id === 'driver')?.facts).toMatchObject({ driverNeeded: false, module: 'OpenSC', moduleFound: true });
      expect(lines.find(({ facts }) => facts['module'] === 'OpenSC' && facts['slots'] !== undefined)).toMatchObject({ status: 'ok', facts: { certificates: 2, keys: 2 } });
      expect(stdout).not.toContain(SERIAL);

      const { pkcs11 } = pkcs11With([OPENSC]);
      const moduleId = moduleIdOf(OPENSC);
      const { slots } = await pkcs11.inspect(moduleId);
      const token = slots.find((slot) => (slot.token?.keys.length ?? 0) > 0)?.token;
      const key = token?.keys.find(({ type }) => type === 'RSA');
      const message = Buffer.from('signed by a card');
      const digestInfo = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), createHash('sha256').update(message).digest()]);
      const keyIdHex = key?.idHex ?? '';
      const tokenSerial = token?.serial ?? '';
      const outcome = await pkcs11.sign({ moduleId, tokenSerial, keyIdHex, mechanism: 'RSA-PKCS', data: digestInfo, pin: Uint8Array.from(Buffer.from(PIN)) });
      await pkcs11.close();
      const pem = run('pkcs15-tool', '--read-certificate', keyIdHex);
      expect(outcome.kind).toBe('ok');
      expect(verify('sha256', message, new X509Certificate(pem).publicKey, outcome.kind === 'ok' ? outcome.signature : Buffer.alloc(0))).toBe(true);
    } finally {
      await card.pull();
    }
  });

  it('finds a blocked card', async () => {
    const card = startVirtualCard(daemon.port, '--pin-blocked');
    try {
      await card.line('carte insérée');
      const { said, status } = linesOf(['tokens', 'counters', 'driver']);
      expect(said).toEqual(['tokens ok', 'counters failed pinBlocked', 'driver ok']);
      expect(status).toBe(1);
    } finally {
      await card.pull();
    }
  });
});
