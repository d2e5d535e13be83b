import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { french } from '../../../src-shared/messages/fr/french.ts';
import { flatten } from './flatten.ts';

const files = globSync('src-renderer/src/**/*.{ts,tsx}');
const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');

/** A key is used when it stands in the source whole, without its plural ending, or as what a template with a variable part makes. */
const templates = Array.from(source.matchAll(/`((?:\w+\.)[^`\s]*\$\{[^`]*)`/gu), (match) => match[1] ?? '')
  .map((template) => template.replaceAll('.', String.raw`\.`).replaceAll(/\$\{[^}]*\}/gu, String.raw`\w+`))
  .map((template) => new RegExp(`^${template}$`, 'u'));

const isUsed = (key: string): boolean => {
  const stem = key.replace(/_(one|other)$/u, '');
  if (stem.startsWith('problem.') && source.includes(`'${stem.slice('problem.'.length)}'`)) return true;
  return source.includes(`'${stem}'`) || source.includes(`"${stem}"`) || templates.some((template) => template.test(stem));
};

describe('words', () => {
  it('are all said somewhere', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(isUsed('tokens.nobodySaysThis')).toBe(false);
    expect(flatten(french).map(([key]) => key).filter((key) => !isUsed(key))).toEqual([]);
  });
});
