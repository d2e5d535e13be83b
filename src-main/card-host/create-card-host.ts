import { AppError } from '../../src-shared/errors/app-error.ts';
import { isAcceptablePin } from '../../src-shared/pin/pin-policy.ts';
import { ApduTrace } from '../card/apdu/apdu-trace.ts';
import { SecretBytes } from '../card/apdu/secret-bytes.ts';
import type { PinOutcome } from '../../src-shared/domain/views.ts';
import type { ApplyOutcome, CardHost, PinEntryInput, SignOutcome } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { isVirtualService, type SmartCardService } from '../ports/smart-card-service.ts';
import { enterPin } from './enter-pin.ts';
import { withOwnCopy, type EntrySecrets } from './entry-rules.ts';
import { findToken } from './find-token.ts';
import { inspectCards } from './inspect-cards.ts';
import type { KnownReader } from './known-reader.ts';
import { ReaderBoard, type Gone } from './reader-board.ts';
import { readToken } from './read-token.ts';
import { askToken, closeConnection, isFree, type TokenLink } from './token-link.ts';
import { unblockAct } from './unblock-act.ts';

export interface CardHostDeps {
  /** Every one is watched; their readers are shown together, in this order. */
  readonly services: readonly SmartCardService[];
  readonly clock: Clock;
  readonly log: Log;
  /** The last APDUs, for diagnosis; numbers only. */
  readonly trace?: ApduTrace;
}

/** A token taken for one act: connected EXCLUSIVE, no transaction open, a challenge pending on the card. */
interface Hold {
  readonly reader: KnownReader;
  readonly link: TokenLink;
  readonly serial: string;
  readonly challenge: Uint8Array;
  /** Why the challenge is no longer worth anything, once that is known. */
  void: 'tokenReset' | Gone | null;
}

/** `sign` alone ends with a signature. */
type OutcomeOf<Secrets extends EntrySecrets> = Secrets extends { readonly verb: 'sign' } ? SignOutcome : PinOutcome;

