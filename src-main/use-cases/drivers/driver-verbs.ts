import { createHash } from 'node:crypto';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { AppError, toProblem } from '../../../src-shared/errors/app-error.ts';
import type { DriverReply } from '../../../src-shared/http/drivers.ts';
import type { CertificateVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Desktop } from '../../ports/desktop.ts';
import type { InstalledSoftware } from '../../ports/installed-software.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import type { SystemFacts } from '../../ports/system-facts.ts';
import { driverRows, offeredHere } from './driver-rows.ts';

export interface DriverDeps {
  readonly calls: AuthorityCalls;
  readonly software: InstalledSoftware;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  readonly desktop: Pick<Desktop, 'saveFile'>;
  readonly system: () => SystemFacts;
  readonly platform: NodeJS.Platform;
  readonly tokens: () => readonly TokenView[];
}

type Names = Extract<keyof CertificateVerbs, `drivers.${string}`>;
type Functions = { readonly [V in Names]: (input: CertificateVerbs[V]['input']) => Promise<CertificateVerbs[V]['output']> };

/** What this system has and needs for the token that is plugged in. */
export function driverVerbs({ calls, software, clock, settings, desktop, system, platform, tokens }: DriverDeps): Functions {
  async function offers(): Promise<{ readonly offered: readonly DriverReply[]; readonly problem: Problem | null }> {
    try {
      const { drivers } = await calls.call('listDrivers', null);
      return { offered: offeredHere(drivers, platform, system().architecture), problem: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { offered: [], problem: toProblem(error) };
    }
  }

  return {
    'drivers.view': async () => {
      const { os, osVersion, architecture } = system();
      const [{ offered, problem }, installed] = await Promise.all([offers(), software.list()]);
      const rows = driverRows({ tokens: tokens(), offered, installed, language: settings.get().language });
      const model = tokens().find((token) => token.model !== null)?.model ?? null;
      return { system: { name: `${os} ${osVersion}`, architecture }, model, rows, checkedAt: clock.now(), problem };
    },
    'drivers.download': async ({ id }) => {
      const { offered, problem } = await offers();
      if (problem !== null) throw new AppError(problem.code, problem.details);
      const driver = offered.find((one) => one.id === id);
      if (driver === undefined) throw new AppError('notFound');
      const { bytes } = await calls.call('downloadDriver', null, { params: { driverId: id } });
      // Before anybody is asked where to put it: software that is not what the list says is not offered.
      const same = bytes.length === driver.size && createHash('sha256').update(bytes).digest('hex') === driver.sha256;
      if (!same) throw new AppError('authorityBadReply', { host: calls.host });
      return { saved: await desktop.saveFile({ suggestedName: driver.fileName, bytes: async () => bytes }) };
    },
  };
}
