import { describe, expect, it } from 'vitest';
import { explain } from '../../../src-renderer/src/problems/explain.ts';
import { ERROR_TABLE, type ErrorCode } from '../../../src-shared/errors/error-table.ts';

const CODES = Object.keys(ERROR_TABLE) as ErrorCode[];

describe('explain', () => {
  it.each(CODES)('%s has words, a person who can act and a reference in both languages', (code) => {
    for (const language of ['fr', 'en'] as const) {
      const said = explain({ code, details: {} }, language);
      expect(said.id).toBe(ERROR_TABLE[code].id);
      for (const words of [said.title, said.cause, said.fix, said.whoLabel]) {
        expect(words.length).toBeGreaterThan(5);
        expect(words).not.toMatch(/[{}<>]|undefined/u);
      }
      expect(said.actionLabel === null).toBe(said.action === 'none');
    }
  });

  it('shows both serial numbers of a wrong token in groups of four', () => {
    const said = explain({ code: 'wrongToken', details: { expected: '802500017A3C41F6', found: '80250001550B92C3' } }, 'fr');
    expect(said.cause).toContain('8025\u00A00001\u00A07A3C\u00A041F6');
    expect(said.cause).toContain('8025\u00A00001\u00A0550B\u00A092C3');
  });

  it('says the sentence without values when one is missing or empty', () => {
    const bare = explain({ code: 'wrongToken', details: {} }, 'fr').cause;
    expect(explain({ code: 'wrongToken', details: { expected: '802500017A3C41F6' } }, 'fr').cause).toBe(bare);
    expect(explain({ code: 'wrongToken', details: { expected: '802500017A3C41F6', found: '' } }, 'fr').cause).toBe(bare);
  });

  it('says a waiting time in words', () => {
    expect(explain({ code: 'tooManyRequests', details: { retryAfterSeconds: 120 } }, 'fr').cause.replaceAll(/\s/gu, ' ')).toContain('dans 2 minutes');
    expect(explain({ code: 'linkThrottled', details: { retryAfterSeconds: 7200 } }, 'en').cause).toContain('in 2 hours');
  });

  it('does not take a value for a pattern', () => {
    const said = explain({ code: 'authorityUnreachable', details: { host: '{{expected}} $& <b>' } }, 'fr');
    expect(said.cause).toContain('{{expected}} $& <b>');
  });

  it('is calm about what a button settles and grave about what was refused', () => {
    expect(explain({ code: 'tokenRemoved', details: {} }, 'fr').tone).toBe('calm');
    expect(explain({ code: 'authorityUnreachable', details: {} }, 'fr').tone).toBe('calm');
    for (const code of ['answersRefused', 'adminRefused', 'toReconcile', 'linkExpired'] as const) {
      expect(explain({ code, details: {} }, 'fr').tone, code).toBe('grave');
    }
  });

  it('never says that something failed when it is not known', () => {
    for (const code of ['outcomeUnknown', 'toReconcile', 'reportPending'] as const) {
      const { title, cause } = explain({ code, details: {} }, 'fr');
      expect(`${title} ${cause}`).not.toMatch(/échou|échec|raté/iu);
    }
  });
});
