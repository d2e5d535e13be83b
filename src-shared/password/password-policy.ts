/** Why a password is refused, in the order in which it is said; the last only where the current one is known. */
export const PASSWORD_RULES = ['tooShort', 'tooLong', 'noLower', 'noUpper', 'noDigit', 'noSpecial', 'common', 'personal', 'unchanged'] as const;
export type PasswordRule = (typeof PASSWORD_RULES)[number];

export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 256;

/** Words of this product and its trade (ASVS 6.2.11). */
const PRODUCT_WORDS = ['clavis', 'certificat', 'certificate', 'motdepasse', 'password', 'passwort', 'signature'];

/** What stands for a letter when people think they hide it. */
const STAND_INS: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '€': 'e', '1': 'i', '!': 'i', '|': 'l', '0': 'o', '$': 's', '5': 's', '7': 't' };

export interface PasswordContext {
  /** Names and mail address of whose it is to be. */
  readonly personal: readonly string[];
  /** Whether a folded spelling is one of many people's; leave out where no list is at hand. */
  readonly isCommon?: (folded: string) => boolean;
}

/**
 * What is wrong with a password first, or null. The composition is what CNIL 2022-100 asks for beside throttling; the rest is
 * ASVS 5.0, 6.2. Lengths count characters, not UTF-16 units; anything that is no letter and no digit is special, a space too.
 */
export function passwordFault(password: string, context: PasswordContext): PasswordRule | null {
  const text = password.normalize('NFC');
  const { length } = Array.from(text);
  if (length < PASSWORD_MIN) return 'tooShort';
  if (length > PASSWORD_MAX) return 'tooLong';
  if (!/\p{Ll}/u.test(text)) return 'noLower';
  if (!/\p{Lu}/u.test(text)) return 'noUpper';
  if (!/\p{Nd}/u.test(text)) return 'noDigit';
  if (!/[^\p{L}\p{M}\p{N}]/u.test(text)) return 'noSpecial';
  const isCommon = context.isCommon ?? (() => false);
  if (spellings(text).some((spelling) => isCommon(spelling))) return 'common';
  if (isPersonal(text, context.personal)) return 'personal';
  return null;
}

/**
 * The ways in which a list may know a password: folded; without what was put before and after; without stand-ins for letters. Of
 * letters alone only where they make a word of six: less is chance.
 */
function spellings(password: string): readonly string[] {
  const folded = fold(password);
  const all = new Set<string>([folded]);
  for (const text of [folded, withoutStandIns(folded)]) {
    all.add(text);
    const stem = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
    const stemOfFirst = withoutStandIns(folded.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, ''));
    for (const word of [stem, stemOfFirst]) if (word.length >= 3) all.add(word);
    const letters = text.replaceAll(/[^\p{L}]/gu, '');
    if (letters.length >= 6) all.add(letters);
  }
  return [...all];
}

/** Names of three letters or more, the address and its local part; and words of the product where little else is left. */
function isPersonal(password: string, personal: readonly string[]): boolean {
  const variants = [fold(password), withoutStandIns(fold(password))];
  const words = personal.flatMap((text) => [text, text.split('@')[0] ?? '']).flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  const own = new Set(words.map((word) => fold(word)).filter((word) => word.length >= 3));
  const found = (word: string): boolean => variants.some((variant) => variant.includes(word));
  if ([...own].some((word) => (word.length >= 4 ? found(word) : variants.some((variant) => lettersOf(variant) === word)))) return true;
  return PRODUCT_WORDS.some((word) => variants.some((variant) => lettersOf(variant).includes(word) && lettersOf(variant).length < word.length + 4));
}

/** Lower case, without accents. */
function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function withoutStandIns(folded: string): string {
  return folded.replaceAll(/[@43€1!|0$57]/gu, (sign) => STAND_INS[sign] ?? sign);
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, '');
}
