import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src-server/audit/canonical-json.ts';
import { DEFAULT_PROVIDER } from '../../../src-server/config.ts';
import { waitSeconds } from '../../../src-server/limits/rate-limit.ts';
import { composeEml } from '../../../src-server/mail/compose-eml.ts';
import { renderHtml, renderText, type MailMessage } from '../../../src-server/mail/mail-message.ts';
import { readEml } from '../../../src-server/mail/read-eml.ts';
import { LINKS_OF_TOKEN } from '../../../src-server/policy/unblock-limits.ts';

const LINK_WINDOW_MS = 24 * 60 * 60_000;

const words = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '=', '.', '<', '&', '"', '\u202F', '\u{1F511}', '-', '_', '?', '0'), maxLength: 200 });
const line = words.map((text) => `x${text.replaceAll(/\s+/gu, ' ').trim()}`);

describe('a mail', () => {
  it('is read back as it was written, whatever its words', async () => {
    await fc.assert(
      fc.asyncProperty(line, fc.array(words.map((text) => `x${text}x`), { minLength: 1, maxLength: 6 }), fc.boolean(), async (subject, paragraphs, attached) => {
        const message: MailMessage = {
          kind: 'receipt',
          to: { name: 'Camille Durand', address: 'camille@example.org' },
          subject,
          language: 'fr',
          blocks: paragraphs.map((text) => ({ kind: 'paragraph', text })),
          attachment: attached ? { filename: 'r.jws', contentType: 'application/jose', content: 'a.b.c' } : null,
        };
        const eml = await composeEml(message, { id: '5f0c8f7e', createdAt: 1_795_424_400_000, from: { name: DEFAULT_PROVIDER.name, address: DEFAULT_PROVIDER.email } });
        expect(readEml(eml)).toMatchObject({ to: 'camille@example.org', subject, text: renderText(message), receivedAt: 1_795_424_400_000 });
        // Nothing of the data becomes markup.
        expect(renderHtml(message).match(/<[a-z!/][^>]*>/giu)?.length).toBe(renderHtml({ ...message, subject: 'x', blocks: paragraphs.map(() => ({ kind: 'paragraph', text: 'x' })) }).match(/<[a-z!/][^>]*>/giu)?.length);
      }),
      { numRuns: 150 },
    );
  });

  it('that is damaged is read without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(readEml(bytes)).toMatchObject({ link: null });
      }),
    );
  });
});

describe('canonical JSON', () => {
  it('is JSON of the same value, and the same whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(JSON.stringify(value).isWellFormed() && !JSON.stringify(value).includes('\\ud'));
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        const reversed: unknown = JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
          inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toReversed()) : inner,
        );
        expect(canonicalJson(reversed)).toBe(text);
      }),
    );
  });
});

describe('the limits of links', () => {
  it('let a request through exactly when both limits do, and the wait they tell is long enough', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: LINK_WINDOW_MS - 1 }), { maxLength: 8 }), (ages) => {
        const now = LINK_WINDOW_MS * 2;
        const earlier = ages.map((age) => now - age).toSorted((a, b) => b - a);
        const wait = waitSeconds(LINKS_OF_TOKEN, earlier, now);
        const allowedAt = (time: number): boolean => {
          const within = earlier.filter((at) => at > time - LINK_WINDOW_MS);
          return within.length < 5 && within.every((at) => time - at >= 60_000);
        };
        expect(wait === 0).toBe(allowedAt(now));
        expect(allowedAt(now + wait * 1000)).toBe(true);
        if (wait > 0) expect(allowedAt(now + (wait - 1) * 1000)).toBe(false);
      }),
    );
  });
});
