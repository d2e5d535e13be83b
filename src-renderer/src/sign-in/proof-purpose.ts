/** What a token proves its owner's presence for. */
export type ProofPurpose = 'signIn' | 'associate' | 'confirm';
