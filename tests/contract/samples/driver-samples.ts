import type { DRIVER_ROUTES } from '../../../src-shared/http/drivers.ts';
import type { SamplesOf } from './sample.ts';

export const driverSamples: SamplesOf<typeof DRIVER_ROUTES> = {
  listDrivers: {},
  downloadDriver: { params: { driverId: 'module-b-linux' } },
};
