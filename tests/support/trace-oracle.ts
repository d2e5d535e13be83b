/**
 * The judge of what went to a card, wherever it was written down: the virtual reader's tape, or a card at the far end of a real
 * pcscd. Pure: a trace in, what is wrong with it out. It needs no body of any secret-bearing command.
 */
export interface TraceApdu {
  readonly kind: 'apdu';
  /** CLA INS P1 P2 and, when there is one, P3 (Lc or Le): eight or ten hex digits, upper case. */
  readonly header: string;
  /** Command data, hex, of commands that carry no secret; null where the trace does not tell. */
  readonly data: string | null;
  /** What the program got as status word; null when it got none. */
  readonly sw: string | null;
  /** Whose connection and which transaction; null for all where the trace is taken at the card, which knows neither. */
  readonly scope: string | null;
}

/** Power, reset, a card put in: whatever was read before it may have been read from another card. */
export interface TraceBreak {
  readonly kind: 'break';
}
export type TraceStep = TraceApdu | TraceBreak;

/** How each profile is asked for its serial: IAS-ECC EF.SN by short identifier, PIV the CHUID, GIDS the card identifier. */
const SERIAL_READS: readonly ((apdu: TraceApdu) => boolean)[] = [
  ({ header }) => header.startsWith('00B09C'),
  ({ header, data }) => header.startsWith('00CB3FFF') && data === '5C035FC102',
  ({ header, data }) => header.startsWith('00CBA0') && data === '5C02DF20',
];

const insOf = ({ header }: TraceApdu): string => header.slice(2, 4);
const p3Of = ({ header }: TraceApdu): number => (header.length >= 10 ? Number.parseInt(header.slice(8, 10), 16) : 0);
const INS_GET_RESPONSE = 'C0';
/** The challenge that GIDS is asked for by GENERAL AUTHENTICATE has four bytes of data; anything longer carries a response. */
const GIDS_CHALLENGE_REQUEST_LENGTH = 4;

/** VERIFY with a body, CHANGE, RESET RETRY COUNTER, EXTERNAL AUTHENTICATE, GENERAL AUTHENTICATE with a response. */
export function isSecretBearing(apdu: TraceApdu): boolean {
  switch (insOf(apdu)) {
    case '20':
      return p3Of(apdu) > 0;
    case '24':
    case '2C':
    case '82':
      return true;
    case '87':
      return p3Of(apdu) > GIDS_CHALLENGE_REQUEST_LENGTH;
    default:
      return false;
  }
}

/**
 * Each secret-bearing command must come right after a serial read that was answered, in the same transaction, with nothing in
 * between but the GET RESPONSE that fetched the answer. Gives those that do not.
 */
export function unguardedSteps(trace: readonly TraceStep[], isSerialRead = isAnySerialRead): readonly string[] {
  return trace.flatMap((step, index) => {
    if (step.kind === 'break' || !isSecretBearing(step)) return [];
    return isGuarded(trace.slice(0, index), step, isSerialRead) ? [] : [`${step.header} at ${index}`];
  });
}

const isAnySerialRead = (apdu: TraceApdu): boolean => SERIAL_READS.some((matches) => matches(apdu));

function isGuarded(before: readonly TraceStep[], { scope }: TraceApdu, isSerialRead: (apdu: TraceApdu) => boolean): boolean {
  const last = before.at(-1);
  // 6282: the file ended before Le; the serial came all the same.
  if (last?.kind !== 'apdu' || last.scope !== scope || (last.sw !== '9000' && last.sw !== '6282')) return false;
  let at = before.length - 1;
  for (;;) {
    const step = before[at];
    if (step?.kind !== 'apdu' || step.scope !== scope) return false;
    if (insOf(step) !== INS_GET_RESPONSE) return isSerialRead(step);
    // Only what the card announced is fetched.
    const announced = before[at - 1];
    if (announced?.kind !== 'apdu' || announced.sw?.startsWith('6') !== true) return false;
    at--;
  }
}
