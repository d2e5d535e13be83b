import type { RateLimit } from '../limits/rate-limit.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Limits of accounts (ASVS 6.1.1, 6.3.1). Those of an address count whether it has an account or not. None locks: a right password
 * is taken again when the window has moved on, certificates and sessions that are open are not concerned.
 */
export const SIGN_UPS_PER_NETWORK: RateLimit = { name: 'sign-up', windows: [{ max: 3, ms: HOUR }] };
export const SIGN_UPS_ALL: RateLimit = { name: 'sign-up-all', windows: [{ max: 120, ms: MINUTE }] };
/** Resends, corrections and resets asked from one network. */
export const MAIL_ASKS_PER_NETWORK: RateLimit = { name: 'mail-ask', windows: [{ max: 20, ms: HOUR }] };
/** Mails of sign-up to one address; those to set a password are counted apart, so that the one cannot keep out the other. */
export const SIGN_UP_MAILS: RateLimit = { name: 'sign-up-mail', windows: [{ max: 1, ms: 5 * MINUTE }, { max: 5, ms: DAY }] };
export const RESET_MAILS: RateLimit = { name: 'reset-mail', windows: [{ max: 1, ms: 5 * MINUTE }, { max: 5, ms: DAY }] };
export const LOGINS_PER_NETWORK: RateLimit = { name: 'login', windows: [{ max: 20, ms: MINUTE }] };
export const LOGINS_ALL: RateLimit = { name: 'login-all', windows: [{ max: 600, ms: MINUTE }] };
/** Wrong passwords for one address: a delay for whoever comes next. */
export const LOGIN_FAILURES: RateLimit = { name: 'login-failure', windows: [{ max: 5, ms: 15 * MINUTE }] };
/** Wrong passwords given by somebody who is signed in: counted apart, so that a stolen session cannot delay logins. */
export const PASSWORD_FAILURES: RateLimit = { name: 'password-failure', windows: [{ max: 5, ms: 15 * MINUTE }] };
export const CHALLENGES_PER_NETWORK: RateLimit = { name: 'login-challenge', windows: [{ max: 30, ms: MINUTE }] };

/** Replies that must not tell anything by their time leave no sooner than this: longer than the work of any of their cases. */
export const ACCOUNT_REPLY_MS = 400;

export const CONFIRM_LINK_MS = DAY;
export const RESET_LINK_MS = HOUR;
/** A sign-up nobody confirmed is forgotten after this. */
export const UNCONFIRMED_MS = 7 * DAY;
export const LOGIN_CHALLENGE_MS = 5 * MINUTE;
