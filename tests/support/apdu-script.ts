import { PcscError, type CardConnection, type CardProtocol, type ScardName } from '../../src-main/ports/smart-card-service.ts';

/** One exchange of a script: hex of the command, and hex of the answer or the PC/SC error in its place. */
export interface ScriptStep {
  readonly send: string;
  readonly answer: string | { readonly scard: ScardName };
}

export interface ApduScript extends CardConnection {
  /** begin, end, reconnect, disconnect and each APDU's header, in order. */
  readonly events: readonly string[];
  /** Steps that were not reached. */
  readonly left: number;
}

/** Answer to reset of the model that the profile table knows. */
export const KNOWN_ATR = '3B7F9600000031B8644070141073940180829000';

export const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** A connection that knows one conversation, byte for byte; any other word is an error of the test. */
export function apduScript(steps: readonly ScriptStep[], options: { readonly begin?: ScardName; readonly protocol?: CardProtocol } = {}): ApduScript {
  const events: string[] = [];
  const rest = [...steps];
  const note = (event: string) => async (): Promise<void> => void events.push(event);
  return {
    atr: hex(KNOWN_ATR),
    protocol: options.protocol ?? 'T=0',
    events,
    get left() {
      return rest.length;
    },
    async transmit(command) {
      const sent = toHex(command);
      events.push(sent.slice(0, 8));
      const step = rest.shift();
      if (step === undefined) throw new Error(`not in the script: ${sent}`);
      const expected = step.send.replaceAll(' ', '');
      if (sent !== expected) throw new Error(`expected ${expected}, got ${sent}`);
      if (typeof step.answer !== 'string') throw new PcscError(step.answer.scard);
      return hex(step.answer);
    },
    beginTransaction: async () => {
      events.push('begin');
      if (options.begin !== undefined) throw new PcscError(options.begin);
    },
    endTransaction: note('end'),
    reconnect: note('reconnect'),
    disconnect: note('disconnect'),
    attribute: async () => null,
    control: async () => new Uint8Array(0),
  };
}
