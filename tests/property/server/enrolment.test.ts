import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src-server/commands/usage-error.ts';
import { readAdminKey } from '../../../src-server/enrolment/admin-key.ts';
import { readEnrolment } from '../../../src-server/enrolment/token-enrolment.ts';
import { readTokenSheet } from '../../../src-server/enrolment/token-sheet.ts';

const HEAD = 'profile;serial;key_version;holder;entity;product;email;question1;answer1\n';

describe('a sheet of tokens', () => {
  it('of any bytes is refused or read, never an error of another kind', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.uint8Array({ maxLength: 400 }), (withHeader, bytes) => {
        try {
          for (const { line, raw } of readTokenSheet(Buffer.concat([Buffer.from(withHeader ? HEAD : ''), bytes]))) {
            expect(line).toBeGreaterThan(1);
            if (raw !== null) readEnrolment(raw);
          }
        } catch (cause) {
          expect(cause).toBeInstanceOf(UsageError);
          expect(withHeader).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives an answer back as it was written, quoted as RFC 4180 says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', ';', ',', ' ', '<', '=', '\u{1F511}'), minLength: 1, maxLength: 60 }).filter((one) => one.trim() === one);
    fc.assert(
      fc.property(text, (answer) => {
        const line = `gids;${'0F'.repeat(16)};1;H;E;P;a@b.fr;Q;"${answer.replaceAll('"', '""')}"`;
        const [row] = [...readTokenSheet(Buffer.from(HEAD + line))];
        const read = row?.raw === null || row === undefined ? null : readEnrolment(row.raw);
        expect(read).toMatchObject({ ok: true, enrolment: { person: { questions: [{ text: 'Q', answer: answer.normalize('NFC') }] } } });
      }),
    );
  });
});

describe('an admin key', () => {
  it('reads the same from hex of either case and from raw bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom('gids' as const, 'ias-ecc' as const), fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.boolean(), (profile, bytes, upper) => {
        const key = bytes.slice(0, profile === 'gids' ? 24 : 32);
        const hex = Buffer.from(key).toString('hex');
        const raw = readAdminKey(key, profile, true);
        expect(readAdminKey(Buffer.from(` ${upper ? hex.toUpperCase() : hex}\r\n`), profile, false)).toEqual(raw);
        if (raw.ok) expect(raw.key).toEqual(key);
      }),
    );
  });
});
