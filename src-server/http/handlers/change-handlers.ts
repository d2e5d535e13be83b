import type { CHANGE_ROUTES } from '../../../src-shared/http/changes.ts';
import type { Deps } from '../../deps.ts';
import { readChanges } from '../../use-cases/changes/read-changes.ts';
import type { HandlersOf } from '../route.ts';

export function changeHandlers(deps: Deps): HandlersOf<typeof CHANGE_ROUTES> {
  return {
    readChanges: ({ actor, body }) => readChanges(deps, actor.accountId, body),
    streamChanges: async ({ actor }) => deps.changes.streamOf(actor),
  };
}
