import fc from 'fast-check';
import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import { accountLinkIn } from '../../../src-renderer/src/mailbox/account-link-in.ts';
import { journalWords } from '../../../src-renderer/src/account/journal-words.ts';
import { emailFault, nameFault } from '../../../src-renderer/src/sign-in/judge-fields.ts';
import { allMet, judgePassword } from '../../../src-renderer/src/sign-in/judge-password.ts';
import { proofStage } from '../../../src-renderer/src/sign-in/proof-stage.ts';
import { signingCertificates } from '../../../src-renderer/src/sign-in/signing-certificates.ts';
import { nextSection } from '../../../src-renderer/src/store/next-section.ts';
import { parseTerms } from '../../../src-renderer/src/terms/parse-terms.ts';
import { signUpRequest } from '../../../src-shared/http/accounts.ts';
import { passwordFault } from '../../../src-shared/password/password-policy.ts';
import { SIGNED_IN, SIGNED_OUT, TERMS_PENDING } from '../../support/fake-main/sample-account.ts';
import { BLOCKED_TOKEN, GIDS_TOKEN, NOW, PIV_TOKEN, READY_TOKEN } from '../../support/fake-main/sample-views.ts';

const GOOD = { firstName: 'Camille', lastName: 'Durand', email: 'camille@atelier-martin.fr', password: 'x', passwordAgain: 'x', language: 'fr' };
const oneOf = (characters: string) => fc.constantFrom(...Array.from(characters));
const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.string({ unit: oneOf('aé.-’\' @b<9\n'), maxLength: 70 }));

describe('fields of a sign-up', () => {
  it('are judged as the authority judges them', () => {
    fc.assert(
      fc.property(words, (text) => {
        const trimmed = text.trim();
        // What the contract takes, the form takes; a lone surrogate never gets past a field of text.
        if (!trimmed.isWellFormed()) return;
        expect(nameFault(text) === null).toBe(signUpRequest.safeParse({ ...GOOD, firstName: trimmed }).success);
        expect(emailFault(text) === null).toBe(signUpRequest.safeParse({ ...GOOD, email: trimmed }).success);
      }),
    );
  });

  it.each([
    ['', 'missing'],
    ['  ', 'missing'],
    ['camille', 'shape'],
    ['camille@atelier', 'shape'],
    [' camille@atelier-martin.fr ', null],
  ])('%j is an address: %s', (text, fault) => expect(emailFault(text)).toBe(fault));
});

describe('a new password', () => {
  it('meets all lines exactly when the policy has nothing against it and both are the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: oneOf('aB1! éÉ٣durand'), maxLength: 24 }), (password) => {
        const personal = ['Camille', 'Durand', 'camille.durand@atelier-martin.fr'];
        expect(allMet(judgePassword(password, password, personal))).toBe(passwordFault(password, { personal }) === null && password !== '');
      }),
    );
  });

  it.each([
    ['', { length: 'open', lower: 'open', upper: 'open', digit: 'open', special: 'open', same: 'open' }],
    ['abc', { length: 'open', lower: 'met', upper: 'open', digit: 'open', special: 'open' }],
    ['Durand 2026 !', { length: 'met', personal: 'broken' }],
    ['Vert tilleul 47 ?', { personal: 'met' }],
    [`Aa1!${'z'.repeat(253)}`, { length: 'broken' }],
  ])('%j', (password, verdicts) => expect(judgePassword(password, '', ['Durand'])).toMatchObject(verdicts));

  it('is not called different while its second entry is still on its way', () => {
    expect(judgePassword('Vert 47 tilleul', 'Vert', []).same).toBe('open');
    expect(judgePassword('Vert 47 tilleul', 'Vers', []).same).toBe('broken');
  });
});

describe('certificates that can prove who somebody is', () => {
  it('are those for authentication, in force, of tokens that sign; a blocked one is named too', () => {
    const found = (tokens: Parameters<typeof signingCertificates>[0]) => signingCertificates(tokens, NOW).map(({ certificate }) => certificate.use);
    expect(found([READY_TOKEN])).toEqual(['authentication']);
    expect(found([BLOCKED_TOKEN])).toEqual(['authentication']);
    expect(found([PIV_TOKEN])).toEqual([]);
    expect(found([{ ...READY_TOKEN, state: 'busy' }, { ...GIDS_TOKEN, pinFormat: null }])).toEqual([]);
    expect(found([{ ...READY_TOKEN, certificates: READY_TOKEN.certificates.map((one) => ({ ...one, notAfter: NOW - 1 })) }])).toEqual([]);
  });
});

