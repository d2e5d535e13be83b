import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src-shared/http/contract.ts';
import { receiptClaims } from '../../src-shared/http/unblock.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { AuthorityFixture, CERTIFICATE, EMBEDDED_TOKEN } from './authority-fixture.ts';

let authority: AuthorityFixture;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
});
afterEach(() => authority.close());

describe('every route, in the order of an unblock', () => {
  it('goes from the mail to the receipt', async () => {
    const health = (await authority.call('health')).body();
    expect(health).toMatchObject({ status: 'ok', mailbox: true, now: authority.now });

    const { serial, email } = authority.person();
    const asked = (await authority.call('requestLink', { body: { serial, certificateSha256: CERTIFICATE, language: 'fr' } })).body();
    expect(asked).toEqual({ accepted: true, maskedEmail: 'c•••••@atelier-martin.fr' });
    const { mails } = await authority.mailbox();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ to: email, receivedAt: authority.now });
    const code = mails[0]?.link?.split('#')[1] ?? '';

    const idempotencyKey = '5f0c8f7e-5a7e-4d2b-9a3f-0f3f2b1c4d5e';
    const opened = (await authority.call('openSession', { body: authority.openBody(code), idempotencyKey })).body();
    expect(opened).toMatchObject({ state: 'opened', serial, triesLeft: 3, triesMax: 3, challengesLeft: 3, lastAttempt: null, receipt: null });
    expect(opened.questions).toHaveLength(4);
    expect(opened.linkExpiresAt - opened.now).toBe(24 * 60 * 60 * 1000);

    const session = { sessionId: opened.sessionId, bearer: opened.sessionToken };
    const answers = opened.questions.map(({ id }, i) => ({ questionId: id, answer: authority.person().questions[i]?.answer ?? '' }));
    const attemptId = '0b6f6f0a-8d53-4f0e-8f6a-2a1f6c7d8e9f';
    const verdict = (await authority.call('submitAnswers', { ...session, body: { attemptId, attemptNumber: 1, answers } })).body();
    expect(verdict).toEqual({ verdict: 'accepted', triesLeft: 3, triesMax: 3 });

    const response = (await authority.call('requestResponse', { ...session, body: { challenge: '0011223344556677' } })).body();
    expect(response).toMatchObject({ keyVersion: 1, ttlMs: 90_000, challengesLeft: 2 });

    const result = (await authority.call('reportResult', { ...session, body: { outcome: 'done', triesLeft: 3, triesMax: 3 } })).body();
    expect(result.state).toBe('confirmed');

    const read = (await authority.call('readSession', session)).body();
    expect(read).toMatchObject({ state: 'confirmed', lastAttempt: { attemptId, verdict: 'accepted' }, receipt: result.receipt });

    const jwks = (await authority.call('jwks')).body();
    const { payload, protectedHeader } = await jwtVerify(result.receipt ?? '', createLocalJWKSet(jwks as unknown as JSONWebKeySet));
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: jwks.keys[0]?.kid });
    expect(receiptClaims.parse(payload)).toEqual({
      iss: 'https://authority.example',
      sub: serial,
      jti: opened.sessionId,
      iat: Math.floor(authority.now / 1000),
      act: 'pin-unblocked',
      entity: 'Atelier Martin SARL',
      product: 'Certificat RGS ** 3 ans sur clé',
      tries_left: 3,
      tries_max: 3,
    });

    const after = (await authority.mailbox()).mails;
    expect(after).toHaveLength(2);
    const receiptMail = after.find(({ link }) => link === null);
    expect(receiptMail?.subject).toBe('Votre support 8025\u00A00001\u00A07A3C\u00A041F6 est débloqué');
    const folder = join(authority.dir, 'mails');
    const eml = readFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith(receiptMail?.id ?? '?')) ?? ''), 'utf8');
    const attached = /filename=\S*\.jws[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/u.exec(eml)?.[1] ?? '';
    const decoded = attached.includes('.') ? attached.replaceAll(/=?\r\n/gu, '') : Buffer.from(attached, 'base64').toString('utf8');
    expect(decoded.replaceAll('=3D', '=').trim()).toBe(result.receipt);
    expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('says the state as it is while it goes', async () => {
    const holder = await authority.open();
    expect((await holder.read()).body().state).toBe('opened');
    (await holder.answer(1, 'right')).body();
    expect((await holder.read()).body().state).toBe('answered');
    (await holder.challenge('0102030405060708')).body();
    expect((await holder.read()).body()).toMatchObject({ state: 'challenged', challengesLeft: 2 });
  });
});

describe('what is published', () => {
  it('is OpenAPI of exactly the routes of the contract', async () => {
    const response = await authority.authority.app.inject({ method: 'GET', url: '/openapi.json' });
    const document = response.json<{ openapi: string; paths: Record<string, Record<string, { operationId: string; requestBody?: object; responses: object }>> }>();
    expect(document.openapi).toBe('3.1.0');
    const inBraces = (path: string): string => path.replace(/:(\w+)/gu, '{$1}');
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => `${operation.operationId} ${method.toUpperCase()} ${path}`),
    );
    const expected = Object.entries(ROUTES).map(([name, { method, path }]) => `${name} ${method} ${inBraces(path)}`);
    expect(operations.toSorted()).toEqual(expected.toSorted());
    for (const { path, method, body, status } of Object.values(ROUTES)) {
      const operation = document.paths[inBraces(path)]?.[method.toLowerCase()];
      expect(operation?.requestBody !== undefined).toBe(body !== null);
      expect(Object.keys(operation?.responses ?? {})).toContain(String(status));
    }
  });

  it('keeps the mailbox to the process that started the authority', async () => {
    expect((await authority.call('mailbox', { bearer: EMBEDDED_TOKEN })).status).toBe(200);
    const alone = await AuthorityFixture.open({ config: { embeddedToken: null } });
    try {
      for (const bearer of [EMBEDDED_TOKEN, 'none', '']) expect((await alone.call('mailbox', { bearer })).refusal().code).toBe('notFound');
      expect((await alone.call('health')).body().mailbox).toBe(false);
    } finally {
      await alone.close();
    }
  });
});
