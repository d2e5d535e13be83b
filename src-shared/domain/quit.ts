/** What would be gone were the program to end now. */
export type Loss =
  /** Changes made here that are in memory alone, and were not sent or not decided on. */
  | { readonly kind: 'changes'; readonly count: number }
  /** A password that is shown once, and nobody has said yet that it is noted. */
  | { readonly kind: 'password' }
  /** Documents on their way, and those that wait behind one. */
  | { readonly kind: 'upload' };

/** `shown`: the question is on screen, and a person is asked. */
export type QuitAnswer = 'shown' | 'stay' | 'quit';
