import type { PinCounter } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { hasCharset, type PinFormat } from '../../src-shared/pin/pin-format.ts';
import { judgePin, samePin } from '../../src-shared/pin/pin-policy.ts';
import type { PinEntryInput } from '../ports/card-host.ts';

/** What one confirmed entry carries: exactly what the verb's input carries. */
export type EntrySecrets =
  | { readonly verb: 'verify'; readonly pin: Uint8Array }
  | { readonly verb: 'change'; readonly current: Uint8Array; readonly next: Uint8Array }
  | { readonly verb: 'unblockByPuk'; readonly puk: Uint8Array; readonly next: Uint8Array }
  | ({ readonly verb: 'sign'; readonly pin: Uint8Array } & SigningOrder);

/** What to sign once the PIN is verified, with the key of this certificate: RSASSA-PKCS1-v1_5 with SHA-256. No secret. */
export interface SigningOrder {
  /** Lower-case hex. */
  readonly certificateSha256: string;
  readonly message: Uint8Array;
}

/** Runs `use` with copies that are overwritten afterwards, whatever becomes of it. */
export async function withOwnCopy<T>(secrets: EntrySecrets, use: (own: EntrySecrets) => Promise<T>): Promise<T> {
  const own = copyOf(secrets);
  try {
    return await use(own);
  } finally {
    for (const value of Object.values(own)) if (value instanceof Uint8Array) value.fill(0);
  }
}

function copyOf(secrets: EntrySecrets): EntrySecrets {
  const copy = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);
  switch (secrets.verb) {
    case 'verify':
      return { verb: 'verify', pin: copy(secrets.pin) };
    case 'change':
      return { verb: 'change', current: copy(secrets.current), next: copy(secrets.next) };
    case 'unblockByPuk':
      return { verb: 'unblockByPuk', puk: copy(secrets.puk), next: copy(secrets.next) };
    case 'sign':
      return { verb: 'sign', pin: copy(secrets.pin), certificateSha256: secrets.certificateSha256, message: copy(secrets.message) };
  }
}

export interface EntryFormats {
  /** Null: this token takes no PIN from this program. */
  readonly pin: PinFormat | null;
  readonly puk: PinFormat | null;
}

/**
 * All that can be said of an entry without the card: what it could never accept, and what nobody should choose, costs no try.
 * @throws AppError tokenReadOnly | pinLength | pinNotDigits | pinCharacters | pinSequence | pinRepeated | pinUnchanged
 */
export function requireGoodEntry(secrets: EntrySecrets, formats: EntryFormats): void {
  const { pin } = formats;
  if (pin === null) throw new AppError('tokenReadOnly');
  switch (secrets.verb) {
    case 'verify':
    case 'sign':
      requireFormat(secrets.pin, pin);
      return;
    case 'change':
      requireFormat(secrets.current, pin);
      requireAcceptable(secrets.next, pin);
      if (samePin(secrets.current, secrets.next)) throw new AppError('pinUnchanged');
      return;
    case 'unblockByPuk':
      if (formats.puk === null) throw new AppError('tokenReadOnly');
      requireFormat(secrets.puk, formats.puk);
      requireAcceptable(secrets.next, pin);
      return;
  }
}

function requireFormat(entry: Uint8Array, format: PinFormat): void {
  if (entry.length < format.minLength || entry.length > format.maxLength) throw new AppError('pinLength');
  if (!hasCharset(entry, format)) throw new AppError(format.charset === 'digits' ? 'pinNotDigits' : 'pinCharacters');
}

function requireAcceptable(next: Uint8Array, format: PinFormat): void {
  requireFormat(next, format);
  const verdicts = judgePin(next, format);
  if (verdicts.notSequence !== 'met') throw new AppError('pinSequence');
  if (verdicts.notRepeated !== 'met') throw new AppError('pinRepeated');
}

/**
 * The counter that the card tells now, against what the person saw and confirmed. Nothing that may spend a try was sent by then.
 * @throws AppError pinCounterChanged | pinBlocked | pukBlocked | pinLastTryUnconfirmed
 */
export function requireSeenCounter(counter: PinCounter, seen: PinEntryInput, of: 'pin' | 'puk'): void {
  const { triesLeft } = counter;
  if (triesLeft !== seen.triesShown) throw new AppError('pinCounterChanged', triesLeft === null ? {} : { triesLeft });
  if (triesLeft === 0) throw new AppError(of === 'pin' ? 'pinBlocked' : 'pukBlocked');
  if ((triesLeft === null || triesLeft === 1) && !seen.lastTryConfirmed) throw new AppError('pinLastTryUnconfirmed');
}
