/**
 * A card host's process that ends itself by kill -9 at one APDU, and writes down the header of each that it sends.
 * `CARD_HOST_DIES_AT`: "7 before" or "7 after" (the card applied it), counted once the challenge has been asked for, or from
 * the connection that an entry of a PIN or PUK opens first;
 * `CARD_HOST_TAPE`: the file of headers, shared by a process and its successors.
 */
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { virtualReaderService } from '../../src-main/adapters/virtual-reader/virtual-reader-service.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import { parentEndpoint } from '../../src-main/card-host/message-endpoint.ts';
import { serveCardHost } from '../../src-main/card-host/serve-card-host.ts';
import type { SmartCardService } from '../../src-main/ports/smart-card-service.ts';

const [place = '', when = ''] = (process.env['CARD_HOST_DIES_AT'] ?? '').split(' ');
const diesAt = Number(place);
const tape = process.env['CARD_HOST_TAPE'] ?? '';
let sent = 0;
/** An entry was asked for, and has not connected yet. */
let entryAhead = false;

function mortal(service: SmartCardService): SmartCardService {
  return {
    ...service,
    async connect(reader, mode) {
      const counted = mode === 'exclusive' || entryAhead;
      entryAhead = false;
      const connection = await service.connect(reader, mode);
      if (!counted) return connection;
      return {
        ...connection,
        atr: connection.atr,
        async transmit(command) {
          sent++;
          appendFileSync(tape, `${Buffer.from(command.subarray(0, 5)).toString('hex').toUpperCase()}\n`);
          if (sent === diesAt && when === 'before') process.kill(process.pid, 'SIGKILL');
          const response = await connection.transmit(command);
          if (sent === diesAt && when === 'after') process.kill(process.pid, 'SIGKILL');
          return response;
        },
      };
    },
  };
}

serveCardHost(parentEndpoint(), ({ virtualCardPath }, log) => {
  if (virtualCardPath === null) throw new Error('this host needs a card');
  const host = createCardHost({ services: [mortal(virtualReaderService({ statePath: virtualCardPath }))], clock: systemClock, log });
  const announced = <R>(entry: () => Promise<R>): Promise<R> => {
    entryAhead = true;
    return entry();
  };
  return {
    ...host,
    verifyPin: (input) => announced(() => host.verifyPin(input)),
    changePin: (input) => announced(() => host.changePin(input)),
    unblockByPuk: (input) => announced(() => host.unblockByPuk(input)),
  };
});
