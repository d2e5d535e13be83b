import { Buffer } from 'node:buffer';
import type { Fault } from '../fault-plan.ts';
import type { SimulatedCard } from '../simulated-card.ts';
import { tapeHeader, tellableData } from './apdu-tape.ts';
import type { ApduTape } from './apdu-tape.ts';
import type { FaultInjector } from './fault-injector.ts';
import { endlessAnswer, malformedAnswer } from './malformed-answer.ts';
import { VirtualPcscError } from './pcsc-shapes.ts';
import type { VirtualScardName } from './pcsc-shapes.ts';

/** The parts of a reader an exchange works on. */
export interface ReaderMechanics {
  readonly tape: ApduTape;
  readonly faults: FaultInjector;
  card(): SimulatedCard | null;
  /** What a fault does outside the exchange: the card leaves, the reader goes, the service stops. */
  strike(kind: Fault['kind']): void;
}

/** What the program gets: bytes (none when the card was pulled), or a PC/SC error. */
type Outcome = { readonly bytes: Uint8Array } | { readonly error: VirtualScardName };

/** Who sends, as the tape names it. */
interface Sender {
  readonly id: number;
}

const PULLED: Outcome = { bytes: new Uint8Array(0) };

/** Carries one command to the card and its answer back, with the fault that is due. @throws VirtualPcscError. */
export function faultyExchange(
  mechanics: ReaderMechanics,
  sender: Sender,
  transaction: number | null,
  command: Uint8Array,
): Uint8Array {
  const fault = mechanics.faults.atCommand(command);
  const { outcome, cardAnswer, aftermath } = fault === undefined ? plain(mechanics, command) : struck(mechanics, fault, command);
  mechanics.tape.add({
    kind: 'apdu',
    header: tapeHeader(command),
    data: tellableData(command),
    connection: sender.id,
    transaction,
    applied: cardAnswer !== null,
    sw: cardAnswer === null ? null : Buffer.from(cardAnswer.subarray(-2)).toString('hex').toUpperCase(),
    outcome: 'error' in outcome ? outcome.error : outcome.bytes.length < 2 ? 'empty' : 'answered',
  });
  // After the entry: on the tape, what struck once the card had applied the command comes behind it.
  aftermath?.();
  if ('error' in outcome) throw new VirtualPcscError(outcome.error);
  return outcome.bytes;
}

interface Exchange {
  readonly outcome: Outcome;
  /** What the card itself answered, null when it never saw the command. */
  readonly cardAnswer: Uint8Array | null;
  /** What strikes once the command was applied. */
  readonly aftermath?: () => void;
}

function plain(mechanics: ReaderMechanics, command: Uint8Array): Exchange {
  if (mechanics.faults.endless(command)) return { outcome: { bytes: endlessAnswer() }, cardAnswer: null };
  if (mechanics.faults.takeSharingViolation()) return { outcome: { error: 'SCARD_E_SHARING_VIOLATION' }, cardAnswer: null };
  const bytes = mechanics.card()?.transmit(command) ?? null;
  return bytes === null ? { outcome: { error: 'SCARD_W_REMOVED_CARD' }, cardAnswer: null } : { outcome: { bytes }, cardAnswer: bytes };
}

function struck(mechanics: ReaderMechanics, fault: Fault, command: Uint8Array): Exchange {
  if (fault.kind === 'wrongResponse') return plain(mechanics, withFlippedBit(command));
  if (fault.when === 'before') {
    mechanics.strike(fault.kind);
    return { outcome: strokeOutcome(mechanics, fault, new Uint8Array(0)), cardAnswer: null };
  }
  const cardAnswer = mechanics.card()?.transmit(command) ?? null;
  const aftermath = (): void => mechanics.strike(fault.kind);
  const answered = cardAnswer ?? new Uint8Array(0);
  if (fault.kind === 'resetByOther') return { outcome: { bytes: answered }, cardAnswer, aftermath };
  if (fault.kind === 'sharingViolation') {
    mechanics.faults.violateNext();
    return { outcome: { bytes: answered }, cardAnswer };
  }
  return { outcome: strokeOutcome(mechanics, fault, answered), cardAnswer, aftermath };
}

function strokeOutcome(mechanics: ReaderMechanics, fault: Fault, real: Uint8Array): Outcome {
  switch (fault.kind) {
    case 'remove':
    case 'swap':
      // vpcd reports success with no byte at all when the card is pulled during a transmit.
      return PULLED;
    case 'readerUnplug':
      return { error: 'SCARD_E_READER_UNAVAILABLE' };
    case 'resetByOther':
      return { error: 'SCARD_W_RESET_CARD' };
    case 'serviceStop':
      return { error: 'SCARD_E_SERVICE_STOPPED' };
    case 'sharingViolation':
      return { error: 'SCARD_E_SHARING_VIOLATION' };
    case 'commError':
      return { error: fault.error };
    case 'malformed':
      if (fault.variant === 'loop61') mechanics.faults.startEndless();
      return { bytes: malformedAnswer(fault.variant, real) };
    case 'wrongResponse':
      return { bytes: real };
  }
}

/** The last bit of the last byte of the data field (no Le in a 24-byte EXTERNAL AUTHENTICATE). */
function withFlippedBit(command: Uint8Array): Uint8Array {
  const flipped = Uint8Array.from(command);
  const lastOfData = Math.min(4 + (command[4] ?? 0), flipped.length - 1);
  flipped[lastOfData] = (flipped[lastOfData] ?? 0) ^ 0x01;
  return flipped;
}
