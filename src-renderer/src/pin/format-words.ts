import type { TFunction } from 'i18next';
import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';

/** A format in words: "4 chiffres", "6 à 8 chiffres", "4 à 15 caractères". */
export function lengthWords({ minLength: min, maxLength: max, charset }: PinFormat, t: TFunction): string {
  if (min === max) return charset === 'digits' ? t('pin.ruleLengthDigits', { max }) : t('pin.ruleLengthCharacters', { max });
  return charset === 'digits' ? t('pin.ruleRangeDigits', { min, max }) : t('pin.ruleRangeCharacters', { min, max });
}

/** The sequence nobody may choose, as long as the shortest PIN of the format: "1234", "123456". */
export function sequenceOf({ minLength }: PinFormat): string {
  return '123456789'.slice(0, minLength);
}

/** A format of few, fixed digits is shown as boxes; any other as one field. */
export function isBoxed({ minLength, maxLength, charset }: PinFormat): boolean {
  return minLength === maxLength && charset === 'digits' && maxLength <= 8;
}
