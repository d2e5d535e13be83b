import type { DRIVER_ROUTES } from '../../../src-shared/http/drivers.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Deps } from '../../deps.ts';
import type { HandlersOf } from '../route.ts';

export function driverHandlers({ drivers }: Deps): HandlersOf<typeof DRIVER_ROUTES> {
  return {
    listDrivers: async () => ({ drivers: [...drivers.list] }),
    async downloadDriver({ params }) {
      const found = drivers.content(params.driverId);
      if (found === null) throw new AppError('notFound');
      return { type: 'application/octet-stream', bytes: found.bytes, fileName: found.fileName, maxAge: 0 };
    },
  };
}
