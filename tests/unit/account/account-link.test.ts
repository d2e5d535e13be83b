import { describe, expect, it } from 'vitest';
import { parseAccountDeepLink, parseAccountLink } from '../../../src-shared/links/account-link.ts';
import { deepLinkIn } from '../../../src-main/shell/deep-link-in.ts';

const TOKEN = `${'A'.repeat(41)}_-`;

describe('links of account mails', () => {
  it.each([
    [TOKEN, 'account'],
    [`  https://authority.example/account#${TOKEN}\n`, 'account'],
    [`http://127.0.0.1:3000/password#${TOKEN}`, 'password'],
    [`clavis://account/${TOKEN}`, 'account'],
    [`clavis://password/${TOKEN}/`, 'password'],
  ])('are read in %s', (text, kind) => {
    expect(parseAccountLink(text)).toEqual({ kind, token: TOKEN });
  });

  it.each([
    `https://authority.example/unblock#${TOKEN}`,
    `https://authority.example/account#${TOKEN}x`,
    `https://authority.example/account?x=1#${TOKEN}`,
    `clavis://account/${TOKEN}?next=1`,
    `clavis://Account/${TOKEN}`,
    `javascript:account#${TOKEN}`,
    'A'.repeat(44),
    `clavis://account/${'A'.repeat(600)}`,
    '',
  ])('are not found in %s', (text) => {
    expect(parseAccountLink(text)).toBeNull();
  });

  it('come from the system as deep links alone', () => {
    expect(parseAccountDeepLink(TOKEN)).toBeNull();
    expect(parseAccountDeepLink(` clavis://account/${TOKEN}`)).toBeNull();
    expect(deepLinkIn(['--', `clavis://account/${TOKEN}`, `clavis://other/${TOKEN}`])).toBe(`clavis://account/${TOKEN}`);
  });
});
