import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Authority, SessionCredential } from '../../ports/authority.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';

/**
 * The authority of an unblock, over its calls.
 * @param embeddedToken of an authority that this machine started, or null
 */
export function authorityOver(calls: AuthorityCalls, embeddedToken: string | null): Authority {
  const of = ({ sessionId }: SessionCredential) => ({ params: { sessionId } });
  return {
    host: calls.host,
    health: () => calls.call('health', null, { once: true }),
    requestLink: (body) => calls.call('requestLink', null, { once: true, body }),
    openSession: ({ idempotencyKey, code, serial, profile, blocked }) =>
      calls.call('openSession', null, { idempotencyKey, body: { code, serial, profile, blocked } }),
    readSession: (session) => calls.call('readSession', session.sessionToken, of(session)),
    submitAnswers: (session, { attemptId, attemptNumber, answers }) =>
      calls.call('submitAnswers', session.sessionToken, { ...of(session), body: { attemptId, attemptNumber, answers: [...answers] } }),
    requestResponse: (session, challenge) => calls.call('requestResponse', session.sessionToken, { ...of(session), body: { challenge } }),
    reportResult: (session, result) => calls.call('reportResult', session.sessionToken, { ...of(session), body: result }),
    publicKeys: () => calls.call('jwks', null),
    mails() {
      if (embeddedToken === null) throw new AppError('notAvailable');
      return calls.call('mailbox', embeddedToken, { once: true });
    },
  };
}
