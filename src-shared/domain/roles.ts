/** Who somebody is to the authority. Operators and administrators are people with an account of their own, too. */
export const ROLES = ['holder', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

const EVERYONE = ROLES;

/**
 * The one table of who may do what. A route names the permission it asks for; `src-server/access` checks it in one place.
 * That an object is one's own, or of one's office, is asked beside it by the query that reads the object.
 */
export const PERMISSIONS = {
  'account.own': EVERYONE,
  'requests.own': EVERYONE,
  'certificates.own': EVERYONE,
  'appointments.own': EVERYONE,
  /** Requests and appointments of one's office. */
  'requests.judge': ['operator'],
  'appointments.desk': ['operator'],
  'certificates.issue': ['operator'],
  'certificates.revokeForOther': ['operator'],
  'unblock.openTicket': ['operator'],
  'unblock.reopenAnswers': ['operator'],
  'approvals.decide': ['operator', 'administrator'],
  'staff.manage': ['administrator'],
  'offices.manage': ['administrator'],
  'audit.read': ['administrator'],
  'erasures.decide': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function mayDo(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
