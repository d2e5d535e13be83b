import type { Deps } from '../deps.ts';

/** Work that nobody asks for: done again and again, by one instance at a time. */
export interface Job {
  /** Its row in `job_leases`, and a label of metrics: never changed. */
  readonly name: string;
  /** From the end of one run to the start of the next. */
  readonly everyMs: number;
  /**
   * Must stand being done twice, and being killed anywhere: who runs it may lose the lease without noticing.
   * @param signal aborted when the authority stops; a long job looks at it between two steps.
   */
  readonly run: (deps: Deps, signal: AbortSignal) => Promise<void>;
}
