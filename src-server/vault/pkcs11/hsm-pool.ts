import { HsmLane, reasonOf, unavailable, type HsmLimits } from './hsm-lane.ts';
import type { HsmConfig, HsmOp, HsmRequest, HsmResults } from './hsm-rpc.ts';

/** How often a key is tried again whose making met another's. */
const CONTENDED_TRIES = 20;
const CONTENDED = 'keyContended';

/**
 * A few sessions of one module, each in a process of its own: a slow deed of one keeps no other waiting, and a crash takes one along.
 * The second and later ones start only once all others are busy, so that a wrong PIN is presented once, and one after the other: a token
 * that writes at each login may take a right PIN for a wrong one while another process logs in (SoftHSM 2.6).
 */
export class HsmPool {
  readonly #lanes: readonly HsmLane[];
  readonly #onTrouble: (reason: string) => void;
  #isProven = false;

  /** @param onTrouble told why a deed could not be done. */
  constructor(config: HsmConfig, sessions: number, limits: HsmLimits, onTrouble: (reason: string) => void) {
    this.#onTrouble = onTrouble;
    this.#lanes = Array.from({ length: sessions }, () => new HsmLane(config, limits));
  }

  /** Processes under way. */
  get pids(): readonly number[] {
    return this.#lanes.flatMap(({ pid }) => pid ?? []);
  }

  /** @throws AppError vaultUnavailable */
  async call<Op extends HsmOp>(request: Extract<HsmRequest, { op: Op }>): Promise<HsmResults[Op]> {
    try {
      const fatal = this.#lanes.find((lane) => lane.fatal !== null)?.fatal;
      if (fatal !== undefined && fatal !== null) throw unavailable(fatal.reason);
      const result = await this.#lane().call<Op>(request);
      this.#isProven = true;
      return result;
    } catch (thrown) {
      if (reasonOf(thrown) !== CONTENDED) this.#onTrouble(reasonOf(thrown) ?? 'internal');
      throw thrown;
    }
  }

  /** For what makes keys: two that make one at the same time both step back. @throws AppError vaultUnavailable */
  async make<Op extends 'init' | 'makeSigningKey' | 'makeAdminMaster'>(request: Extract<HsmRequest, { op: Op }>): Promise<HsmResults[Op]> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.call<Op>(request);
      } catch (thrown) {
        if (reasonOf(thrown) !== CONTENDED) throw thrown;
        if (tries === CONTENDED_TRIES) {
          this.#onTrouble(CONTENDED);
          throw thrown;
        }
        await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20 * tries));
      }
    }
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  #lane(): HsmLane {
    const all = this.#isProven ? this.#lanes : this.#lanes.slice(0, 1);
    const able = all.filter(({ isPausing }) => !isPausing);
    const lanes = able.length > 0 ? able : all;
    const started = lanes.filter(({ pid }) => pid !== null);
    const idle = started.find(({ load }) => load === 0);
    const next = this.#lanes.some(({ isLoggingIn }) => isLoggingIn) ? undefined : lanes.find(({ pid }) => pid === null);
    const [leastLoaded] = (started.length > 0 ? started : lanes).toSorted((a, b) => a.load - b.load);
    const lane = idle ?? next ?? leastLoaded;
    if (lane === undefined) throw unavailable('noSession');
    return lane;
  }
}
