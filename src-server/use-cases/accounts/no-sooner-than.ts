import type { Deps } from '../../deps.ts';

/** Does the work and replies no sooner than `ms` after it was asked, refused or not: no telling by time (ASVS 6.3.8). */
export async function noSoonerThan<T>({ clock }: Pick<Deps, 'clock'>, ms: number, work: () => Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([work(), clock.sleep(ms)]);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
