import type { PKI_ROUTES } from '../../../src-shared/http/pki.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import type { OcspReply } from '../../ca/answer-ocsp.ts';
import type { Deps } from '../../deps.ts';
import { authorityFile } from '../../use-cases/certificates/authority-files.ts';
import { KeptAnswers } from '../../use-cases/certificates/kept-answers.ts';
import { tellStatus } from '../../use-cases/certificates/ocsp-responder.ts';
import type { HandlersOf } from '../route.ts';

export function pkiHandlers(deps: Deps): HandlersOf<typeof PKI_ROUTES> {
  const answers = new KeptAnswers();
  const sent = ({ der, fresh }: OcspReply, cacheable: boolean): SentFile => {
    const answer = { type: 'application/ocsp-response', bytes: der, fileName: null };
    // Caches keep what is asked by GET (RFC 5019, 6); an answer to a nonce is of use to one caller, once.
    if (fresh === null || !cacheable) return { ...answer, maxAge: 0 };
    return { ...answer, maxAge: Math.max(0, Math.floor((fresh.until - deps.clock.now()) / 1000)), valid: fresh };
  };
  return {
    authorityFile: ({ params }) => authorityFile(deps, params.file),
    askStatus: async ({ body }) => sent(await tellStatus(deps, answers, body.bytes), false),
    readStatus: async ({ params }) => sent(await tellStatus(deps, answers, Buffer.from(params.ocspRequest, 'base64')), true),
  };
}