/** The card host in this process. See the port for what each verb promises. */
export function createCardHost(deps: CardHostDeps): CardHost {
  const { clock, log } = deps;
  const link = { clock, trace: deps.trace ?? new ApduTrace() };
  let pin: SecretBytes | null = null;
  let hold: Hold | null = null;
  /** The one act or request under way. */
  let underWay: Promise<unknown> | null = null;

  const bug = (error: unknown): void => log.event('card.bug', { where: bugOf(error) });

  /** The reader whose token this host holds; null once token or reader are gone. */
  const heldIn = (): string | null =>
    hold !== null && (hold.void === null || hold.void === 'tokenReset') ? hold.reader.readerId : null;

  const board = new ReaderBoard({
    services: deps.services,
    clock,
    log,
    read: (reader, known) => readToken({ ...link, log }, reader, known),
    isFree: (reader) => isFree(reader.service, reader.status.name),
    isHeld: (readerId) => heldIn() === readerId,
    onGone: (readerId, what) => {
      const held = hold;
      if (held === null || held.reader.readerId !== readerId) return;
      held.void = what;
      // Some services keep the reader locked until a dead connection is closed: the token may come back to it.
      void held.reader.queue.run(() => closeConnection(held.link.connection, 'leave')).catch((error: unknown) => bug(error));
    },
  });
  board.start();

  const dropPin = (): void => {
    pin?.overwrite();
    pin = null;
  };

  /** One command at a time; a second one is told so at once and does nothing. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (underWay !== null) throw new AppError('busy');
    const running = work().finally(() => (underWay = null));
    underWay = running;
    return running;
  };

  /** Ends the hold with a reset: a pending challenge and the right won by EXTERNAL AUTHENTICATE must not outlive it. */
  const endHold = async (): Promise<void> => {
    const held = hold;
    if (held === null) return;
    try {
      await held.reader.queue.run(() => closeConnection(held.link.connection, 'reset'));
    } finally {
      if (hold === held) hold = null;
    }
    void board.reread(held.reader.readerId, 'counter');
  };

  const request = async (serial: string): Promise<{ readonly challenge: Uint8Array }> => {
    await endHold();
    return findToken({ ...link, board }, {
      serial,
      mode: 'exclusive',
      except: null,
      async question(session) {
        if (session.admin === null || session.pin === null) throw new AppError('tokenReadOnly');
        const { triesLeft } = await session.readCounter();
        // Without a counter nobody could tell afterwards what became of the act.
        if (triesLeft === null) throw new AppError('tokenMalformedAnswer', { reason: 'counter' });
        if (triesLeft > 0) throw new AppError('tokenNotBlocked', { serial });
        return session.admin.requestChallenge();
      },
      async take(found) {
        hold = { reader: found.reader, link: found.link, serial, challenge: found.value, void: null };
        return { challenge: Uint8Array.from(found.value) };
      },
    });
  };

  const apply = async (input: Parameters<CardHost['applyUnblock']>[0]): Promise<ApplyOutcome> => {
    if (pin === null) throw new AppError('pinNotHeld');
    if (hold === null || hold.serial !== input.serial || !Buffer.from(hold.challenge).equals(input.challenge)) {
      return { kind: 'notDone', because: 'tokenReset' };
    }
    if (hold.void !== null) return { kind: 'notDone', because: hold.void };
    const held = hold;
    const { admin, pin: verbs } = held.link.session;
    if (admin === null || verbs === null) throw new AppError('tokenReadOnly');
    const cryptogram = new SecretBytes(input.cryptogram);
    let pinBlock: SecretBytes | null = null;
    try {
      admin.checkCryptogram(cryptogram);
      const block = verbs.pad(pin);
      pinBlock = block;
      const secrets = { serial: input.serial, admin, cryptogram, pinBlock: block };
      return await held.reader.queue.run(() => unblockAct(held.link, secrets, log));
    } finally {
      cryptogram.overwrite();
      pinBlock?.overwrite();
    }
  };

  /** The copies are made before anything is waited for: the caller may overwrite its bytes at once. */
  const enter = <Secrets extends EntrySecrets>(seen: PinEntryInput, secrets: Secrets): Promise<OutcomeOf<Secrets>> =>
    withOwnCopy(secrets, (own) =>
      alone(async () => {
        if (hold !== null) throw new AppError('busy');
        return (await enterPin({ ...link, board, log }, seen, own)) as OutcomeOf<Secrets>;
      }),
    );

  const readHeldCounter = (held: Hold) =>
    held.reader.queue.run(() => {
      // SELECT voids the challenge on the card; an answer to it must not be sent any more.
      held.void = 'tokenReset';
      return askToken(held.link, async (session) => {
        await session.select();
        const found = await session.readSerial();
        if (found !== held.serial) throw new AppError('wrongToken', { expected: held.serial, found });
        return session.readCounter();
      });
    });

  return {
    snapshot: async () => board.snapshot(),
    onChange: (listener) => board.onChange(listener),
    // This host lives and dies with its process: whoever owns that process tells of restarts.
    onRestart: () => () => undefined,
    refresh: () => board.refresh(),

    async holdPin(entry) {
      // The screen and main have refused such a PIN before; this is the last door before the card.
      if (!isAcceptablePin(entry)) throw new AppError('callRejected');
      dropPin();
      pin = new SecretBytes(entry);
    },
    dropPin: async () => dropPin(),
    pinHeld: async () => pin !== null,

    async readCounter(serial) {
      if (hold !== null && hold.serial === serial && heldIn() !== null) return readHeldCounter(hold);
      return findToken({ ...link, board }, {
        serial,
        mode: 'shared',
        except: heldIn(),
        question: (session) => session.readCounter(),
        async take(found) {
          await closeConnection(found.link.connection, 'leave');
          return found.value;
        },
      });
    },

    async requestChallenge(serial) {
      return alone(() => request(serial));
    },

    async applyUnblock(input) {
      return alone(async () => {
        try {
          const outcome = await apply(input);
          if (outcome.kind === 'done') dropPin();
          log.event('card.unblock', { outcome: outcome.kind });
          return outcome;
        } finally {
          await endHold();
        }
      });
    },

    verifyPin: ({ pin: entry, ...seen }) => enter(seen, { verb: 'verify', pin: entry }),
    changePin: ({ current, next, ...seen }) => enter(seen, { verb: 'change', current, next }),
    unblockByPuk: ({ puk, next, ...seen }) => enter(seen, { verb: 'unblockByPuk', puk, next }),

    signWithPin: ({ pin: entry, certificateSha256, message, ...seen }) => enter(seen, { verb: 'sign', pin: entry, certificateSha256, message }),

    inspect: () => inspectCards({ services: deps.services, board, clock, log, isHeld: (readerId) => heldIn() === readerId }),

    async release() {
      // Whoever waits for the act hears its end from the act itself.
      await underWay?.catch(() => undefined);
      await endHold();
    },

    async setVirtualInserted(readerId, inserted) {
      const reader = board.readers().find((candidate) => candidate.readerId === readerId);
      if (reader === undefined || !isVirtualService(reader.service)) throw new AppError('notAvailable');
      await reader.service.setInserted(reader.status.name, inserted);
      await board.list();
    },

    async close() {
      board.stop();
      await underWay?.catch(() => undefined);
      await endHold();
      dropPin();
      await Promise.all(deps.services.map((service) => service.close()));
    },
  };
}
