/**
 * States of one unblock, durable on both sides (DESIGN: "Unblocking a PIN").
 * The client journal walks all of them; the authority's session uses `SESSION_STATES`.
 */
export const UNBLOCK_STATES = [
  'idle',
  'opened',
  'pinChosen',
  'answered',
  'challenged',
  'acting',
  'acted',
  'confirmed',
  'refused',
  'lockedOut',
] as const;
export type UnblockState = (typeof UNBLOCK_STATES)[number];

/**
 * What the authority knows of a session. `toReconcile`: the card's state could not be told for sure, a person must look.
 * Final states: confirmed, refused, lockedOut, toReconcile, expired.
 */
export const SESSION_STATES = [
  'opened',
  'answered',
  'challenged',
  'confirmed',
  'refused',
  'lockedOut',
  'toReconcile',
  'expired',
] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** The four numbered steps of the wizard, in their order. */
export const WIZARD_STEPS = ['initialisation', 'pin', 'answers', 'confirmation'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** Named phases of step 4, in their order. */
export const ACT_PHASES = ['challenge', 'authority', 'writing', 'proof', 'report'] as const;
export type ActPhase = (typeof ACT_PHASES)[number];

/** Wrong answer sets a dossier may give before it is locked for good. */
export const ANSWER_TRIES_MAX = 3;
/** Challenges one session may ask a response for. */
export const CHALLENGES_MAX = 3;
/** How long a response of the authority may be sent to the card, in milliseconds. */
export const RESPONSE_TTL_MS = 90_000;
/** How long a link of a mail opens a session, in milliseconds. */
export const LINK_TTL_MS = 24 * 60 * 60 * 1000;
