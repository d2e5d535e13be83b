import { z } from 'zod';
import { ROLES } from '../domain/roles.ts';
import { cursor, email, id, language, line, pageOf, time } from './fields.ts';
import { route } from './route-shape.ts';

/** The people of the offices and those who administer the authority. */

/** Operators work at an office, administrators at none. */
const placed = ({ role, officeId }: { readonly role: string; readonly officeId: string | null }): boolean => (role === 'operator') === (officeId !== null);

export const staffReply = z.strictObject({
  accountId: id,
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  officeId: id.nullable(),
  /** invited: has not set a password yet. */
  state: z.enum(['invited', 'active', 'disabled']),
  createdAt: time,
});

export const inviteRequest = z
  .strictObject({ firstName: line(80), lastName: line(80), email, role: z.enum(['operator', 'administrator']), officeId: id.nullable(), language })
  .refine(placed, { path: ['officeId'] });

export const staffSearch = z.strictObject({
  /** Part of a name or an address. */
  text: line(120).nullable(),
  role: z.enum(['operator', 'administrator']).nullable(),
  officeId: id.nullable(),
  cursor,
});

/** `holder`: no longer of the staff. */
export const changeStaffRequest = z.strictObject({ role: z.enum(ROLES), officeId: id.nullable() }).refine(placed, { path: ['officeId'] });

const managed = { auth: 'account', permission: 'staff.manage' } as const;
const deed = { ...managed, fresh: true, idempotent: true } as const;

export const STAFF_ROUTES = {
  inviteStaff: route({ ...deed, method: 'POST', path: '/v1/staff', summary: 'Invite an operator or an administrator by mail', body: inviteRequest, reply: staffReply, status: 201 }),
  searchStaff: route({ ...managed, method: 'POST', path: '/v1/staff/search', summary: 'Operators and administrators', body: staffSearch, reply: pageOf(staffReply) }),
  readStaff: route({ ...managed, method: 'GET', path: '/v1/staff/:accountId', summary: 'One operator or administrator', reply: staffReply }),
  changeStaff: route({ ...deed, method: 'PUT', path: '/v1/staff/:accountId', summary: 'Change role or office; open sessions end', body: changeStaffRequest, reply: staffReply }),
  inviteStaffAgain: route({ ...deed, method: 'POST', path: '/v1/staff/:accountId/invitations', summary: 'Mail a new invitation', body: z.strictObject({}), reply: staffReply }),
  disableStaff: route({ ...deed, method: 'POST', path: '/v1/staff/:accountId/disablings', summary: 'Lock an account out at once', body: z.strictObject({ reason: line(300) }), reply: staffReply }),
  enableStaff: route({ ...deed, method: 'POST', path: '/v1/staff/:accountId/enablings', summary: 'Let an account in again', body: z.strictObject({ reason: line(300) }), reply: staffReply }),
};

export type StaffReply = z.infer<typeof staffReply>;
