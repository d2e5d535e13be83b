import { join } from 'node:path';
import { startRoundRobinProxy } from '../../../tests/support/round-robin-proxy.ts';
import { quantile, rounded, type BenchLine } from '../in-turn.ts';
import { BenchWorld, seedAccounts } from './bench-world.ts';
import { runLoad, type LoadCall } from './load.ts';

const CLIENTS = 48;
const RUN_MS = 4_000;
const COUNTS = [1, 2, 3] as const;

/** B-scale: the reads of B9 on one, two and three authorities over one PostgreSQL, through one proxy; the peer is the first of the curve. */
export async function instances(): Promise<readonly BenchLine[]> {
  const world = await BenchWorld.open('postgres');
  try {
    const accounts = await world.seed((deps) => seedAccounts(deps, CLIENTS));
    const origins: string[] = [];
    const curve: { readonly perSecond: number; readonly p99: number }[] = [];
    for (const count of COUNTS) {
      origins.push(await world.authority(count === 1 ? world.dataDir : join(world.folder, `instance-${count}`)));
      const proxy = await startRoundRobinProxy(origins);
      try {
        const { perSecond, refused, times } = await runLoad(proxy.url, CLIENTS, RUN_MS, (client): LoadCall => {
          const { requestId, bearer } = accounts[client] ?? { requestId: '', bearer: '' };
          return { kind: 'read', method: 'GET', path: `/v1/requests/${requestId}`, headers: { authorization: `Bearer ${bearer}` } };
        });
        if (refused > 0) throw new Error(`B-scale: ${refused} reads were refused`);
        curve.push({ perSecond, p99: quantile(times.get('read') ?? [], 0.99) });
      } finally {
        await proxy.close();
      }
    }
    const first = curve[0] ?? { perSecond: Number.NaN, p99: Number.NaN };
    return curve.flatMap(({ perSecond, p99 }, index) => {
      const workload = `${COUNTS[index] ?? 0} instances on one PostgreSQL, ${CLIENTS} clients read, all on this machine`;
      const line = (id: string, ours: number, theirs: number, unit: string): BenchLine => ({ id, workload, peer: 'one instance', ours: rounded(ours), theirs: rounded(theirs), unit, ratio: rounded(ours / theirs), target: 'told', met: true });
      return [line('B-scale', perSecond, first.perSecond, 'replies/s'), line('B-scale-p99', p99, first.p99, 'ms')];
    });
  } finally {
    await world.close();
  }
}
