import { z } from 'zod';
import { ROLES } from '../domain/roles.ts';
import { email, language, line, opaqueToken, password, time, id } from './fields.ts';
import { route } from './route-shape.ts';
import { certificateProof, loginChallengeReply } from './web-eid.ts';

/** Getting an account and getting into it: nothing here says whether an address has one. */
/** A person's name: letters and what joins them. It is greeted with in a mail that anybody may ask for: no address, no link, no sentence fits in. */
const personName = line(60).regex(/^\p{L}[\p{L}\p{M}'’ .-]*$/u).refine((name) => !/\.\p{L}/u.test(name));

export const signUpRequest = z.strictObject({ firstName: personName, lastName: personName, email, password, passwordAgain: password, language });
export const addressRequest = z.strictObject({ email, language });
/** A sign-up whose address was mistyped: its password shows that it is one's own. */
export const correctionRequest = z.strictObject({ email, password, newEmail: email });
export const tokenRequest = z.strictObject({ token: opaqueToken });
/** The same whatever became of it; what differs is in the mail. */
export const acceptedReply = z.strictObject({ accepted: z.literal(true) });
export const confirmedReply = z.strictObject({ email: z.string() });

export const loginRequest = z.strictObject({ email, password });
export const loginReply = z.strictObject({
  sessionId: id,
  sessionToken: opaqueToken,
  role: z.enum(ROLES),
  /** The terms in force are not accepted yet: only the routes that say so answer until then. */
  termsPending: z.boolean(),
  /** The session ends at this moment if nothing more is heard of it. */
  idleUntil: time,
  /** And at this one in any case. */
  expiresAt: time,
  now: time,
});

export const resetCompletionRequest = z.strictObject({ token: opaqueToken, password, passwordAgain: password });

export const termsReply = z.strictObject({
  version: z.string(),
  /** Markdown. */
  texts: z.strictObject({ fr: z.string(), en: z.string() }),
});

export const ACCOUNT_ROUTES = {
  signUp: route({ method: 'POST', path: '/v1/accounts', summary: 'Ask for an account', body: signUpRequest, reply: acceptedReply, status: 202 }),
  resendConfirmation: route({ method: 'POST', path: '/v1/accounts/resend', summary: 'Ask for the mail of confirmation again', body: addressRequest, reply: acceptedReply, status: 202 }),
  correctAddress: route({ method: 'POST', path: '/v1/accounts/corrections', summary: 'Correct the address of a sign-up', body: correctionRequest, reply: acceptedReply, status: 202 }),
  confirmAccount: route({ method: 'POST', path: '/v1/accounts/confirmations', summary: 'Confirm an address by its link, once', body: tokenRequest, reply: confirmedReply }),
  logIn: route({ method: 'POST', path: '/v1/logins', summary: 'Sign in by password', body: loginRequest, reply: loginReply, status: 201 }),
  loginChallenge: route({ method: 'POST', path: '/v1/login-challenges', summary: 'A challenge for a certificate, good for one answer', reply: loginChallengeReply, status: 201 }),
  logInWithCertificate: route({ method: 'POST', path: '/v1/logins/certificate', summary: 'Sign in by certificate', body: certificateProof, reply: loginReply, status: 201 }),
  requestPasswordReset: route({ method: 'POST', path: '/v1/password-resets', summary: 'Ask for a mail with a link to set a password', body: addressRequest, reply: acceptedReply, status: 202 }),
  completePasswordReset: route({ method: 'POST', path: '/v1/password-resets/completions', summary: 'Set a password by its link, once', body: resetCompletionRequest, reply: confirmedReply }),
  readTerms: route({ method: 'GET', path: '/v1/terms', summary: 'Terms of use in force', reply: termsReply }),
};

export type LoginReply = z.infer<typeof loginReply>;
export type AcceptedReply = z.infer<typeof acceptedReply>;
