import { AppError } from '../../../../src-shared/errors/app-error.ts';

/** What a status word says (ISO 7816-4, tables 5 and 6; the counter forms of 63 as IAS-ECC gives them). */
export type StatusMeaning =
  | { readonly kind: 'ok' }
  /** 6282: the file ended before Le; what came is good. */
  | { readonly kind: 'endOfFile' }
  /** 63Cx: x tries left; 6300: refused without a number. */
  | { readonly kind: 'wrong'; readonly triesLeft: number | null }
  | { readonly kind: 'securityNotSatisfied' }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'notUsable' }
  | { readonly kind: 'conditionsNotSatisfied' }
  | { readonly kind: 'outsideFile' }
  /** Everything else, 6D00, 6E00 and 6F00 included: this is not the applet or the command this program thinks it is. */
  | { readonly kind: 'refused' };

const TABLE: ReadonlyMap<number, StatusMeaning> = new Map<number, StatusMeaning>([
  [0x9000, { kind: 'ok' }],
  [0x6282, { kind: 'endOfFile' }],
  [0x6300, { kind: 'wrong', triesLeft: null }],
  [0x6982, { kind: 'securityNotSatisfied' }],
  [0x6983, { kind: 'blocked' }],
  [0x6984, { kind: 'notUsable' }],
  [0x6985, { kind: 'conditionsNotSatisfied' }],
  [0x6b00, { kind: 'outsideFile' }],
]);

export function meaningOf(sw: number): StatusMeaning {
  if ((sw & 0xfff0) === 0x63c0) return { kind: 'wrong', triesLeft: sw & 0x0f };
  return TABLE.get(sw) ?? { kind: 'refused' };
}

/** "6A82": four upper-case hex digits. */
export const renderSw = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');

/** A status word that nobody here can act on. */
export const commandRefused = (sw: number): AppError => new AppError('tokenCommandRefused', { sw: renderSw(sw) });

/** An answer that is a status word alone. @throws AppError tokenMalformedAnswer when data came with it: this card answers something else */
export function requireNoData(data: Uint8Array): void {
  if (data.length > 0) throw new AppError('tokenMalformedAnswer', { reason: 'unexpectedData' });
}

/** @throws AppError tokenCommandRefused unless the card said 9000 */
export function requireOk(sw: number): void {
  if (meaningOf(sw).kind !== 'ok') throw commandRefused(sw);
}

/** What the card gave, or `otherwise` where it refuses the command as such; a card that is gone or talks nonsense still throws. */
export async function unlessRefused<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'tokenCommandRefused') return otherwise;
    throw error;
  }
}
