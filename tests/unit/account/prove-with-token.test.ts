import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { proveWithToken } from '../../../src-main/use-cases/account/prove-with-token.ts';
import type { AuthorityCalls } from '../../../src-main/ports/authority-calls.ts';
import type { SignOutcome } from '../../../src-main/ports/card-host.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateProof } from '../../../src-shared/http/web-eid.ts';
import { SERIAL } from '../../support/fake-ports.ts';

const ORIGIN = 'https://authority.example';
const CHALLENGE = { challengeId: '0f8c1e6e-6d0a-4c5e-9a53-0d6e9d0f5f11', nonce: 'bm9uY2U=', origin: ORIGIN, expiresAt: 1 };
const COUNTER = { triesLeft: 3, triesMax: 3 };
const SIGNED: SignOutcome = { kind: 'signed', signature: Uint8Array.of(1, 2), certificate: Uint8Array.of(3), counter: COUNTER };

function world(options: { readonly origin?: string; readonly outcome?: SignOutcome | AppError; readonly refusal?: AppError } = {}) {
  const messages: Uint8Array[] = [];
  const presented: CertificateProof[] = [];
  const calls = { origin: ORIGIN, host: 'authority.example', listen: () => undefined, call: async () => ({ ...CHALLENGE, origin: options.origin ?? ORIGIN }) } as unknown as AuthorityCalls;
  const cards = {
    signWithPin: async ({ message }: { readonly message: Uint8Array }) => {
      messages.push(message);
      const { outcome = SIGNED } = options;
      if (outcome instanceof AppError) throw outcome;
      return outcome;
    },
  };
  const input = { serial: SERIAL, triesShown: 3, serialTail: null, pin: new TextEncoder().encode('2859'), certificateSha256: 'a'.repeat(64) };
  const prove = () =>
    proveWithToken({ calls, cards, appName: 'Clavis 1' }, input, async (proof) => {
      presented.push(proof);
      if (options.refusal !== undefined) throw options.refusal;
    });
  return { prove, messages, presented, input };
}

it('signs hash(origin) || hash(nonce) and hands the token in', async () => {
  const { prove, messages, presented, input } = world();
  expect(await prove()).toEqual({ kind: 'done' });
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  expect(messages.map((message) => Buffer.from(message))).toEqual([Buffer.concat([hash(ORIGIN), hash(CHALLENGE.nonce)])]);
  expect(presented).toEqual([
    { challengeId: CHALLENGE.challengeId, authToken: { format: 'web-eid:1.0', algorithm: 'RS256', unverifiedCertificate: 'Aw==', signature: 'AQI=', appVersion: 'Clavis 1' } },
  ]);
  expect([...input.pin]).toEqual([0, 0, 0, 0]);
});

it.each(['https://authority.example.evil', 'http://authority.example', 'https://authority.example:444', ''])('signs nothing for the origin %s', async (origin) => {
  const { prove, messages, input } = world({ origin });
  await expect(prove()).rejects.toMatchObject({ code: 'authorityBadReply' });
  expect(messages).toEqual([]);
  expect([...input.pin]).toEqual([0, 0, 0, 0]);
});

it('tells what became of the PIN, and presents nothing without a signature', async () => {
  const { prove, presented } = world({ outcome: { kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } } });
  expect(await prove()).toEqual({ kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } });
  expect(presented).toEqual([]);
});

it('tells apart what the authority does not take', async () => {
  const { prove } = world({ refusal: new AppError('certificateRefused', { reason: 'revoked' }) });
  expect(await prove()).toEqual({ kind: 'notTaken', problem: { code: 'certificateRefused', details: { reason: 'revoked' } } });
  const { prove: early, input } = world({ outcome: new AppError('keyNotFound') });
  await expect(early()).rejects.toMatchObject({ code: 'keyNotFound' });
  expect([...input.pin]).toEqual([0, 0, 0, 0]);
});
