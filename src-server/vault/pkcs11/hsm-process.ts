/**
 * Entry of the process of the authority's PKCS#11 module. The module's code runs here, on the only thread, and may block or crash: the
 * lane that started this process ends it and says so. The PIN comes by the first message and stays in this process.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { HsmFailure } from './hsm-failure.ts';
import type { FromHsm, HsmConfig, HsmTrouble, ToHsm } from './hsm-rpc.ts';
import type { HsmToken } from './hsm-token.ts';

interface Addon {
  readonly addressOf: (bytes: Buffer) => bigint;
  readonly endWithParent: () => boolean;
  readonly hardenProcess: () => unknown;
}

const say = (message: FromHsm): void => void process.send?.(message);
let answer: ((message: Extract<ToHsm, { kind: 'call' }>) => unknown) | null = null;
let unusable: HsmTrouble | null = null;

process.on('disconnect', () => process.exit(0));
process.on('message', (received) => {
  // Both ends are this program, of one version: the parent started this very file.
  const message = received as ToHsm;
  if (message.kind === 'configure') void configure(message.config).then(() => say({ kind: 'ready' }));
  else call(message);
});

async function configure(config: HsmConfig): Promise<void> {
  try {
    const addon = loadAddon(config.addon);
    addon.endWithParent();
    addon.hardenProcess();
    const token = await openToken(config, addon);
    const { operate } = await import('./hsm-operations.ts');
    answer = ({ request }) => token.run((hsm) => operate(hsm, request));
  } catch (thrown) {
    unusable = troubleOf(thrown);
  }
}

function call(message: Extract<ToHsm, { kind: 'call' }>): void {
  const { id } = message;
  try {
    if (unusable !== null || answer === null) throw new HsmFailure(unusable?.reason ?? 'notConfigured', { fatal: true });
    say({ kind: 'done', id, value: answer(message) });
  } catch (thrown) {
    const trouble = troubleOf(thrown);
    // A refused PIN is presented once by this process.
    if (trouble.fatal) unusable = trouble;
    say({ kind: 'failed', id, trouble });
  }
}

/** @throws HsmFailure addonMissing */
function loadAddon(path: string): Addon {
  try {
    return createRequire(import.meta.url)(path) as Addon;
  } catch (thrown) {
    throw new HsmFailure('addonMissing', { fatal: true, cause: thrown });
  }
}

/** pkcs11js loads its own native part when it is imported. @throws HsmFailure addonMissing, moduleUnreadable */
async function openToken(config: HsmConfig, addon: Addon): Promise<HsmToken> {
  const imported = await import('./hsm-token.ts').catch((thrown: unknown) => {
    throw new HsmFailure('addonMissing', { fatal: true, cause: thrown });
  });
  return new imported.HsmToken(config, addon.addressOf);
}

function troubleOf(thrown: unknown): HsmTrouble {
  return thrown instanceof HsmFailure ? { reason: thrown.message, fatal: thrown.fatal, away: thrown.away } : { reason: 'internal', fatal: false, away: false };
}
