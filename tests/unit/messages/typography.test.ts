import { describe, expect, it } from 'vitest';
import { english } from '../../../src-shared/messages/en/english.ts';
import { errors as englishErrors } from '../../../src-shared/messages/en/errors.ts';
import { errors as frenchErrors } from '../../../src-shared/messages/fr/errors.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';
import { flatten } from './flatten.ts';

interface Rule {
  readonly name: string;
  readonly broken: RegExp;
  /** Must break the rule: a rule that nothing can break guards nothing. */
  readonly example: string;
}

const FRENCH_RULES: readonly Rule[] = [
  { name: 'typographic apostrophe', broken: /'/u, example: "l'autorité" },
  { name: 'no straight quotation marks', broken: /["“”]/u, example: 'le "lien"' },
  { name: 'narrow no-break space before ; ! ?', broken: /[^\u202F][;!?]/u, example: 'Quitter ?' },
  { name: 'narrow no-break space before : outside times and addresses', broken: /[^\u202F]:(?!\/\/)/u, example: 'PIN : 3' },
  { name: 'narrow no-break space inside « »', broken: /«[^\u202F]|[^\u202F]»/u, example: '« ici »' },
  { name: 'ellipsis as one character', broken: /\.\.\./u, example: 'Un instant...' },
  { name: 'no-break space after n°', broken: /[Nn]°[^\u00A0]/u, example: 'n° 12' },
  { name: 'accents on capitals', broken: /(^|[^\p{L}])(A (?=renouveler|venir)|E(tape|crit|vit|mis|change|teint))/u, example: 'Etape 2' },
];

const ENGLISH_RULES: readonly Rule[] = [
  { name: 'typographic apostrophe', broken: /'/u, example: "don't" },
  { name: 'curly quotation marks', broken: /"/u, example: '"here"' },
  { name: 'no space before : ; ! ?', broken: /[ \u00A0\u202F][:;!?]/u, example: 'Leave ?' },
  { name: 'no French quotation marks', broken: /[«»]/u, example: '« here »' },
  { name: 'ellipsis as one character', broken: /\.\.\./u, example: 'One moment...' },
];

const cases = [
  { language: 'French', rules: FRENCH_RULES, words: flatten({ ...french, errors: frenchErrors }) },
  { language: 'English', rules: ENGLISH_RULES, words: flatten({ ...english, errors: englishErrors }) },
].flatMap(({ language, rules, words }) => rules.map((rule) => ({ language, words, ...rule })));

describe('typography', () => {
  it.each(cases)('$language: $name', ({ words, broken, example }) => {
    expect(example).toMatch(broken);
    expect(words.filter(([, sentence]) => broken.test(sentence))).toEqual([]);
  });
});
