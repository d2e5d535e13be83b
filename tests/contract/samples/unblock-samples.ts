import type { UNBLOCK_ROUTES } from '../../../src-shared/http/unblock.ts';
import { UNKNOWN_SERIAL } from '../authority-fixture.ts';
import type { SamplesOf, World } from './sample.ts';

export async function unblockSamples({ authority, unblock }: World): Promise<SamplesOf<typeof UNBLOCK_ROUTES>> {
  const params = { sessionId: unblock.credential.sessionId };
  return {
    requestLink: { body: { serial: UNKNOWN_SERIAL, certificateSha256: null, language: 'fr' } },
    openSession: { body: { code: 'A'.repeat(43), serial: authority.person().serial, profile: 'ias-ecc', blocked: true } },
    readSession: { params },
    submitAnswers: { params, body: unblock.attempt(1, 'wrong') },
    requestResponse: { params, body: { challenge: '0011223344556677' } },
    reportResult: { params, body: { outcome: 'done', triesLeft: 3, triesMax: 3 } },
  };
}
