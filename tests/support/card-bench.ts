import { serviceOver } from '../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { ApduTrace } from '../../src-main/card/apdu/apdu-trace.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import type { CardHost } from '../../src-main/ports/card-host.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { Log } from '../../src-main/ports/log.ts';
import type { SmartCardService } from '../../src-main/ports/smart-card-service.ts';
import { externalAuthenticationCryptogram } from '../../src-simulator/ias-ecc/cryptogram.ts';
import type { IasEccState } from '../../src-simulator/ias-ecc/ias-ecc-state.ts';
import { personaliseCard } from '../../src-simulator/personalise-card.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../src-simulator/virtual-reader.ts';

export const SERIAL = '802500017A3C41F6';
export const OTHER_SERIAL = '802500019B7D20E4';
/** ASCII "7351": what the person chose. */
export const NEW_PIN = Uint8Array.of(0x37, 0x33, 0x35, 0x31);
/** ASCII "4821": what the card was handed over with. */
export const OLD_PIN = Uint8Array.of(0x34, 0x38, 0x32, 0x31);
export const PUK = Uint8Array.from('73018264', (digit) => digit.charCodeAt(0));
/** Entries the card could hold, and does not. */
export const WRONG_PIN = Uint8Array.of(0x39, 0x30, 0x32, 0x36);
export const WRONG_PUK = Uint8Array.from('55012837', (digit) => digit.charCodeAt(0));
const ADMIN = { enc: new Uint8Array(16).fill(0x3d), mac: new Uint8Array(16).fill(0xa7) };

let template: Promise<IasEccState> | null = null;

/** A personalised card with no try left; made once, since its keys take a while. */
export function blockedState(): Promise<IasEccState> {
  template ??= personaliseCard({
    serial: SERIAL,
    holder: { commonName: 'Camille Durand', organisation: 'Atelier Martin SARL', country: 'FR' },
    label: 'Clé Clavis',
    pin: OLD_PIN,
    pinBlocked: true,
    puk: PUK,
    admin: ADMIN,
    keyVersion: 1,
    now: new Date('2026-11-23T09:00:00Z'),
  });
  return template;
}

/** The same card with tries left: all three, or as many as said. */
export async function usableState(left?: number): Promise<IasEccState> {
  const state = await blockedState();
  return { ...state, userPin: { ...state.userPin, left: left ?? state.userPin.max } };
}

/** The same card with another serial, in EF.SN too. */
export async function otherState(): Promise<IasEccState> {
  const state = await blockedState();
  const own = Buffer.from(SERIAL, 'hex');
  const files = state.files.map((file) => {
    const content = Buffer.from(file.content, 'base64');
    const at = content.indexOf(own);
    if (file.sfi === 0x1c && at >= 0) content.set(Buffer.from(OTHER_SERIAL, 'hex'), at);
    return { ...file, content: content.toString('base64') };
  });
  return { ...state, serial: OTHER_SERIAL, files };
}

/** What the authority computes: the right answer of this card to this challenge. */
export const cryptogramFor = (challenge: Uint8Array, serial: string = SERIAL): Uint8Array =>
  externalAuthenticationCryptogram(ADMIN, challenge, Uint8Array.from(Buffer.from(serial, 'hex')));

/** True when the card takes this PIN; asked of a copy, so nothing changes. */
export function pinVerifies(state: IasEccState, pin: Uint8Array = NEW_PIN): boolean {
  const usable = { ...state, userPin: { ...state.userPin, left: state.userPin.max } };
  const block = Uint8Array.of(...pin, 0xff, 0xff, 0xff, 0xff);
  const [sw1] = new VirtualCard(usable).transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x01, block.length, ...block));
  return sw1 === 0x90;
}

/** A clock whose sleeps are over at once, and remembered. */
export function quickClock(): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let time = 0;
  return {
    slept,
    now: () => time,
    monotonic: () => time,
    sleep: async (ms) => {
      slept.push(ms);
      time += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export const silentLog: Log = { event: () => undefined };

export interface Bench {
  readonly card: VirtualCard;
  readonly reader: VirtualReader;
  readonly host: CardHost;
  readonly clock: ReturnType<typeof quickClock>;
  readonly trace: ApduTrace;
}

/** A host over one virtual reader, its first reading done and the tape empty. */
export async function openBench(
  options: { readonly state?: IasEccState; readonly spare?: IasEccState; readonly more?: readonly SmartCardService[] } = {},
): Promise<Bench> {
  const card = new VirtualCard(options.state ?? (await blockedState()));
  const spare = options.spare === undefined ? {} : { spare: new VirtualCard(options.spare) };
  const reader = new VirtualReader({ name: 'R1', card, ...spare });
  const clock = quickClock();
  const trace = new ApduTrace(10_000);
  const services = [serviceOver(reader, () => card), ...(options.more ?? [])];
  const host = createCardHost({ services, clock, log: silentLog, trace });
  await host.refresh();
  reader.tape.clear();
  return { card, reader, host, clock, trace };
}
