/**
 * The card host's process over real readers, as `host-process.ts` makes it, that tells a test every call of the PC/SC port: one line
 * of JSON to the socket of `CARD_HOST_TRACE`, without the body of a secret-bearing command. Before a transaction begins it waits
 * until the test lets it.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pcscNativeService } from '../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import { parentEndpoint } from '../../src-main/card-host/message-endpoint.ts';
import { serveCardHost } from '../../src-main/card-host/serve-card-host.ts';
import type { CardConnection, SmartCardService } from '../../src-main/ports/smart-card-service.ts';
import { traceApdu } from './trace-checker.ts';

/** A line to the test. `sent` says that a command leaves, `answered` what came of the one that left last on its connection. */
export type HostLine =
  | { readonly kind: 'connect' | 'wait' | 'begin' | 'end' | 'reconnect' | 'disconnect'; readonly at: number; readonly connection: number }
  | { readonly kind: 'sent' | 'answered'; readonly at: number; readonly connection: number; readonly apdu: ReturnType<typeof traceApdu> };

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const wire = connect(process.env['CARD_HOST_TRACE'] ?? '');
await once(wire, 'connect');
const say = (line: HostLine): void => void wire.write(`${JSON.stringify(line)}\n`);
const letGo: (() => void)[] = [];
createInterface({ input: wire }).on('line', () => letGo.shift()?.());

let connections = 0;

function traced(service: SmartCardService): SmartCardService {
  return {
    libraryVersion: service.libraryVersion,
    listReaders: () => service.listReaders(),
    watch: (onChange) => service.watch(onChange),
    close: () => service.close(),
    async connect(reader, mode) {
      const inner = await service.connect(reader, mode);
      const connection = ++connections;
      say({ kind: 'connect', at: now(), connection });
      return tracedConnection(inner, connection);
    },
  };
}

function tracedConnection(inner: CardConnection, connection: number): CardConnection {
  const tell = (kind: 'wait' | 'begin' | 'end' | 'reconnect' | 'disconnect'): void => say({ kind, at: now(), connection });
  return {
    get atr() {
      return inner.atr;
    },
    get protocol() {
      return inner.protocol;
    },
    async transmit(command) {
      say({ kind: 'sent', at: now(), connection, apdu: traceApdu(command, null) });
      // What is sent may be overwritten while its answer is on the way.
      const unanswered = Uint8Array.from(command);
      let answer: Uint8Array | null = null;
      try {
        answer = await inner.transmit(command);
        return answer;
      } finally {
        say({ kind: 'answered', at: now(), connection, apdu: traceApdu(unanswered, answer) });
        unanswered.fill(0);
      }
    },
    async beginTransaction() {
      tell('wait');
      await new Promise<void>((resolve) => void letGo.push(resolve));
      await inner.beginTransaction();
      tell('begin');
    },
    async endTransaction(disposition) {
      tell('end');
      await inner.endTransaction(disposition);
    },
    async reconnect(disposition) {
      tell('reconnect');
      await inner.reconnect(disposition);
    },
    async disconnect(disposition) {
      tell('disconnect');
      await inner.disconnect(disposition);
    },
    attribute: (id) => inner.attribute(id),
    control: (code, data) => inner.control(code, data),
  };
}

serveCardHost(parentEndpoint(), ({ pcscAddonPath }, log) => {
  if (pcscAddonPath === null) throw new Error('this host needs the addon');
  return createCardHost({ services: [traced(pcscNativeService({ addonPath: pcscAddonPath }))], clock: systemClock, log });
});
