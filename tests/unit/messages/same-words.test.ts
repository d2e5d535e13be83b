import { describe, expect, it } from 'vitest';
import { ERROR_TABLE } from '../../../src-shared/errors/error-table.ts';
import { english } from '../../../src-shared/messages/en/english.ts';
import { errors as englishErrors } from '../../../src-shared/messages/en/errors.ts';
import { errors as frenchErrors } from '../../../src-shared/messages/fr/errors.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';
import { flatten, placeholdersOf } from './flatten.ts';

const inFrench = new Map(flatten({ ...french, errors: frenchErrors }));
const inEnglish = new Map(flatten({ ...english, errors: englishErrors }));

describe('French and English', () => {
  it('say the same things', () => {
    expect(inFrench.size).toBeGreaterThan(300);
    expect([...inEnglish.keys()].toSorted()).toEqual([...inFrench.keys()].toSorted());
  });

  it('show the same values in each sentence', () => {
    const different = [...inFrench].filter(
      ([key, sentence]) => placeholdersOf(sentence).join() !== placeholdersOf(inEnglish.get(key) ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it('mark the same parts of each sentence', () => {
    const tags = (sentence: string) => (sentence.match(/<\/?\w+>/gu) ?? []).toSorted().join();
    const different = [...inFrench].filter(([key, sentence]) => tags(sentence) !== tags(inEnglish.get(key) ?? ''));
    expect(different).toEqual([]);
  });

  it.each([['French', inFrench] as const, ['English', inEnglish] as const])('%s leaves no sentence empty, no space at an end, none twice', (_, words) => {
    const bad = [...words].filter(([, sentence]) => sentence !== sentence.trim() || sentence === '' || /[ \u00A0\u202F]{2}/u.test(sentence));
    expect(bad).toEqual([]);
  });

  it.each([['French', inFrench] as const, ['English', inEnglish] as const])('%s has both forms of every plural', (_, words) => {
    const stems = [...words.keys()].filter((key) => /_(one|other)$/u.test(key)).map((key) => key.replace(/_(one|other)$/u, ''));
    expect(stems.length).toBeGreaterThan(10);
    const lame = stems.filter((stem) => !words.has(`${stem}_one`) || !words.has(`${stem}_other`));
    expect(lame).toEqual([]);
  });

  it('show only known values in the sentences of errors', () => {
    const known = new Set(['expected', 'found', 'host', 'max', 'maxMegabytes', 'retryAfterSeconds', 'triesLeft', 'ckr']);
    const unknown = [...inFrench].filter(([key]) => key.startsWith('errors.')).flatMap(([, sentence]) => placeholdersOf(sentence).filter((name) => !known.has(name)));
    expect(unknown).toEqual([]);
  });

  it('have a title, a cause and a fix for every code of the error table', () => {
    expect(Object.keys(frenchErrors).toSorted()).toEqual(Object.keys(ERROR_TABLE).toSorted());
    const titles = Object.values(frenchErrors).map((said) => said.title);
    // The two weak PINs say the same title; no other two failures do, except one said on two floors.
    expect(new Set(titles).size).toBeGreaterThanOrEqual(titles.length - 2);
  });
});
