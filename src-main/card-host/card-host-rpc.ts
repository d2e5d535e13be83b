import { z } from 'zod';
import { SERIAL_PATTERN } from '../../src-shared/domain/serial.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';
import { isErrorCode, type ErrorCode } from '../../src-shared/errors/error-table.ts';
import { CARD_PROFILES, type PinOutcome } from '../../src-shared/domain/views.ts';
import { PIN_MAX_LENGTH, type PinFormat } from '../../src-shared/pin/pin-format.ts';
import type { ApplyOutcome, CardHost, CardInspection, CardSnapshot, SignOutcome } from '../ports/card-host.ts';

/**
 * What main and the card host say to each other. Both sides check what arrives: a damaged host must not lie to main in shapes
 * main does not expect, and the host takes nothing but these verbs.
 */
const serial = z.string().regex(SERIAL_PATTERN);
const bytes = (min: number, max: number) =>
  z.instanceof(Uint8Array).refine((value) => value.length >= min && value.length <= max);
const nothing = z.undefined();
const text = z.string().max(1024);

const problem: z.ZodType<Problem> = z.strictObject({
  code: z.custom<ErrorCode>(isErrorCode),
  details: z.record(z.string().max(40), z.union([text, z.number(), z.boolean()])),
});

const tries = z.number().int().min(0).max(15).nullable();
const counter = z.strictObject({ triesLeft: tries, triesMax: tries });

const pinFormat: z.ZodType<PinFormat> = z.strictObject({
  minLength: z.number().int().min(1).max(PIN_MAX_LENGTH),
  maxLength: z.number().int().min(1).max(PIN_MAX_LENGTH),
  charset: z.enum(['digits', 'printable']),
});

const certificate = z.strictObject({
  use: z.enum(['signature', 'authentication', 'other']),
  subject: text,
  issuer: text,
  notBefore: z.number(),
  notAfter: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});

const READERS_MAX = 64;
const readerId = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/u);

export const snapshotSchema: z.ZodType<CardSnapshot> = z.strictObject({
  service: z.enum(['starting', 'noService', 'noReader', 'noToken', 'ready']),
  serviceProblem: problem.nullable(),
  readers: z
    .array(z.strictObject({ readerId, name: text, virtual: z.boolean(), tokenPresent: z.boolean() }))
    .max(READERS_MAX),
  tokens: z
    .array(
      z.strictObject({
        readerId,
        readerName: text,
        virtual: z.boolean(),
        state: z.enum(['reading', 'ready', 'unreadable', 'unknownCard', 'busy']),
        problem: problem.nullable(),
        serial: serial.nullable(),
        model: text.nullable(),
        profile: z.enum(CARD_PROFILES).nullable(),
        holder: text.nullable(),
        pin: counter,
        pinFormat: pinFormat.nullable(),
        puk: counter.nullable(),
        pukFormat: pinFormat.nullable(),
        abilities: z.strictObject({
          verifyPin: z.boolean(),
          changePin: z.boolean(),
          unblockByPuk: z.boolean(),
          unblockByAuthority: z.boolean(),
          sign: z.boolean(),
        }),
        blocked: z.boolean(),
        certificates: z.array(certificate).max(16),
      }),
    )
    .max(READERS_MAX),
});

const inspection: z.ZodType<CardInspection> = z.strictObject({
  libraryVersion: text.nullable(),
  problem: problem.nullable(),
  readers: z
    .array(
      z.strictObject({
        readerId,
        name: text,
        virtual: z.boolean(),
        state: z.enum(['empty', 'present', 'mute', 'exclusive']),
        // 33 bytes at most (ISO 7816-3, 8.2.1).
        atr: z.string().regex(/^(?:[0-9A-F]{2}){0,36}$/u),
        pinpad: z.boolean().nullable(),
        driver: text.nullable(),
      }),
    )
    .max(READERS_MAX),
});

const BECAUSE = ['tokenRemoved', 'tokenReset', 'readerRemoved', 'serviceStopped', 'tokenMalformedAnswer'] as const;
const because = z.enum(BECAUSE);
const outcome: z.ZodType<ApplyOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), counter }),
  z.strictObject({ kind: z.literal('adminRefused') }),
  z.strictObject({ kind: z.literal('pinRefused'), sw: z.string().regex(/^[0-9A-F]{4}$/u) }),
  z.strictObject({ kind: z.literal('notDone'), because }),
  z.strictObject({ kind: z.literal('unknown'), because }),
]);

const pinOutcome: z.ZodType<PinOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok'), counter }),
  z.strictObject({ kind: z.literal('wrong'), counter }),
  z.strictObject({ kind: z.literal('blocked'), counter }),
  z.strictObject({ kind: z.literal('refused'), counter }),
  z.strictObject({ kind: z.literal('unknown'), because: z.enum([...BECAUSE, 'cardHostRestarted']), before: counter }),
]);

