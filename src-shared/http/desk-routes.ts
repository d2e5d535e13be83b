import { APPOINTMENT_ROUTES } from './appointments.ts';
import { APPROVAL_ROUTES } from './approvals.ts';
import { DESK_TOKEN_ROUTES } from './desk.ts';
import { STAFF_ROUTES } from './staff.ts';

/** Everything of the area "desk": second persons, tokens at the desk, staff, appointments. */
export const DESK_ROUTES = {
  ...APPROVAL_ROUTES,
  ...DESK_TOKEN_ROUTES,
  ...STAFF_ROUTES,
  ...APPOINTMENT_ROUTES,
};