describe('the page of a proof', () => {
  const here = { token: READY_TOKEN, pending: false, outcome: null, triesLeft: 3, confirmed: false };
  it.each([
    ['form', here],
    ['form', { ...here, pending: true, token: undefined }],
    ['gate', { ...here, triesLeft: 1 }],
    ['gate', { ...here, triesLeft: null }],
    ['form', { ...here, triesLeft: 1, confirmed: true }],
    ['away', { ...here, token: undefined }],
    ['away', { ...here, token: { ...READY_TOKEN, state: 'busy' } }],
    ['blocked', { ...here, token: BLOCKED_TOKEN, triesLeft: 0 }],
    ['form', { ...here, outcome: { kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } }, triesLeft: 2 }],
    ['gate', { ...here, outcome: { kind: 'wrong', counter: { triesLeft: 1, triesMax: 3 } }, triesLeft: 1 }],
    ['unknown', { ...here, token: undefined, outcome: { kind: 'unknown', because: 'tokenRemoved', before: { triesLeft: 3, triesMax: 3 } } }],
    ['notTaken', { ...here, outcome: { kind: 'notTaken', problem: { code: 'certificateRefused', details: {} } } }],
  ] as const)('is %s', (stage, situation) => expect(proofStage(situation)).toBe(stage));
});

describe('where a person is taken', () => {
  const at = { section: 'tokens', account: null, unblock: null, entry: null, pinTask: null, unsaved: 'none' } as const;
  const ended = { ...SIGNED_OUT, session: { kind: 'signedOut', because: 'idle', email: null } } as const;
  it.each([
    ['tokens', at, SIGNED_OUT],
    ['home', at, SIGNED_IN],
    ['home', at, TERMS_PENDING],
    ['account', at, ended],
    ['tokens', { ...at, pinTask: { kind: 'verify', serial: 'x' } }, SIGNED_IN],
    ['home', { ...at, section: 'account', account: SIGNED_OUT }, SIGNED_IN],
    ['diagnostics', { ...at, section: 'diagnostics', account: SIGNED_OUT }, SIGNED_IN],
    ['account', { ...at, section: 'home', account: SIGNED_IN }, ended],
    ['tokens', { ...at, account: SIGNED_IN }, ended],
    ['requests', { ...at, section: 'requests', account: SIGNED_IN }, { ...SIGNED_IN, revision: 2 }],
    // A link of a mail: at the start, later, and where nobody may be taken away; it is looked at once.
    ['account', at, { ...SIGNED_OUT, link: 'account' }],
    ['account', { ...at, section: 'help', account: SIGNED_OUT }, { ...SIGNED_OUT, link: 'password' }],
    ['account', { ...at, section: 'home', account: SIGNED_IN }, { ...SIGNED_IN, link: 'account' }],
    ['help', { ...at, section: 'help', account: { ...SIGNED_OUT, link: 'account' } }, { ...SIGNED_OUT, link: 'account' }],
    ['tokens', { ...at, account: SIGNED_OUT, pinTask: { kind: 'verify', serial: 'x' } }, { ...SIGNED_OUT, link: 'account' }],
    ['certificates', { ...at, section: 'certificates', account: SIGNED_IN, unsaved: 'password' }, { ...SIGNED_IN, link: 'account' }],
  ] as const)('%s', (section, here, account) => expect(nextSection(here, account)).toBe(section));
});

describe('a text of terms', () => {
  it('is headings, paragraphs and lists, without anything that could be clicked', () => {
    expect(parseTerms('# Titre\nligne\nsuite\n\n## Deux\n- **un**\n- [deux](https://x.example)\n  et suite\n1. trois\n')).toEqual([
      { kind: 'heading', level: 1, text: 'Titre' },
      { kind: 'paragraph', text: 'ligne suite' },
      { kind: 'heading', level: 2, text: 'Deux' },
      { kind: 'list', ordered: false, items: ['un', 'deux (https://x.example) et suite'] },
      { kind: 'list', ordered: true, items: ['trois'] },
    ]);
  });

  it('loses no word, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: oneOf('ab #-*1.<>&\n') }), { maxLength: 8 }), (parts) => {
        const text = parts.join('\n');
        const letters = (said: string) => said.replaceAll(/[^ab<>&]/gu, '');
        const said = parseTerms(text).flatMap((block) => (block.kind === 'list' ? block.items : [block.text])).join('');
        expect(letters(said)).toBe(letters(text));
      }),
    );
  });
});

describe('a line of the journal', () => {
  const t = ((key: string) => key) as unknown as TFunction;
  const line = (event: string, details = {}) => journalWords({ seq: 1, at: 0, event, details }, t);
  it('says what is known, and that something is there where it is not', () => {
    expect(line('login.accepted', { method: 'certificate' })).toBe('journal.login_accepted journal.byCertificate');
    expect(line('account.passwordChanged')).toBe('journal.account_passwordChanged');
    for (const event of ['account.somethingNew', 'unknown', 'byPassword', 'toString', '']) expect(line(event)).toBe('journal.unknown');
  });
});

describe('the link of a mail', () => {
  it('is found where it stands alone', () => {
    const link = `http://127.0.0.1:8443/account#${'A'.repeat(43)}`;
    expect(accountLinkIn(`Bonjour,\n\n${link}\n\nÀ bientôt`)).toBe(link);
    expect(accountLinkIn(`code ${'A'.repeat(43)}, voyez http://127.0.0.1/unblock#${'A'.repeat(43)}`)).toBeNull();
  });
});
