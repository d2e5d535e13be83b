/** One line of `npm run bench` (BENCHMARKS). `ratio`: ours by the peer's, of the metric named in `workload`; `met`: ratio within target. */
export interface BenchLine {
  readonly id: string;
  readonly workload: string;
  readonly peer: string;
  readonly ours: number;
  readonly theirs: number;
  readonly unit: string;
  readonly ratio: number;
  /** "<= 0.7": what the ratio, or the named difference, has to be. */
  readonly target: string;
  readonly met: boolean;
}

export type Workload = () => Promise<number>;

/** Both in turn (A B A B …) on one machine, so that whatever else it does strikes both. Gives the median of each. */
export async function inTurn(rounds: number, ours: Workload, theirs: Workload): Promise<{ readonly ours: number; readonly theirs: number }> {
  const figures: { readonly ours: number[]; readonly theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    figures.ours.push(await ours());
    figures.theirs.push(await theirs());
  }
  return { ours: quantile(figures.ours, 0.5), theirs: quantile(figures.theirs, 0.5) };
}

export function quantile(figures: readonly number[], q: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** Milliseconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A line whose target is an upper bound of ours / theirs. */
export function ratioLine(line: Pick<BenchLine, 'id' | 'workload' | 'peer' | 'ours' | 'theirs' | 'unit'>, atMost: number): BenchLine {
  const ratio = line.ours / line.theirs;
  return { ...line, ours: rounded(line.ours), theirs: rounded(line.theirs), ratio: rounded(ratio), target: `<= ${atMost}`, met: ratio <= atMost };
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;
