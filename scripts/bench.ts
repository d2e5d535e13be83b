/**
 * `npm run bench`: each benchmark beside its peer, in turn, on this machine; one JSON line each (BENCHMARKS). `npm run bench -- B4 B6` runs
 * those only. Nothing here is asserted in a test: a shared machine proves ratios, not times.
 */
import process from 'node:process';
import { apduCost } from './bench/apdu-cost.ts';
import { BenchDesk } from './bench/bench-desk.ts';
import type { BenchLine } from './bench/in-turn.ts';
import { pinEntries } from './bench/pin-entries.ts';
import { readAll } from './bench/read-all.ts';
import { signatures } from './bench/signatures.ts';
import { ensureSystemPackages, TEST_PACKAGES } from './system-packages.ts';

const BENCHES = { B3: readAll, B4: apduCost, B5: pinEntries, B6: signatures } as const satisfies Record<string, (desk: BenchDesk) => Promise<readonly BenchLine[]>>;
type BenchId = keyof typeof BENCHES;
const isBench = (name: string): name is BenchId => Object.hasOwn(BENCHES, name);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !isBench(name));
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(' ')}`);
  process.exit(2);
}
await ensureSystemPackages(TEST_PACKAGES, console.error);
const desk = await BenchDesk.open();
try {
  for (const id of (Object.keys(BENCHES) as BenchId[]).filter((bench) => named.length === 0 || named.includes(bench))) {
    for (const line of await BENCHES[id](desk)) console.log(JSON.stringify(line));
  }
} finally {
  await desk.close();
}
