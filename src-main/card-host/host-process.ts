/**
 * Entry of the card host's process. It may block or crash in somebody's card library; whoever started it starts it again.
 * A PIN stays in this process alone. Node cannot set a core-dump limit; the native addon does so where it is loaded.
 */
import { virtualReaderService } from '../adapters/virtual-reader/virtual-reader-service.ts';
import { systemClock } from '../app/system-clock.ts';
import { ApduTrace, isSecretBearing, renderTraceEntry, TRACE_CAPACITY } from '../card/apdu/apdu-trace.ts';
import type { Log } from '../ports/log.ts';
import type { SmartCardService } from '../ports/smart-card-service.ts';
import type { HostConfig } from './card-host-rpc.ts';
import { createCardHost } from './create-card-host.ts';
import { parentEndpoint } from './message-endpoint.ts';
import { serveCardHost } from './serve-card-host.ts';

serveCardHost(parentEndpoint(), (config, log) =>
  createCardHost({ services: servicesOf(config), clock: systemClock, log, trace: loggedTrace(log) }),
);

/** Whatever may spend a try leaves a line in the log: which command, and what the card said. Never its body. */
function loggedTrace(log: Log): ApduTrace {
  return new ApduTrace(TRACE_CAPACITY, (entry) => {
    if (isSecretBearing(entry)) log.event('card.command', { apdu: renderTraceEntry(entry) });
  });
}

/** Real readers first: a list of both shows them first. */
function servicesOf({ virtualCardPath, virtualFaults }: HostConfig): readonly SmartCardService[] {
  return virtualCardPath === null ? [] : [virtualReaderService({ statePath: virtualCardPath, faultPlan: virtualFaults })];
}
