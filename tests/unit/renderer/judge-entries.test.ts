import { describe, expect, it } from 'vitest';
import { ENTRY_RULES, judgeEntries } from '../../../src-renderer/src/pin/judge-entries.ts';
import { PinBuffer } from '../../../src-renderer/src/pin/pin-buffer.ts';

const typed = (text: string): PinBuffer => {
  const buffer = new PinBuffer();
  for (const character of text) buffer.type(character.charCodeAt(0));
  return buffer;
};

describe('the two entries of a PIN', () => {
  it.each([
    ['', '', 'open'],
    ['4829', '', 'open'],
    ['', '4', 'open'],
    ['4829', '48', 'open'],
    ['4829', '47', 'broken'],
    ['48', '4829', 'broken'],
    ['4829', '4828', 'broken'],
    ['4829', '4829', 'met'],
  ])('%j then %j: the same is %s', (entry, confirmation, verdict) => {
    expect(judgeEntries(typed(entry), typed(confirmation)).same).toBe(verdict);
  });

  it('must differ from the PIN that is being changed, where there is one', () => {
    const different = (entry: string, current: string) => judgeEntries(typed(entry), typed(''), typed(current)).different;
    expect(different('4829', '4829')).toBe('broken');
    expect(different('4829', '4828')).toBe('met');
    expect(different('', '4828')).toBe('open');
    expect(different('4829', '')).toBe('open');
    expect(judgeEntries(typed('4829'), typed('')).different).toBe('met');
  });

  it('carry the verdicts of the policy', () => {
    expect(judgeEntries(typed('1234'), typed('')).notSequence).toBe('broken');
    expect(judgeEntries(typed('7777'), typed('')).notRepeated).toBe('broken');
    const verdicts = judgeEntries(typed('4829'), typed('4829'));
    expect(ENTRY_RULES.map((rule) => verdicts[rule])).toEqual(['met', 'met', 'met', 'met', 'met']);
  });
});
