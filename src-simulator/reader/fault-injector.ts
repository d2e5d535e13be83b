import { faultPlanSchema } from '../fault-plan.ts';
import type { Fault, FaultPlanInput } from '../fault-plan.ts';

const INS_GET_RESPONSE = 0xc0;

/** Counts exchanges and hands out, once, the fault that is due at one. */
export class FaultInjector {
  #waiting: Fault[] = [];
  #apdus = 0;
  #connects = 0;
  readonly #instructions = new Map<number, number>();

  #violateNext = false;
  #endless = false;

  /** Replaces the plan and restarts every count. */
  arm(plan: FaultPlanInput): void {
    this.#waiting = faultPlanSchema.parse(plan);
    this.#apdus = 0;
    this.#connects = 0;
    this.#instructions.clear();
    this.#violateNext = false;
    this.#endless = false;
  }

  /** The next command finds the card taken by another program. */
  violateNext(): void {
    this.#violateNext = true;
  }

  takeSharingViolation(): boolean {
    const due = this.#violateNext;
    this.#violateNext = false;
    return due;
  }

  /** From now on every GET RESPONSE is answered with more to come, until another command. */
  startEndless(): void {
    this.#endless = true;
  }

  endless(command: Uint8Array): boolean {
    this.#endless &&= command[1] === INS_GET_RESPONSE;
    return this.#endless;
  }

  /** Faults that have not struck yet. */
  get pending(): number {
    return this.#waiting.length;
  }

  atConnect(): Fault | undefined {
    this.#connects += 1;
    return this.#take((fault) => 'connect' in fault.at && fault.at.connect === this.#connects);
  }

  atCommand(command: Uint8Array): Fault | undefined {
    this.#apdus += 1;
    const ins = command[1] ?? 0;
    const seen = (this.#instructions.get(ins) ?? 0) + 1;
    this.#instructions.set(ins, seen);
    return this.#take(({ at }) => {
      if ('apdu' in at) return at.apdu === this.#apdus;
      return 'ins' in at && Number.parseInt(at.ins, 16) === ins && at.nth === seen;
    });
  }

  #take(due: (fault: Fault) => boolean): Fault | undefined {
    const index = this.#waiting.findIndex(due);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }
}
