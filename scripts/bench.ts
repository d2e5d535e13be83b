/**
 * `npm run bench`: each benchmark beside its peer, in turn, on this machine; one JSON line each (BENCHMARKS). `npm run bench -- B4 B6` runs
 * those only; `--full` has B10 append a million entries. Nothing here is asserted in a test: a shared machine proves ratios, not times.
 */
import process from 'node:process';
import { apduCost } from './bench/apdu-cost.ts';
import { auditChain } from './bench/authority/audit-chain.ts';
import { certificateRates } from './bench/authority/certificate-rates.ts';
import { instances } from './bench/authority/instances.ts';
import { mixedLoad } from './bench/authority/mixed-load.ts';
import { BenchDesk } from './bench/bench-desk.ts';
import { coldStart } from './bench/cold-start.ts';
import { firstSync } from './bench/first-sync.ts';
import type { BenchLine } from './bench/in-turn.ts';
import { pinEntries } from './bench/pin-entries.ts';
import { readAll } from './bench/read-all.ts';
import { screens } from './bench/screens.ts';
import { signatures } from './bench/signatures.ts';
import { ensureSystemPackages, TEST_PACKAGES } from './system-packages.ts';

/** At a card desk: a real pcscd with a virtual card, opened when the first of them runs. */
const AT_DESK = { B3: readAll, B4: apduCost, B5: pinEntries, B6: signatures } as const satisfies Record<string, (desk: BenchDesk) => Promise<readonly BenchLine[]>>;
const ALONE = { B7: coldStart, B8: screens, 'B-sync': firstSync, B9: () => mixedLoad(), B10: auditChain, 'B-certificates': certificateRates, 'B-scale': instances } as const satisfies Record<string, () => Promise<readonly BenchLine[]>>;
const BENCHES = { ...AT_DESK, ...ALONE };
type BenchId = keyof typeof BENCHES;
const needsDesk = (id: BenchId): id is keyof typeof AT_DESK => Object.hasOwn(AT_DESK, id);
const isBench = (name: string): name is BenchId => Object.hasOwn(BENCHES, name);

const named = process.argv.slice(2).filter((word) => word !== '--full');
const unknown = named.filter((name) => !isBench(name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(' ')}`);
  process.exit(2);
}
let desk: BenchDesk | null = null;
try {
  for (const id of (Object.keys(BENCHES) as BenchId[]).filter((bench) => named.length === 0 || named.includes(bench))) {
    if (needsDesk(id) && desk === null) {
      await ensureSystemPackages(TEST_PACKAGES, console.error);
      desk = await BenchDesk.open();
    }
    const lines = needsDesk(id) && desk !== null ? await AT_DESK[id](desk) : await ALONE[id as keyof typeof ALONE]();
    for (const line of lines) console.log(JSON.stringify(line));
  }
} finally {
  await desk?.close();
}
