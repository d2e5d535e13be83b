import type { SERVICE_ROUTES } from '../../../src-shared/http/service.ts';
import type { SamplesOf } from './sample.ts';

export const serviceSamples: SamplesOf<typeof SERVICE_ROUTES> = { health: {}, ready: {}, jwks: {}, mailbox: {} };
