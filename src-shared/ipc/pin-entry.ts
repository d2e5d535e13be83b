/** What a person saw and confirmed when an entry of PIN or PUK was submitted. The card must still say the same, or nothing is sent. */
export interface PinEntry {
  readonly serial: string;
  /** Tries left that the screen showed; null where the card tells no number. */
  readonly triesShown: number | null;
  /** The last four characters of the token's number, retyped: asked for when one try is left or the number is unknown, else null. */
  readonly serialTail: string | null;
}
