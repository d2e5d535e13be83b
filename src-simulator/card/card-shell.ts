import { Buffer } from 'node:buffer';
import { CommandChain, parseCommand } from './apdu.ts';
import type { CommandApdu } from './apdu.ts';
import type { CardCore, CommandHandler } from './card-core.ts';
import {
  answer, status, SW_BYTES_REMAINING, SW_CLA_NOT_SUPPORTED, SW_CONDITIONS_NOT_SATISFIED, SW_INCORRECT_P1_P2,
  SW_INS_NOT_SUPPORTED, SW_LOGICAL_CHANNEL_NOT_SUPPORTED, SW_MEMORY_FAILURE, SW_NO_PRECISE_DIAGNOSIS, SW_OK,
  SW_SECURE_MESSAGING_NOT_SUPPORTED, SW_WRONG_LE, SW_WRONG_LENGTH,
} from './status-word.ts';
import type { Reply } from './status-word.ts';

const INS_GET_RESPONSE = 0xc0;

/** What makes one kind of card out of the shell. */
export interface CardProfile<Memory, Session> {
  /** Answer to reset, hexadecimal. */
  readonly atr: string;
  readonly protocol: 'T=0' | 'T=1';
  readonly handlers: ReadonlyMap<number, CommandHandler<Memory, Session>>;
  freshSession(): Session;
  /** Status word that refuses a command before its handler sees it; undefined lets it through. */
  gate?(session: Session, command: CommandApdu): number | undefined;
}

/** The store behind `CardCore.commit` could not keep the new state. */
class WriteFailure extends Error {}

/**
 * What all cards have in common: lengths, classes, command chaining, GET RESPONSE, and a memory that is written before a command
 * is answered. Driven by APDUs alone. Synchronous; never throws from `transmit`, always answers two bytes or more.
 */
export class CardShell<Memory, Session> {
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1';
  readonly #profile: CardProfile<Memory, Session>;
  readonly #listeners = new Set<(state: Memory) => void>();
  readonly #chain = new CommandChain();
  #state: Memory;
  #volatile: Session;
  /** Response bytes waiting for GET RESPONSE. */
  #pending: Reply | null = null;

  constructor(profile: CardProfile<Memory, Session>, state: Memory) {
    this.#profile = profile;
    this.atr = Uint8Array.from(Buffer.from(profile.atr, 'hex'));
    this.protocol = profile.protocol;
    this.#state = state;
    this.#volatile = profile.freshSession();
  }

  /** The non-volatile memory as it is now: an immutable value, to be saved as it is. */
  state(): Memory {
    return this.#state;
  }

  /**
   * Calls `listener` with each new state before the command that made it is answered, synchronously. When a listener throws,
   * the card keeps its former state and answers 6581: what is not on disk did not happen.
   */
  onStateChange(listener: (state: Memory) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Warm reset: security status, challenge, selection and waiting bytes are lost. */
  reset(): void {
    this.#volatile = this.#profile.freshSession();
    this.#pending = null;
    this.#chain.clear();
  }

  /** Contact lost. The same is lost as at a reset. */
  powerOff(): void {
    this.reset();
  }

  /** One command APDU in, one response APDU out (data, SW1, SW2). */
  transmit(bytes: Uint8Array): Uint8Array {
    const reply = this.#process(bytes);
    return Uint8Array.from([...reply.data, reply.sw >> 8, reply.sw & 0xff]);
  }

  #process(bytes: Uint8Array): Reply {
    const command = parseCommand(bytes);
    if (command === undefined) return status(SW_WRONG_LENGTH);
    const refusal = refusedClass(command.cla);
    if (refusal !== undefined) return status(refusal);
    if (command.ins === INS_GET_RESPONSE) return this.#getResponse(command);
    this.#pending = null;
    const handler = this.#profile.handlers.get(command.ins);
    if (handler === undefined) return status(SW_INS_NOT_SUPPORTED);
    const shut = this.#profile.gate?.(this.#volatile, command);
    if (shut !== undefined) return status(shut);
    const whole = this.#chain.add(command);
    if (whole === 'more') return status(SW_OK);
    if (whole === 'tooLong') return status(SW_WRONG_LENGTH);
    const reply = this.#run(handler, whole);
    if (whole.data.buffer !== command.data.buffer) whole.data.fill(0);
    return reply.data.length === 0 ? reply : this.#deliver(reply, whole.le);
  }

  #run(handler: CommandHandler<Memory, Session>, command: CommandApdu): Reply {
    const core: CardCore<Memory, Session> = {
      volatile: this.#volatile,
      persistent: () => this.#state,
      commit: (next) => this.#commit(next),
    };
    try {
      return handler(core, command);
    } catch (thrown) {
      return status(thrown instanceof WriteFailure ? SW_MEMORY_FAILURE : SW_NO_PRECISE_DIAGNOSIS);
    }
  }

  #commit(next: Memory): void {
    try {
      for (const listener of this.#listeners) listener(next);
    } catch (cause) {
      throw new WriteFailure('The new card state was not kept', { cause });
    }
    this.#state = next;
  }

  /**
   * T=0 (ISO 7816-3, 12.2.1): a command that says no Le gets 61xx and fetches its data with GET RESPONSE; one that says Le
   * gets as much as it asked for, and 61xx for the rest. T=1 cards answer a command without Le as if it asked for all: 256 bytes
   * at once, 61xx for the rest, as Java Cards do.
   */
  #deliver(reply: Reply, le: number | null): Reply {
    const given = le ?? (this.protocol === 'T=0' ? 0 : 256);
    if (reply.data.length <= given) return reply;
    this.#pending = { data: reply.data.subarray(given), sw: reply.sw };
    return answer(reply.data.subarray(0, given), SW_BYTES_REMAINING | Math.min(reply.data.length - given, 0x100) % 0x100);
  }

  #getResponse(command: CommandApdu): Reply {
    const waiting = this.#pending;
    if (command.p1 !== 0 || command.p2 !== 0) return status(SW_INCORRECT_P1_P2);
    if (waiting === null) return status(SW_CONDITIONS_NOT_SATISFIED);
    if (command.data.length > 0 || command.le === null) return status(SW_WRONG_LENGTH);
    if (command.le > waiting.data.length && command.le < 256) return status(SW_WRONG_LE | waiting.data.length);
    this.#pending = null;
    return this.#deliver(waiting, command.le);
  }
}

/** First interindustry class, no secure messaging, basic logical channel, with or without chaining (ISO 7816-4, 5.4.1). */
function refusedClass(cla: number): number | undefined {
  if ((cla & 0xe0) !== 0) return SW_CLA_NOT_SUPPORTED;
  if ((cla & 0x0c) !== 0) return SW_SECURE_MESSAGING_NOT_SUPPORTED;
  return (cla & 0x03) === 0 ? undefined : SW_LOGICAL_CHANNEL_NOT_SUPPORTED;
}
