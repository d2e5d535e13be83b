import type { CardConnection, ReaderStatus } from '../../ports/smart-card-service.ts';

/** Later than pcscd's own next look at a reader, which comes within 400 ms (PCSCLITE_STATUS_POLL_RATE). */
const LOOK_AFTER_MS = 600;
const LOOKS_MAX = 3;

export interface OverlookedDeps {
  readonly list: () => Promise<readonly ReaderStatus[]>;
  /** A direct connection, which needs no card. */
  readonly connect: (reader: string) => Promise<CardConnection>;
  /** A card is there that the last list did not show. */
  readonly onFound: () => void;
}

/**
 * Cards that pcscd overlooks. A reset that fails makes it tell the reader empty, or its card mute, at once (pcsc-lite 1.9.9, winscard.c,
 * SCardEndTransaction and SCardReconnect); that the card left is for another thread to see, at its next look (eventhandler.c). A card
 * that is back before that look, after a bad contact or a quick hand, is never told of: nobody can connect to it until it is pulled once
 * more. It is known by the count of events, in which its removal is missing; a reset over a direct connection puts pcscd right.
 */
export function overlookedCards({ list, connect, onFound }: OverlookedDeps): {
  /** To be called with each list; an empty one ends all looks. */
  see(readers: readonly ReaderStatus[]): void;
} {
  /** Count of events with which the card of a reader answered last. */
  const answered = new Map<string, number>();
  const doubts = new Map<string, { looks: number; timer: NodeJS.Timeout }>();

  const isDoubtful = ({ name, present, mute, events }: ReaderStatus): boolean => (!present || mute) && answered.get(name) === events;

  function see(readers: readonly ReaderStatus[]): void {
    const doubtful = new Set(readers.filter(isDoubtful).map(({ name }) => name));
    for (const [name, { timer }] of doubts) {
      if (doubtful.has(name)) continue;
      clearTimeout(timer);
      doubts.delete(name);
    }
    for (const name of doubtful) if (!doubts.has(name)) doubts.set(name, { looks: 0, timer: later(name) });
    answered.clear();
    for (const { name, present, mute, events } of readers) if (doubtful.has(name) || (present && !mute)) answered.set(name, events);
  }

  const later = (name: string): NodeJS.Timeout => setTimeout(() => void look(name), LOOK_AFTER_MS).unref();

  async function look(name: string): Promise<void> {
    const doubt = doubts.get(name);
    if (doubt === undefined) return;
    doubt.looks++;
    try {
      const reader = (await list()).find((one) => one.name === name);
      // Nothing that anybody works with is ever reset: a card that pcscd tells of is left alone.
      if (reader === undefined || !isDoubtful(reader)) return;
      const connection = await connect(name);
      try {
        await connection.reconnect('reset');
      } finally {
        await connection.disconnect('leave');
      }
      onFound();
    } catch {
      // No card, or a reader that somebody keeps: it is as it was told.
      if (doubts.get(name) === doubt && doubt.looks < LOOKS_MAX) doubt.timer = later(name);
    }
  }

  return { see };
}
