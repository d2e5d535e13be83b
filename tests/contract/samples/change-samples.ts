import type { CHANGE_ROUTES } from '../../../src-shared/http/changes.ts';
import type { SamplesOf } from './sample.ts';

export const changeSamples: SamplesOf<typeof CHANGE_ROUTES> = {
  readChanges: { body: { cursor: null, limit: 100 } },
  streamChanges: {},
};
