/** The counter as a person was last told it, against the one that main shows. */
export interface CounterTrack {
  readonly expected: number | null;
  /** The number from before the last entry: main's next view may still show it. */
  readonly stale: number | null | undefined;
  /** Somebody else's program moved the counter while this page was open. */
  readonly moved: boolean;
}

export function trackFrom(triesLeft: number | null): CounterTrack {
  return { expected: triesLeft, stale: undefined, moved: false };
}

/** An entry of this page was judged, and the card told its counter; null where it could not be asked: then nobody knows. */
export function counterTold(track: CounterTrack, triesLeft: number | null): CounterTrack {
  return { expected: triesLeft, stale: track.expected, moved: false };
}

/** Main shows this number now. Gives the same track when nothing is new. */
export function counterSeen(track: CounterTrack, triesLeft: number | null): CounterTrack {
  if (triesLeft === track.expected) return track.stale === undefined ? track : { ...track, stale: undefined };
  if (track.stale !== undefined && triesLeft === track.stale) return track;
  return { expected: triesLeft, stale: undefined, moved: track.expected !== null };
}
