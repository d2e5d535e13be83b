import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Pkcs11Process } from '../../src-main/adapters/pkcs11-process/pkcs11-process.ts';
import { spawnNodeHost } from '../../src-main/adapters/card-host-process/host-child.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { ADDON_PATH, PKCS11_NATIVE_PATH } from '../native-paths.ts';
import { runTool } from '../run-tool.ts';
import type { BenchDesk } from './bench-desk.ts';
import { inTurn, rounded, timed, type BenchLine } from './in-turn.ts';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PIN = '4821';
const KEY_ID = '01';
const SIGNATURES = 1000;
/** pkcs11-tool starts anew for each: fewer tell as much. */
const TOOL_SIGNATURES = 25;
const ROUNDS = 3;

/** B6: digests signed with an RSA-2048 key of SoftHSM2. Ours asks the module for a login of its own each time, as a person's entry does. */
export async function signatures(desk: BenchDesk): Promise<readonly BenchLine[]> {
  const tokens = join(desk.folder, 'tokens');
  mkdirSync(tokens);
  const conf = join(desk.folder, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  process.env['SOFTHSM2_CONF'] = conf;
  await runTool('softhsm2-util', ['--init-token', '--free', '--label', 'bench', '--so-pin', '12345678', '--pin', PIN]);
  const tool = (...args: readonly string[]): Promise<string> => runTool('pkcs11-tool', ['--module', MODULE, '--login', '--pin', PIN, ...args]);
  await tool('--keypairgen', '--key-type', 'rsa:2048', '--id', KEY_ID, '--label', 'bench');

  const pkcs11 = new Pkcs11Process({
    spawn: () => spawnNodeHost(join(import.meta.dirname, '../../src-main/pkcs11/pkcs11-process.ts')),
    config: { nativePath: PKCS11_NATIVE_PATH, hardenPath: ADDON_PATH },
    search: () => ({ platform: process.platform, added: [MODULE] }),
    clock: systemClock,
    log: { event: () => undefined },
  });
  try {
    const module = (await pkcs11.modules()).find(({ name }) => /softhsm/iu.test(name));
    const token = module && (await pkcs11.inspect(module.moduleId)).slots.flatMap((slot) => slot.token ?? [])[0];
    if (module === undefined || token === undefined) throw new Error('B6: SoftHSM2 shows no token');
    const digest = createHash('sha256').update(randomBytes(32)).digest();
    const sign = async (): Promise<void> => {
      const pin = new TextEncoder().encode(PIN);
      const outcome = await pkcs11.sign({ moduleId: module.moduleId, tokenSerial: token.serial, keyIdHex: KEY_ID, mechanism: 'RSA-PKCS', data: digest, pin });
      if (outcome.kind !== 'ok' || outcome.signature.length !== 256) throw new Error(`B6: ${outcome.kind}`);
    };
    const digestFile = join(desk.folder, 'digest');
    writeFileSync(digestFile, digest);
    const signWithTool = (): Promise<string> =>
      tool('--sign', '--mechanism', 'RSA-PKCS', '--id', KEY_ID, '--input-file', digestFile, '--output-file', join(desk.folder, 'signature'));

    const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> => (count * 1000) / (await timed(work));
    const ours = (): Promise<number> => perSecond(SIGNATURES, () => Promise.all(Array.from({ length: SIGNATURES }, sign)));
    const tools = (): Promise<number> =>
      perSecond(TOOL_SIGNATURES, async () => {
        for (let i = 0; i < TOOL_SIGNATURES; i++) await signWithTool();
      });
    const loop = desk.peerInC('sign-loop');
    const loops = async (): Promise<number> => (JSON.parse(await runTool(loop, [MODULE, PIN, String(SIGNATURES)])) as { perSecond: number }).perSecond;

    const besideTool = await inTurn(ROUNDS, ours, tools);
    const besideLoop = await inTurn(1, ours, loops);
    const what = `${SIGNATURES} digests, RSA-2048 in SoftHSM2, a login each`;
    return [
      rateLine('B6-tool', `${what}; the tool starts for each`, 'pkcs11-tool --sign', besideTool),
      rateLine('B6-loop', `${what}; the loop logs in once`, 'C loop over C_Sign in one session', besideLoop),
    ];
  } finally {
    await pkcs11.close();
  }
}

function rateLine(id: string, workload: string, peer: string, rates: { readonly ours: number; readonly theirs: number }): BenchLine {
  const ratio = rates.ours / rates.theirs;
  return { id, workload, peer, ours: rounded(rates.ours), theirs: rounded(rates.theirs), unit: '/s', ratio: rounded(ratio), target: '>= 1', met: ratio >= 1 };
}
