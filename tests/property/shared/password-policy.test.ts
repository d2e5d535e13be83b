import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from '../../../src-server/passwords/common-passwords.ts';
import { PASSWORD_MAX, PASSWORD_MIN, passwordFault, PASSWORD_RULES, type PasswordContext } from '../../../src-shared/password/password-policy.ts';

const NOBODY: PasswordContext = { personal: [], isCommon: isCommonPassword };
const SEED = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
function run<T>(property: fc.IProperty<T>): void {
  fc.assert(property, { seed: SEED, numRuns: 500 });
}

describe(`passwords, seed ${SEED}`, () => {
  it('of any text one rule is said, or none, and never an exception', () => {
    run(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.array(fc.string({ maxLength: 30 }), { maxLength: 4 }), (password, personal) => {
      const fault = passwordFault(password, { personal, isCommon: isCommonPassword });
      expect(fault === null || PASSWORD_RULES.includes(fault)).toBe(true);
    }));
  });

  it('that pass have what is asked for, counted in characters', () => {
    run(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const password = `aB1 ${text}`;
      const { length } = Array.from(password.normalize('NFC'));
      const fault = passwordFault(password, { personal: [] });
      if (length < PASSWORD_MIN) expect(fault).toBe('tooShort');
      else if (length <= PASSWORD_MAX) expect(['personal', null]).toContain(fault);
    }));
  });

  it('mean the same composed or decomposed', () => {
    run(fc.property(fc.string({ unit: fc.constantFrom('é', 'É', 'ç', 'a', 'B', '7', '!', ' ', 'ñ'), minLength: 1, maxLength: 20 }), (text) => {
      expect(passwordFault(text.normalize('NFD'), NOBODY)).toBe(passwordFault(text.normalize('NFC'), NOBODY));
    }));
  });

  it('of many people are refused however they are dressed up', () => {
    const words = ['password', 'azerty', 'soleil', 'dragon', 'football', 'princess', 'sunshine', 'monkey'];
    const digits = fc.stringMatching(/^[0-9]{1,4}$/u);
    const dress = fc.record({ word: fc.constantFrom(...words), before: fc.constantFrom('', '1', '!', '#9'), after: digits, end: fc.constantFrom('!', '?', '.', '!!', '$') });
    run(fc.property(dress, ({ word, before, after, end }) => {
      const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
      const password = `${before}${capital}${after}${end}`;
      expect(passwordFault(password.padEnd(PASSWORD_MIN, end), NOBODY), password).toBe('common');
    }));
  });

  it('never hold one’s own name or address', () => {
    const name = fc.constantFrom('Camille', 'Durand', 'Élodie', 'Anne-Sophie');
    run(fc.property(name, fc.stringMatching(/^[a-z]{0,4}$/u), fc.stringMatching(/^[0-9]{1,3}$/u), (own, rest, number) => {
      const personal = [own, `${own.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()}@atelier.example`];
      const fault = passwordFault(`${own}${rest}-X${number}x`, { personal });
      expect(fault).toBe('personal');
    }));
  });
});

describe('the list', () => {
  const common = ['Password1!', 'P@ssw0rd1', 'Azerty123!', 'Soleil2024!', 'Qwerty!2', 'Passw0rd!', 'Welcome1!', 'Admin123!', 'Football#1', '1Dragon!'];
  it.each(common)('refuses %s', (password) => expect(passwordFault(password, NOBODY)).toBe('common'));
  it.each(['Orage-bleu-74!', 'correct Horse 9 battery', 'Été-2026-neige', 'xK9!-aBc2_d', 'Xy7!kQ2$', '日本語のパスワードaB1 '])('lets %s pass', (password) => expect(passwordFault(password, NOBODY)).toBeNull());
  it('knows far more than 3,000', () => {
    expect(['123456', 'password', 'azerty', 'iloveyou', 'trustno1'].every((word) => isCommonPassword(word))).toBe(true);
  });
  it.each([['Clavis2026!', 'personal'], ['Cl@vis-26X', 'personal'], ['Certificat9!', 'personal']])('%s: %s', (password, rule) => expect(passwordFault(password, NOBODY)).toBe(rule));
});
