import { DOCUMENT_SIZE_MAX } from '../../src-shared/domain/request-codes.ts';
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import { INPUT_SCHEMAS } from '../../src-shared/ipc/schemas.ts';
import { VERBS, channelOf, type Envelope, type VerbName } from '../../src-shared/ipc/verbs.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { CALL_BYTES_MAX, inputFault, wipeBytes } from './call-limits.ts';
import type { IpcHandlers } from './handlers.ts';
import { rateLimit } from './rate-limit.ts';
import type { InvokeEvent } from './trusted-sender.ts';

/** The part of Electron's `ipcMain` that the door uses. */
export interface IpcMainLike {
  handle(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => Promise<unknown>): void;
  removeHandler(channel: string): void;
}

export interface DoorOptions {
  readonly ipcMain: IpcMainLike;
  /** What is called while it is still being made waits for it. */
  readonly program: Promise<{ readonly handlers: IpcHandlers }>;
  readonly isTrustedSender: (event: InvokeEvent) => boolean;
  /** True once after a person pressed a key or a button in the window, then false until the next time. */
  readonly personActed: () => boolean;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Verbs that may spend a try of the card: nobody's who has not touched the window since the last one. */
const TRY_VERBS: ReadonlySet<VerbName> = new Set([
  'pin.verify',
  'pin.change',
  'pin.unblockByPuk',
  'account.signInWithToken',
  'account.reauthenticateWithToken',
  'account.associate',
]);
/** Verbs that carry a PIN, a password, a code or secret answers: one at a time, and not many. */
const SECRET_VERBS: ReadonlySet<VerbName> = new Set([
  ...TRY_VERBS,
  'unblock.choosePin',
  'unblock.submitAnswers',
  'account.signUp',
  'account.correctAddress',
  'account.signIn',
  'account.completeReset',
  'account.changePassword',
  'account.reauthenticate',
  'certificates.revokeByCode',
]);
/** The one verb that brings more than words: a document, and what is said of it. */
const BYTES_MAX: Readonly<Partial<Record<VerbName, number>>> = { 'requests.addDocument': DOCUMENT_SIZE_MAX + CALL_BYTES_MAX };
/** A person needs seconds for each; twenty at once is already a program. */
const SECRET_CALLS = { capacity: 20, refillMs: 3000 } as const;

type Handler = (input: unknown) => Promise<unknown>;

/**
 * The only way from the renderer into this program. Each call is checked once, here: sender, number of arguments, size and
 * shape, rate, schema. What passes reaches its handler; every answer is an envelope, and no message, path or stack leaves.
 * @returns takes the verbs away again
 */
export function openDoor(options: DoorOptions): () => void {
  const { ipcMain, program, log } = options;
  const secretCallAllowed = rateLimit({ ...SECRET_CALLS, now: options.now });
  let secretCallUnderWay = false;

  const reject = (verb: VerbName, why: string): never => {
    log.event('ipc.rejected', { verb, why });
    throw new AppError('callRejected');
  };

  const checked = (verb: VerbName, event: InvokeEvent, args: readonly unknown[]): unknown => {
    if (!options.isTrustedSender(event)) return reject(verb, 'sender');
    if (args.length > 1) return reject(verb, 'arguments');
    const fault = inputFault(args[0], BYTES_MAX[verb]);
    if (fault !== null) return reject(verb, fault);
    const parsed = INPUT_SCHEMAS[verb].safeParse(args[0]);
    return parsed.success ? parsed.data : reject(verb, 'schema');
  };

  const guarded = async (verb: VerbName, call: () => Promise<unknown>): Promise<unknown> => {
    if (!SECRET_VERBS.has(verb)) return await call();
    if (!secretCallAllowed()) throw new AppError('tooManyRequests');
    if (secretCallUnderWay) throw new AppError('busy');
    if (TRY_VERBS.has(verb) && !options.personActed()) return reject(verb, 'nobody');
    secretCallUnderWay = true;
    try {
      return await call();
    } finally {
      secretCallUnderWay = false;
    }
  };

  const answer = async (verb: VerbName, event: InvokeEvent, args: readonly unknown[]): Promise<Envelope<unknown>> => {
    try {
      const input = checked(verb, event, args);
      return { ok: true, value: await guarded(verb, async () => ((await program).handlers[verb] as Handler)(input)) };
    } catch (error) {
      if (!(error instanceof AppError)) log.event('ipc.bug', { verb, where: bugOf(error) });
      return { ok: false, problem: toProblem(error) };
    } finally {
      wipeBytes(args);
    }
  };

  for (const verb of VERBS) ipcMain.handle(channelOf(verb), (event, ...args) => answer(verb, event, args));
  return () => {
    for (const verb of VERBS) ipcMain.removeHandler(channelOf(verb));
  };
}
