/** Words of erasure (GDPR article 17) that both sides and the database use. */

export const ERASURE_STATES = ['requested', 'done', 'refused'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

/** What has to end first: rights of the staff are taken away, certificates revoked, requests and appointments brought to their end. */
export const ERASURE_BLOCKERS = ['staff', 'openRequests', 'validCertificates', 'appointments'] as const;
export type ErasureBlocker = (typeof ERASURE_BLOCKERS)[number];

/**
 * What stays, because the law asks for it (GDPR article 17(3)(b)) or because it is still used: certificates and what proves their issuing and
 * revocation (ETSI EN 319 411-1, 6.4.6), tokens handed out, terms that were accepted, the journal.
 */
export const ERASURE_KEPT = ['certificates', 'tokens', 'terms', 'journal'] as const;
export type ErasureKept = (typeof ERASURE_KEPT)[number];
