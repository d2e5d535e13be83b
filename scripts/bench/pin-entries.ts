import { join } from 'node:path';
import { CardHostProcess } from '../../src-main/adapters/card-host-process/card-host-process.ts';
import { spawnNodeHost } from '../../src-main/adapters/card-host-process/host-child.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { ADDON_PATH } from '../native-paths.ts';
import { runTool } from '../run-tool.ts';
import { BENCH_PIN, type BenchDesk } from './bench-desk.ts';
import { inTurn, ratioLine, timed, type BenchLine } from './in-turn.ts';

const ROUNDS = 11;
const OTHER_PIN = '7305';
const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const ENTRY = join(import.meta.dirname, '../../src-main/card-host/host-process.ts');
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** B5: one confirmed entry, from main to the card host's process to the card and back, beside pkcs11-tool with its start. */
export async function pinEntries(desk: BenchDesk): Promise<readonly BenchLine[]> {
  const cards = new CardHostProcess({
    spawn: () => spawnNodeHost(ENTRY),
    config: { pcscAddonPath: ADDON_PATH, virtualCardPath: null, virtualFaults: null },
    clock: systemClock,
    log: { event: () => undefined },
  });
  const { serial } = desk.card.state();
  const entry = { serial, triesShown: 3, lastTryConfirmed: false };
  const right = (kind: string): void => {
    if (kind !== 'ok') throw new Error(`B5: the entry ended as ${kind}`);
  };
  const verify = async (): Promise<void> => right((await cards.verifyPin({ ...entry, pin: ascii(BENCH_PIN) })).kind);
  const change = async (current: string, next: string): Promise<void> =>
    right((await cards.changePin({ ...entry, current: ascii(current), next: ascii(next) })).kind);
  const tool = (...args: readonly string[]): Promise<string> => runTool('pkcs11-tool', ['--module', MODULE, ...args]);
  const toolVerify = (): Promise<string> => tool('--login', '--pin', BENCH_PIN, '--list-slots');
  const toolChange = (current: string, next: string): Promise<string> => tool('--login', '--pin', current, '--change-pin', '--new-pin', next);

  try {
    await cards.refresh();
    const sent = await desk.commandsOf(verify);
    // A VERIFY with a body has an Lc; the question about the counter has the same header, so the tape of the tests tells them apart.
    const commands = { ours: sent.length, theirs: (await desk.commandsOf(toolVerify)).length };
    const verifying = await inTurn(ROUNDS, () => timed(verify), () => timed(toolVerify));
    const changing = await inTurn(
      ROUNDS,
      () => timed(() => change(BENCH_PIN, OTHER_PIN)),
      () => timed(() => toolChange(OTHER_PIN, BENCH_PIN)),
    );
    const peer = 'pkcs11-tool over opensc-pkcs11, its start included';
    return [
      ratioLine({ id: 'B5-apdus', workload: 'verify a PIN; commands to the card', peer, ...commands, unit: 'APDU' }, 1),
      ratioLine({ id: 'B5-verify', workload: 'verify a PIN, from main through the card host process', peer, ...verifying, unit: 'ms' }, 1),
      ratioLine({ id: 'B5-change', workload: 'change a PIN, from main through the card host process', peer, ...changing, unit: 'ms' }, 1),
    ];
  } finally {
    await cards.close();
  }
}
