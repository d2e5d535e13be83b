import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardOf } from '../../../src-simulator/card-of.ts';
import { hex } from '../../support/apdu-script.ts';
import { FAMILY, familyState } from '../../support/card-family.ts';
import { judge, play, VERBS } from './hostile-card.ts';

const FOLDER = path.join(import.meta.dirname, 'corpus');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.apdus'));

/** "5A*255 61FF" -> 255 bytes 5A, then 61 FF. */
const answerOf = (line: string): Uint8Array =>
  line === '-' ? hex('') : hex(line.split(' ').map((word) => word.replace(/^(..)\*(\d+)$/u, (_, byte: string, times: string) => byte.repeat(Number(times)))).join(''));

function answersOf(name: string): readonly Uint8Array[] {
  const lines = readFileSync(path.join(FOLDER, name), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map(answerOf);
}

it('has answers in every file, and says why', () => {
  expect(files.length).toBeGreaterThan(30);
  for (const name of files) {
    expect(readFileSync(path.join(FOLDER, name), 'utf8')).toMatch(/^# .+\.\n/u);
    expect(answersOf(name).length).toBeGreaterThan(0);
  }
});

describe.each([...FAMILY, 'recognise'] as const)('%s', (family) => {
  const verbs = family === 'recognise' ? ['recognise'] : Object.keys(VERBS);
  it.each(files)('%s', async (name) => {
    const answers = answersOf(name);
    const nasty = (nth: number): Uint8Array => answers[nth % answers.length] ?? hex('');
    const honest = cardOf(await familyState(family === 'recognise' ? 'gids' : family));
    for (const verb of verbs) {
      judge(verb, await play(family, verb, (_, nth) => nasty(nth)));
      for (const from of [1, 2, 3, 5, 8, 13]) {
        honest.reset();
        judge(verb, await play(family, verb, (command, nth) => (nth < from ? honest.transmit(command) : nasty(nth - from))));
      }
    }
  });
});
