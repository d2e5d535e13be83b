/**
 * Entry of the card host's process. It may block or crash in somebody's card library; whoever started it starts it again.
 * A PIN stays in this process alone, so it leaves no core dump and no other program may look into it, where the addon is there.
 */
import { loadAddon } from '../adapters/pcsc-native/load-addon.ts';
import { pcscNativeService } from '../adapters/pcsc-native/pcsc-native-service.ts';
import { virtualReaderService } from '../adapters/virtual-reader/virtual-reader-service.ts';
import { systemClock } from '../app/system-clock.ts';
import { ApduTrace, isSecretBearing, renderTraceEntry, TRACE_CAPACITY } from '../card/apdu/apdu-trace.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Log } from '../ports/log.ts';
import type { SmartCardService } from '../ports/smart-card-service.ts';
import type { HostConfig } from './card-host-rpc.ts';
import { createCardHost } from './create-card-host.ts';
import { parentEndpoint } from './message-endpoint.ts';
import { serveCardHost } from './serve-card-host.ts';

serveCardHost(parentEndpoint(), (config, log) => {
  if (config.pcscAddonPath !== null) harden(config.pcscAddonPath, log);
  return createCardHost({ services: servicesOf(config), clock: systemClock, log, trace: loggedTrace(log) });
});

/** Before any PIN comes in. Without the addon there is no real reader either; its service says why. */
function harden(addonPath: string, log: Log): void {
  try {
    const { noCoreDump, notDumpable } = loadAddon(addonPath).hardenProcess();
    log.event('card.host.hardened', { noCoreDump, notDumpable });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.event('card.host.notHardened', { code: error.code });
  }
}

/** Whatever may spend a try leaves a line in the log: which command, and what the card said. Never its body. */
function loggedTrace(log: Log): ApduTrace {
  return new ApduTrace(TRACE_CAPACITY, (entry) => {
    if (isSecretBearing(entry)) log.event('card.command', { apdu: renderTraceEntry(entry) });
  });
}

/** Real readers first: a list of both shows them first. */
function servicesOf({ pcscAddonPath, virtualCardPath, virtualFaults }: HostConfig): readonly SmartCardService[] {
  const services: SmartCardService[] = [];
  if (pcscAddonPath !== null) services.push(pcscNativeService({ addonPath: pcscAddonPath }));
  if (virtualCardPath !== null) services.push(virtualReaderService({ statePath: virtualCardPath, faultPlan: virtualFaults }));
  return services;
}
