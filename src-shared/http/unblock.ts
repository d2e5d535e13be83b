import { z } from 'zod';
import { ANSWER_TRIES_MAX, CHALLENGES_MAX, SESSION_STATES } from '../domain/unblock-state.ts';
import { UNBLOCK_CODE_PATTERN } from '../links/unblock-link.ts';
import { hexOf, language, opaqueToken, serial, sha256, time, wellFormed } from './fields.ts';
import { route } from './route-shape.ts';

/** Unblocking a PIN: links, sessions, answers, responses, results. */
const sessionId = z.uuid();
const tries = z.number().int().min(0).max(ANSWER_TRIES_MAX);

/** Kinds of token that the authority can unblock. */
export const UNBLOCK_PROFILES = ['ias-ecc', 'gids'] as const;
export type UnblockProfile = (typeof UNBLOCK_PROFILES)[number];

export const linkRequest = z.strictObject({
  serial,
  /** SHA-256 of a certificate read from the token, lower-case hex: who shows it is told where the mail goes, masked. */
  certificateSha256: sha256.nullable(),
  language,
});
/** The same reply whether the token is known or not; `maskedEmail` only for a certificate of that token. */
export const linkReply = z.strictObject({
  accepted: z.literal(true),
  maskedEmail: z.string().nullable(),
});

export const openSessionRequest = z.strictObject({
  code: z.string().regex(UNBLOCK_CODE_PATTERN),
  serial,
  /** What kind of token: it decides the form of challenge and response. */
  profile: z.enum(UNBLOCK_PROFILES),
  /** The card says its PIN is blocked. False, for the right token: `tokenNotBlocked`, and the link stays unused. */
  blocked: z.boolean(),
});

/** What a session shows its owner. */
export const sessionReply = z.strictObject({
  sessionId,
  state: z.enum(SESSION_STATES),
  entity: z.string(),
  product: z.string(),
  holder: z.string(),
  serial,
  maskedEmail: z.string(),
  linkExpiresAt: time,
  now: time,
  triesLeft: tries,
  triesMax: tries,
  challengesLeft: z.number().int().min(0).max(CHALLENGES_MAX),
  questions: z.array(z.strictObject({ id: z.string(), text: z.string() })),
  /** Last attempt the authority has judged, so that a lost reply can be told from a lost request. */
  lastAttempt: z
    .strictObject({ attemptId: z.uuid(), verdict: z.enum(['accepted', 'refused', 'lockedOut']) })
    .nullable(),
  receipt: z.string().nullable(),
});

/** Opening adds the bearer token of the session: 256 random bits, base64url. */
export const openSessionReply = sessionReply.extend({ sessionToken: opaqueToken });

export const answersRequest = z.strictObject({
  attemptId: z.uuid(),
  /** Ordinal of this attempt for the dossier, 1-based: a late copy of an earlier one is refused as `answersStale`. */
  attemptNumber: z.number().int().min(1).max(ANSWER_TRIES_MAX),
  answers: z
    .array(z.strictObject({ questionId: wellFormed(64), answer: wellFormed(200) }))
    .min(1)
    .max(8),
});
export const answersReply = z.strictObject({
  verdict: z.enum(['accepted', 'refused', 'lockedOut']),
  triesLeft: tries,
  triesMax: tries,
});

export const challengeRequest = z.strictObject({
  /** The card's challenge, 8 bytes: GET CHALLENGE (IAS-ECC), GENERAL AUTHENTICATE (GIDS). */
  challenge: hexOf(8),
});
export const challengeReply = z.strictObject({
  /**
   * IAS-ECC: body of EXTERNAL AUTHENTICATE, 3DES-CBC of RND.ICC || SN.ICC, then the retail MAC; 24 bytes.
   * GIDS: 3DES of the challenge under the admin key, one block; 8 bytes.
   */
  cryptogram: z.union([hexOf(24), hexOf(8)]),
  keyVersion: z.number().int().positive(),
  /** The response must reach the card within this many milliseconds of the reply. */
  ttlMs: z.number().int().positive(),
  challengesLeft: z.number().int().min(0).max(CHALLENGES_MAX),
});

export const resultRequest = z.strictObject({
  /** done: the counter was read back at its maximum; refused: the card refused the response; unknown: cannot be told. */
  outcome: z.enum(['done', 'refused', 'unknown']),
  triesLeft: z.number().int().min(0).max(15).nullable(),
  triesMax: z.number().int().min(1).max(15).nullable(),
});
export const resultReply = z.strictObject({
  state: z.enum(['confirmed', 'refused', 'toReconcile']),
  /** Compact JWS (ES256, key of /.well-known/jwks.json); null unless confirmed. */
  receipt: z.string().nullable(),
  now: time,
});

/** Claims of the receipt. */
export const receiptClaims = z.looseObject({
  iss: z.string(),
  sub: serial,
  jti: z.string(),
  iat: z.number().int(),
  act: z.literal('pin-unblocked'),
  entity: z.string(),
  product: z.string(),
  tries_left: z.number().int(),
  tries_max: z.number().int(),
});

export const UNBLOCK_ROUTES = {
  requestLink: route({ method: 'POST', path: '/v1/unblock-requests', summary: 'Ask for a mail with an unblock link', body: linkRequest, reply: linkReply, status: 202 }),
  openSession: route({ method: 'POST', path: '/v1/unblock-sessions', summary: 'Open the session of a link, once', idempotent: true, body: openSessionRequest, reply: openSessionReply, status: 201 }),
  readSession: route({ method: 'GET', path: '/v1/unblock-sessions/:sessionId', summary: 'State of a session', auth: 'session', reply: sessionReply }),
  submitAnswers: route({ method: 'POST', path: '/v1/unblock-sessions/:sessionId/answers', summary: 'Secret answers, one verdict for all', auth: 'session', body: answersRequest, reply: answersReply }),
  requestResponse: route({ method: 'POST', path: '/v1/unblock-sessions/:sessionId/challenges', summary: 'Response to a challenge of the card', auth: 'session', body: challengeRequest, reply: challengeReply }),
  reportResult: route({ method: 'POST', path: '/v1/unblock-sessions/:sessionId/result', summary: 'What the card says after the act', auth: 'session', body: resultRequest, reply: resultReply }),
};

export type SessionReply = z.infer<typeof sessionReply>;
export type OpenSessionReply = z.infer<typeof openSessionReply>;
export type AnswersReply = z.infer<typeof answersReply>;
export type ChallengeReply = z.infer<typeof challengeReply>;
export type ResultRequest = z.infer<typeof resultRequest>;
export type ResultReply = z.infer<typeof resultReply>;
export type LinkReply = z.infer<typeof linkReply>;