/** An RSA signature of 1024 to 4096 bits, a certificate as large as any token carries. */
const signOutcome: z.ZodType<SignOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wrong'), counter }),
  z.strictObject({ kind: z.literal('blocked'), counter }),
  z.strictObject({ kind: z.literal('refused'), counter }),
  z.strictObject({ kind: z.literal('unknown'), because: z.enum([...BECAUSE, 'cardHostRestarted']), before: counter }),
  z.strictObject({ kind: z.literal('signed'), signature: bytes(128, 512), certificate: bytes(1, 16_384), counter }),
  z.strictObject({ kind: z.literal('notSigned'), problem, counter }),
]);

const entry = { serial, triesShown: tries, lastTryConfirmed: z.boolean() };
/** Any length that fits a command is judged by the card host, whose words a person understands. */
const pinBytes = bytes(0, PIN_MAX_LENGTH);

/** The verbs of the port that travel; `onChange` and `onRestart` are messages of their own. */
export type MethodName = Exclude<keyof CardHost, 'onChange' | 'onRestart'>;
type Args<M extends MethodName> = Parameters<CardHost[M]>;
type Result<M extends MethodName> = Awaited<ReturnType<CardHost[M]>>;

/** Arguments and result of each verb. */
export const METHODS: { readonly [M in MethodName]: { readonly args: z.ZodType<Args<M>>; readonly result: z.ZodType<Result<M>> } } = {
  snapshot: { args: z.tuple([]), result: snapshotSchema },
  refresh: { args: z.tuple([]), result: nothing },
  holdPin: { args: z.tuple([bytes(1, 16)]), result: nothing },
  dropPin: { args: z.tuple([]), result: nothing },
  pinHeld: { args: z.tuple([]), result: z.boolean() },
  readCounter: { args: z.tuple([serial]), result: counter },
  requestChallenge: { args: z.tuple([serial]), result: z.strictObject({ challenge: bytes(8, 8) }) },
  applyUnblock: {
    args: z.tuple([z.strictObject({ serial, challenge: bytes(8, 8), cryptogram: bytes(1, 255) })]),
    result: outcome,
  },
  verifyPin: { args: z.tuple([z.strictObject({ ...entry, pin: pinBytes })]), result: pinOutcome },
  changePin: { args: z.tuple([z.strictObject({ ...entry, current: pinBytes, next: pinBytes })]), result: pinOutcome },
  unblockByPuk: { args: z.tuple([z.strictObject({ ...entry, puk: pinBytes, next: pinBytes })]), result: pinOutcome },
  signWithPin: {
    args: z.tuple([z.strictObject({ ...entry, pin: pinBytes, certificateSha256: z.string().regex(/^[0-9a-f]{64}$/u), message: bytes(1, 1024) })]),
    result: signOutcome,
  },
  inspect: { args: z.tuple([]), result: inspection },
  release: { args: z.tuple([]), result: nothing },
  setVirtualInserted: { args: z.tuple([readerId, z.boolean()]), result: nothing },
  close: { args: z.tuple([]), result: nothing },
};

const id = z.number().int().nonnegative();

/** Which readers the host looks after. */
export const hostConfigSchema = z.strictObject({
  /** File of the native PC/SC addon, or null for no real reader. */
  pcscAddonPath: z.string().min(1).max(4096).nullable(),
  /** File of the virtual card, or null for no virtual reader. */
  virtualCardPath: z.string().min(1).max(4096).nullable(),
  /** Fault plan of the virtual reader, JSON. */
  virtualFaults: z.string().max(16_384).nullable(),
});
export type HostConfig = z.infer<typeof hostConfigSchema>;

/** To the host. `configure` comes first and once. */
export const toHostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('configure'), config: hostConfigSchema }),
  z.strictObject({ kind: z.literal('call'), id, method: z.custom<MethodName>(isMethod), args: z.array(z.unknown()).max(2) }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** From the host. A failure is a problem: a code and details, never a message or a stack. */
export const fromHostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('changed'), snapshot: snapshotSchema }),
  z.strictObject({ kind: z.literal('done'), id, value: z.unknown() }),
  z.strictObject({ kind: z.literal('failed'), id, problem }),
  z.strictObject({
    kind: z.literal('log'),
    name: z.string().regex(/^[a-zA-Z.]{1,60}$/u),
    fields: z.record(z.string().max(40), z.union([text, z.number(), z.boolean(), z.null()])),
  }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

function isMethod(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(METHODS, value);
}
