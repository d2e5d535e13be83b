import { z } from 'zod';
import { SERIAL_PATTERN } from '../../src-shared/domain/serial.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';
import { isErrorCode, type ErrorCode } from '../../src-shared/errors/error-table.ts';
import type { ApplyOutcome, CardHost, CardSnapshot } from '../ports/card-host.ts';

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

const certificate = z.strictObject({
  use: z.enum(['signature', 'authentication', 'other']),
  subject: text,
  issuer: text,
  notBefore: z.number(),
  notAfter: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});

const readerId = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/u);

export const snapshotSchema: z.ZodType<CardSnapshot> = z.strictObject({
  service: z.enum(['starting', 'noService', 'noReader', 'noToken', 'ready']),
  readers: z
    .array(z.strictObject({ readerId, name: text, virtual: z.boolean(), tokenPresent: z.boolean() }))
    .max(64),
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
        holder: text.nullable(),
        pin: counter,
        blocked: z.boolean(),
        certificates: z.array(certificate).max(16),
      }),
    )
    .max(64),
});

const because = z.enum(['tokenRemoved', 'tokenReset', 'readerRemoved', 'serviceStopped', 'tokenMalformedAnswer']);
const outcome: z.ZodType<ApplyOutcome> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), counter }),
  z.strictObject({ kind: z.literal('adminRefused') }),
  z.strictObject({ kind: z.literal('pinRefused'), sw: z.string().regex(/^[0-9A-F]{4}$/u) }),
  z.strictObject({ kind: z.literal('notDone'), because }),
  z.strictObject({ kind: z.literal('unknown'), because }),
]);

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
  release: { args: z.tuple([]), result: nothing },
  setVirtualInserted: { args: z.tuple([readerId, z.boolean()]), result: nothing },
  close: { args: z.tuple([]), result: nothing },
};

const id = z.number().int().nonnegative();

/** Which readers the host looks after. */
export const hostConfigSchema = z.strictObject({
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
