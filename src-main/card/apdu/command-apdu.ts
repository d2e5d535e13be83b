import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CardProtocol } from '../../ports/smart-card-service.ts';
import type { SecretBytes } from './secret-bytes.ts';

/** Instructions whose body is a secret (ISO 7816-4, 7.5): never traced, never sent twice by any floor of this layer. */
export const INS_VERIFY = 0x20;
export const INS_CHANGE_REFERENCE_DATA = 0x24;
export const INS_RESET_RETRY_COUNTER = 0x2c;
export const INS_EXTERNAL_AUTHENTICATE = 0x82;
/** GENERAL AUTHENTICATE (7.5.5) is one only where it answers a challenge of the card under an admin key (GIDS 2.0: P1-P2 0000). */
export const INS_GENERAL_AUTHENTICATE = 0x87;

type AlwaysSecretIns =
  | typeof INS_VERIFY
  | typeof INS_CHANGE_REFERENCE_DATA
  | typeof INS_RESET_RETRY_COUNTER
  | typeof INS_EXTERNAL_AUTHENTICATE;
export type SecretIns = AlwaysSecretIns | typeof INS_GENERAL_AUTHENTICATE;

const ALWAYS_SECRET: ReadonlySet<number> = new Set<AlwaysSecretIns>([
  INS_VERIFY,
  INS_CHANGE_REFERENCE_DATA,
  INS_RESET_RETRY_COUNTER,
  INS_EXTERNAL_AUTHENTICATE,
]);

/** A GENERAL AUTHENTICATE that asks for a challenge has an empty object, 7C 02 81 00, and nothing else; whatever is longer answers. */
const CHALLENGE_REQUEST_LENGTH = 4;

/** True for a command that no floor may repeat: by header and length of its body, which is all that a trace knows. */
export function isSecretHeader(header: Omit<Header<number>, 'cla'>, lc: number): boolean {
  if (header.ins !== INS_GENERAL_AUTHENTICATE) return ALWAYS_SECRET.has(header.ins);
  return header.p1 === 0x00 && header.p2 === 0x00 && lc > CHALLENGE_REQUEST_LENGTH;
}

interface Header<I extends number> {
  readonly cla: number;
  readonly ins: I;
  readonly p1: number;
  readonly p2: number;
}

/**
 * A command without a secret. `data` may be longer than 255 bytes: it is then chained. `le`: bytes expected, 0 for none, 256 at most.
 * `statusAlone`: the bytes that wait behind 61xx are not fetched; its status is then 9000.
 */
export interface PlainCommand extends Header<number> {
  readonly kind: 'plain';
  readonly data: Uint8Array;
  readonly le: number;
  readonly statusAlone?: true;
}

/** A command whose body only a `SecretBytes` can hold. Its answer is a status word. */
export interface SecretCommand extends Header<SecretIns> {
  readonly kind: 'secret';
  readonly body: SecretBytes;
}

/** A secret-bearing instruction sent with no body at all: a question, not an entry (ISO 7816-4, 7.5.6: VERIFY without data). */
export interface QueryCommand extends Header<SecretIns> {
  readonly kind: 'query';
}

export type CommandApdu = PlainCommand | SecretCommand | QueryCommand;

const NOTHING = new Uint8Array(0);

/** A plain command. The compiler refuses a secret-bearing instruction where it knows it; `encodeApdu` refuses the others. */
export function plainCommand<I extends number>(
  header: Header<I> & { readonly ins: I extends AlwaysSecretIns ? never : I },
  body: { readonly data?: Uint8Array; readonly le?: number } = {},
): PlainCommand {
  const { cla, ins, p1, p2 } = header;
  return { kind: 'plain', cla, ins, p1, p2, data: body.data ?? NOTHING, le: body.le ?? 0 };
}

export function secretCommand(header: Header<SecretIns>, body: SecretBytes): SecretCommand {
  return { kind: 'secret', ...header, body };
}

export function queryCommand(header: Header<SecretIns>): QueryCommand {
  return { kind: 'query', ...header };
}

export const LC_MAX = 255;
export const LE_MAX = 256;

/**
 * One short command APDU (ISO 7816-3, 12.1.3). Under T=0 a command without body and answer has five bytes, P3 = 00, and a
 * command with both gives up its Le: the card answers 61xx (12.2).
 * @throws AppError internal for a secret-bearing instruction given as plain, an empty secret, or a body over 255 bytes.
 */
export function encodeApdu(command: CommandApdu, protocol: CardProtocol): Uint8Array {
  const header = [command.cla, command.ins, command.p1, command.p2];
  switch (command.kind) {
    case 'query':
      return Uint8Array.from(protocol === 'T=0' ? [...header, 0] : header);
    case 'secret':
      // An empty VERIFY is a question: an empty PIN must never become one, nor be padded into an entry.
      if (command.body.length === 0 || command.body.length > LC_MAX) throw malformed('secretLength');
      return command.body.lend((body) => joined([...header, body.length], body));
    case 'plain': {
      if (isSecretHeader(command, command.data.length)) throw malformed('secretAsPlain');
      if (command.data.length > LC_MAX || command.le < 0 || command.le > LE_MAX) throw malformed('length');
      const le = command.le === 0 ? [] : [command.le & 0xff];
      if (command.data.length === 0) return Uint8Array.from([...header, ...(protocol === 'T=0' && le.length === 0 ? [0] : le)]);
      return joined([...header, command.data.length], command.data, protocol === 'T=0' ? [] : le);
    }
  }
}

function joined(head: readonly number[], body: Uint8Array, tail: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(head.length + body.length + tail.length);
  bytes.set(head);
  bytes.set(body, head.length);
  bytes.set(tail, head.length + body.length);
  return bytes;
}

const malformed = (reason: string): AppError => new AppError('internal', { apdu: reason });
