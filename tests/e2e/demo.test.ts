import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACCOUNT_STEPS } from '../../scripts/demo/account/play-account.ts';
import { pinBlockOf } from '../../scripts/demo/canary.ts';
import { SERIAL_PATTERN } from '../../src-shared/domain/serial.ts';
import { EXPECTED, SCENARIOS, type ScenarioName } from '../../scripts/demo/scenarios.ts';
import { KeyringSession } from '../support/keyring-session.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { iasEccStateSchema } from '../../src-simulator/ias-ecc/ias-ecc-state.ts';

const reportSchema = z.object({
  ok: z.boolean(),
  scenario: z.string(),
  electron: z.string().regex(/^\d+\.\d+\.\d+$/u),
  reader: z.string().min(1),
  pcsc: z.boolean(),
  serial: z.string().regex(SERIAL_PATTERN),
  triesBefore: z.number().nullable(),
  triesAfter: z.number().nullable(),
  pinApdus: z.number(),
  authApdus: z.number(),
  serverCalls: z.number(),
  receiptValid: z.boolean(),
  judged: z.number(),
  canaryHits: z.number(),
  screens: z.array(z.string()).min(1),
  failure: z.string().optional(),
});

const accountSchema = z.strictObject({
  ok: z.boolean(),
  scenario: z.literal('account'),
  electron: z.string(),
  serial: z.string().regex(SERIAL_PATTERN),
  steps: z.array(z.string()),
  kept: z.enum(['disk', 'memory']).nullable(),
  pkcs12: z.literal('opened').nullable(),
  status: z.array(z.string()),
  pinApdus: z.number(),
  sessions: z.number(),
  canaryHits: z.number(),
  scanned: z.number(),
  screens: z.array(z.string()).min(1),
  failure: z.string().optional(),
});

async function demo(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<{ readonly code: number | null; readonly lines: readonly string[]; readonly errors: string }> {
  const child = spawn(process.execPath, ['scripts/demo.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, lines: out.trim().split('\n'), errors };
}

describe('npm run demo', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'clavis-demo-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.keys(SCENARIOS) as ScenarioName[])('reaches the expected end of %s', async (scenario) => {
    const out = join(folder, scenario);
    const { code, lines, errors } = await demo(['--scenario', scenario, '--out', out]);
    const report = reportSchema.parse(JSON.parse(lines.at(-1) ?? ''));
    console.log(lines.at(-1));
    const { triesBefore, triesAfter, pinApdus, authApdus } = EXPECTED[scenario];
    expect(report, errors).toMatchObject({ ok: true, scenario, pcsc: false, triesBefore, triesAfter, pinApdus, authApdus, canaryHits: 0 });
    expect(report.receiptValid).toBe(triesAfter > 0);
    expect(code).toBe(0);
    for (const screen of report.screens) expect(statSync(join(out, screen)).size).toBeGreaterThan(10_000);
  });

  // The token is in a reader of a real pcscd; OpenSC says whether its PIN is the one that was chosen on screen.
  it.each([
    { scenario: 'wrong-pins', profile: 'ias-ecc', judged: 2 },
    { scenario: 'unplug', profile: 'ias-ecc', judged: 0 },
    { scenario: 'unblock', profile: 'gids', judged: 1 },
  ] as const)('reaches the expected end of $scenario at a real reader, $profile', async ({ scenario, profile, judged }) => {
    const { code, lines, errors } = await demo(['--reader', 'pcsc', '--scenario', scenario, '--profile', profile, '--out', join(folder, `pcsc-${scenario}`)]);
    const report = reportSchema.parse(JSON.parse(lines.at(-1) ?? ''));
    console.log(lines.at(-1));
    const { triesBefore, triesAfter, pinApdus, authApdus } = EXPECTED[scenario];
    expect(report, errors).toMatchObject({ ok: true, pcsc: true, triesBefore, triesAfter, pinApdus, authApdus, judged, canaryHits: 0 });
    expect(report.reader).toMatch(/vpcd/u);
    expect(code).toBe(0);
  });

  // The session and the copy of the account in memory, and on disk, sealed by a key of a real keyring.
  it.each(['memory', 'disk'] as const)('walks the account to its end, kept in %s', async (kept) => {
    const out = join(folder, `account-${kept}`);
    const { DBUS_SESSION_BUS_ADDRESS: _, ...alone } = process.env;
    const keyring = kept === 'disk' ? await KeyringSession.open() : null;
    try {
      await keyring?.start('unlocked');
      const { code, lines, errors } = await demo(['--scenario', 'account', '--out', out], { ...alone, ...(keyring === null ? {} : { DBUS_SESSION_BUS_ADDRESS: keyring.env['DBUS_SESSION_BUS_ADDRESS'] }) });
      const report = accountSchema.parse(JSON.parse(lines.at(-1) ?? ''));
      console.log(lines.at(-1));
      expect(report, errors).toMatchObject({ ok: true, kept, steps: ACCOUNT_STEPS, pkcs12: 'opened', status: ['good', 'revoked'], pinApdus: 2, sessions: 2 });
      expect(report.canaryHits).toBe(0);
      // It ends as on a shared machine: nothing stays in the keyring.
      expect(keyring?.labels() ?? []).toEqual([]);
      expect(report.scanned).toBeGreaterThan(20);
      expect(code).toBe(0);
      for (const screen of report.screens) expect(statSync(join(out, screen)).size).toBeGreaterThan(10_000);
    } finally {
      await keyring?.close();
    }
  });

  it('keeps the card where it is told to, with the PIN it was told to choose', async () => {
    const state = join(folder, 'card.json');
    const { code, errors } = await demo(['--pin', '8305', '--state', state, '--out', join(folder, 'kept')]);
    expect(code, errors).toBe(0);
    expect(existsSync(state)).toBe(true);
    const card = new VirtualCard(iasEccStateSchema.parse(JSON.parse(readFileSync(state, 'utf8'))));
    const verify = (digits: string): string =>
      Buffer.from(card.transmit(Uint8Array.from([0x00, 0x20, 0x00, 0x01, 8, ...pinBlockOf(digits)]))).toString('hex');
    expect(verify('7294')).toBe('63c2');
    expect(verify('8305')).toBe('9000');
  });

  it.each([
    [['--scenario', 'nothing'], /No scenario named nothing/u],
    [['--reader', 'nothing'], /No reader named nothing/u],
    [['--profile', 'piv'], /No profile named piv/u],
    [['--pin', '1234'], /not a PIN the wizard would take \(notSequence\)/u],
    [['--pin', '12'], /not a PIN/u],
  ])('refuses %j before it starts anything', async (args, words) => {
    const { code, lines, errors } = await demo(args);
    expect([code, lines]).toEqual([2, ['']]);
    expect(errors).toMatch(words);
  });
});
