import { CardStateFile } from '../../src-simulator/card-state-file.ts';
import type { FaultPlanInput } from '../../src-simulator/fault-plan.ts';
import { cardOf } from '../../src-simulator/card-of.ts';
import { startPcscd } from '../../tests/support/pcscd.ts';
import { VpcdSlot, type SlotHooks } from '../pcsc/vpcd-slot.ts';
import { ensureSystemPackages, TEST_PACKAGES } from '../system-packages.ts';
import type { DemoReader } from './demo-reader.ts';

/**
 * A reader of a real pcscd (vpcd) with the card of this file in it. Of a fault plan it knows the one kind that a hand can do:
 * pulling the token when it has applied a command and its answer is not yet on its way.
 */
export async function pcscDemoReader(statePath: string, faults: FaultPlanInput): Promise<DemoReader> {
  const pulled = new Set(faults.map(insOfPull));
  const file = new CardStateFile(statePath);
  await ensureSystemPackages(TEST_PACKAGES, console.error);
  const pcscd = await startPcscd();
  const slot = new VpcdSlot(pcscd.port);
  const hooks: SlotHooks = {
    after([, ins]) {
      if (pulled.delete(ins ?? 0)) slot.pull();
      return undefined;
    },
  };
  const insert = async (): Promise<void> => {
    const state = file.load();
    if (state === undefined) throw new Error(`${statePath} is no card`);
    const card = cardOf(state);
    card.onStateChange((next) => file.save(next));
    await slot.insert(card, hooks);
  };
  await insert();
  return {
    insert,
    async stop() {
      slot.pull();
      await pcscd.stop();
    },
  };
}

function insOfPull({ kind, when, at }: FaultPlanInput[number]): number {
  if (kind !== 'remove' || when !== 'after' || !('ins' in at)) throw new Error('a hand can only pull the token after a command');
  return Number.parseInt(at.ins, 16);
}
