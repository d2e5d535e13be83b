import { APPROVAL_ROUTES } from './approvals.ts';
import { DESK_TOKEN_ROUTES } from './desk.ts';

/** Everything of the area "desk": second persons, tokens at the desk. */
export const DESK_ROUTES = {
  ...APPROVAL_ROUTES,
  ...DESK_TOKEN_ROUTES,
};
