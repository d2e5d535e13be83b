/** The shape of a set of words with every sentence open: what a translation must fill, key for key. */
export type WordsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : WordsOf<T[K]> };

/** What is said of one failure: what happened, why, what to do about it. */
export interface ErrorWords {
  readonly title: string;
  readonly cause: string;
  readonly fix: string;
  /** Said in place of `cause` when the problem carries every value it shows. */
  readonly detail?: string;
}
