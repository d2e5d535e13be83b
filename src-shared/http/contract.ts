import { z } from 'zod';
import { SERIAL_PATTERN } from '../domain/serial.ts';
import { ANSWER_TRIES_MAX, CHALLENGES_MAX, SESSION_STATES } from '../domain/unblock-state.ts';
import { ERROR_TABLE, type ErrorCode } from '../errors/error-table.ts';
import { UNBLOCK_CODE_PATTERN } from '../links/unblock-link.ts';

/**
 * The HTTP contract of the authority. Both sides parse with these schemas; OpenAPI is published from them.
 * Bytes travel as upper-case hex, times as milliseconds since the epoch by the authority's clock.
 */
const serial = z.string().regex(SERIAL_PATTERN);
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9A-F]{${bytes * 2}}$`, 'u'));
const wellFormed = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'));
const time = z.number().int().nonnegative();
const sessionId = z.uuid();
const tries = z.number().int().min(0).max(ANSWER_TRIES_MAX);

const ERROR_CODES = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];

/** Kinds of token that the authority can unblock. */
export const UNBLOCK_PROFILES = ['ias-ecc', 'gids'] as const;
export type UnblockProfile = (typeof UNBLOCK_PROFILES)[number];

/** The one shape of a refusal, whatever the route. */
export const errorReply = z.strictObject({
  error: z.strictObject({
    code: z.enum(ERROR_CODES),
    details: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()])),
    requestId: z.string().max(64),
  }),
});

export const healthReply = z.strictObject({
  status: z.literal('ok'),
  version: z.string(),
  now: time,
  /** Name of the provider and its public pages, as the app shows them. */
  provider: z.strictObject({
    name: z.string(),
    phone: z.string(),
    hours: z.string(),
    email: z.string(),
    revocationUrl: z.string(),
    reorderUrl: z.string(),
    officeUrl: z.string(),
  }),
  /** Mails are kept in a folder and may be read back by the app that started this authority. */
  mailbox: z.boolean(),
});

export const linkRequest = z.strictObject({
  serial,
  /** SHA-256 of a certificate read from the token, lower-case hex: who shows it is told where the mail goes, masked. */
  certificateSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .nullable(),
  language: z.enum(['fr', 'en']),
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
export const openSessionReply = sessionReply.extend({ sessionToken: z.string().regex(/^[A-Za-z0-9_-]{43}$/u) });

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
  challenge: hex(8),
});
export const challengeReply = z.strictObject({
  /**
   * IAS-ECC: body of EXTERNAL AUTHENTICATE, 3DES-CBC of RND.ICC || SN.ICC, then the retail MAC; 24 bytes.
   * GIDS: 3DES of the challenge under the admin key, one block; 8 bytes.
   */
  cryptogram: z.union([hex(24), hex(8)]),
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

export const mailboxReply = z.strictObject({
  mails: z.array(
    z.strictObject({
      id: z.string(),
      to: z.string(),
      subject: z.string(),
      receivedAt: time,
      text: z.string(),
      /** Address of the page in the mail, when it holds one. */
      link: z.string().nullable(),
    }),
  ),
});

export const jwksReply = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /** session: bearer token of the session; embedded: the token of the process that started this authority. */
  readonly auth: 'none' | 'session' | 'embedded';
  /** The request must carry an Idempotency-Key (UUID). */
  readonly idempotent: boolean;
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType;
  readonly status: 200 | 201 | 202;
}

export const ROUTES = {
  health: { method: 'GET', path: '/health', summary: 'Alive, and whose authority this is', auth: 'none', idempotent: false, body: null, reply: healthReply, status: 200 },
  jwks: { method: 'GET', path: '/.well-known/jwks.json', summary: 'Public keys of receipts', auth: 'none', idempotent: false, body: null, reply: jwksReply, status: 200 },
  requestLink: { method: 'POST', path: '/v1/unblock-requests', summary: 'Ask for a mail with an unblock link', auth: 'none', idempotent: false, body: linkRequest, reply: linkReply, status: 202 },
  openSession: { method: 'POST', path: '/v1/unblock-sessions', summary: 'Open the session of a link, once', auth: 'none', idempotent: true, body: openSessionRequest, reply: openSessionReply, status: 201 },
  readSession: { method: 'GET', path: '/v1/unblock-sessions/:sessionId', summary: 'State of a session', auth: 'session', idempotent: false, body: null, reply: sessionReply, status: 200 },
  submitAnswers: { method: 'POST', path: '/v1/unblock-sessions/:sessionId/answers', summary: 'Secret answers, one verdict for all', auth: 'session', idempotent: false, body: answersRequest, reply: answersReply, status: 200 },
  requestResponse: { method: 'POST', path: '/v1/unblock-sessions/:sessionId/challenges', summary: 'Response to a challenge of the card', auth: 'session', idempotent: false, body: challengeRequest, reply: challengeReply, status: 200 },
  reportResult: { method: 'POST', path: '/v1/unblock-sessions/:sessionId/result', summary: 'What the card says after the act', auth: 'session', idempotent: false, body: resultRequest, reply: resultReply, status: 200 },
  mailbox: { method: 'GET', path: '/v1/embedded/mails', summary: 'Mails kept by an embedded authority', auth: 'embedded', idempotent: false, body: null, reply: mailboxReply, status: 200 },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
export type SessionReply = z.infer<typeof sessionReply>;
export type OpenSessionReply = z.infer<typeof openSessionReply>;
export type HealthReply = z.infer<typeof healthReply>;
export type AnswersReply = z.infer<typeof answersReply>;
export type ChallengeReply = z.infer<typeof challengeReply>;
export type ResultRequest = z.infer<typeof resultRequest>;
export type ResultReply = z.infer<typeof resultReply>;
export type LinkReply = z.infer<typeof linkReply>;
export type MailboxReply = z.infer<typeof mailboxReply>;
