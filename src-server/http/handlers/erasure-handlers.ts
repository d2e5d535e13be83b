import type { ERASURE_ROUTES } from '../../../src-shared/http/erasures.ts';
import type { Deps } from '../../deps.ts';
import { decideErasure } from '../../use-cases/erasures/decide-erasure.ts';
import { readErasure, searchErasures } from '../../use-cases/erasures/read-erasures.ts';
import type { HandlersOf } from '../route.ts';

export function erasureHandlers(deps: Deps): HandlersOf<typeof ERASURE_ROUTES> {
  return {
    searchErasures: ({ body }) => searchErasures(deps, body),
    readErasure: ({ params }) => readErasure(deps, params.erasureId),
    decideErasure: (call) => decideErasure(deps, call),
  };
}
