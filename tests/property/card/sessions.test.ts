import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CERTIFICATE_COMMANDS_MAX } from '../../../src-main/card/applets/pkcs15/pkcs15-directories.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { cardOf } from '../../../src-simulator/card-of.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { FAMILY, familyState } from '../../support/card-family.ts';
import { judge, play, VERBS } from './hostile-card.ts';
import { rawAnswer } from './raw-answer.ts';

/** A run is repeated by its seed: CLAVIS_FUZZ_SEED=… */
const seed = Number(process.env['CLAVIS_FUZZ_SEED'] ?? Math.trunc(Math.random() * 0x7fff_ffff));
console.log(`card fuzz: seed ${seed}`);
const runs = (numRuns: number) => ({ numRuns, seed });

const anyAnswers = fc.array(rawAnswer, { minLength: 1, maxLength: 30 });
const damages = fc.array(
  fc.record({ nth: fc.nat(60), answer: fc.option(rawAnswer), at: fc.nat(255), byte: fc.nat(255), cut: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
);

describe.each(FAMILY)('%s, each verb ends in an AppError or a value, soon, with its secret sent once at most', (family) => {
  it.each(Object.keys(VERBS))('%s against answers at random', async (verb) => {
    await fc.assert(
      fc.asyncProperty(anyAnswers, async (answers) => {
        judge(verb, await play(family, verb, (_, nth) => answers[nth % answers.length] ?? hex('')));
      }),
      runs(150),
    );
  });

  it.each(Object.keys(VERBS))('%s of a good card whose answers are now and then damaged', async (verb) => {
    const honest = cardOf(await familyState(family));
    await fc.assert(
      fc.asyncProperty(damages, async (hits) => {
        honest.reset();
        const selected = toHex(honest.transmit(hex(SELECT[family])));
        expect(selected).toMatch(/(?:9000|61..)$/u);
        const played = await play(family, verb, (command, nth) => {
          const real = honest.transmit(command);
          const hit = hits.find((candidate) => candidate.nth === nth);
          if (hit === undefined) return real;
          if (hit.answer !== null) return hit.answer;
          return hit.cut ? real.subarray(0, hit.at % (real.length + 1)) : real.with(hit.at % real.length, hit.byte);
        });
        judge(verb, played);
        // What a good card with one bad answer costs stays near what a good card costs.
        expect(played.commands.length).toBeLessThan(1000);
      }),
      runs(60),
    );
  });
});

const SELECT = {
  'ias-ecc': '00A40904023F00',
  gids: '00A4040009A0000003974254465900',
  piv: '00A4040009A0000003080000100000',
  pkcs15: '00A40904023F00',
} as const;

describe('recognition', () => {
  it('of whatever answers: no VERIFY, no end but a token, null or an AppError', async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswers, async (answers) => {
        const played = await play('recognise', 'recognise', (_, nth) => answers[nth % answers.length] ?? hex(''));
        judge('recognise', played);
        // SELECT, GET DATA, READ BINARY, GET RESPONSE and nothing else leave before a card is known.
        for (const command of played.commands) expect(command).toMatch(/^00(?:A4|CB|B0|C0)/u);
      }),
      runs(400),
    );
  });
});

describe('a card built to keep a reader busy', () => {
  const file = (size: number): Uint8Array => hex(`62048002${size.toString(16).padStart(4, '0')}9000`);
  /** EF.ODF full of certificate directories, each file 4 KiB (as many objects as a parser takes) that names no certificate. */
  const maze = (): ((command: Uint8Array) => Uint8Array) => {
    let content = '';
    return (command) => {
      if (command[1] === 0xa4) {
        content = toHex(command).includes('2F00') ? `61084F06E828BD080F01${'FF'.repeat(246)}` : 'A406300404024402'.repeat(32);
        return file(content.startsWith('61') ? 0x100 : 0x1000);
      }
      const length = command.at(-1) === 0 ? 256 : (command.at(-1) ?? 0);
      return Uint8Array.from(Buffer.concat([hex(content).subarray(0, length), hex('9000')]));
    };
  };

  it.each(['ias-ecc', 'pkcs15'] as const)('%s gives up on a maze of files', async (family) => {
    const { commands, thrown } = await play(family, 'readCertificates', maze());
    expect(thrown).toMatchObject({ code: 'tokenMalformedAnswer', details: { reason: 'endlessFiles' } });
    expect(commands.length).toBeLessThanOrEqual(CERTIFICATE_COMMANDS_MAX);
  });

  it.each(FAMILY)('%s gives up on one that dribbles a byte at a time for ever', async (family) => {
    const { commands, thrown } = await play(family, 'readCertificates', () => hex('5A6101'));
    expect(thrown).toBeInstanceOf(AppError);
    expect(commands.length).toBeLessThan(100);
  });
});
