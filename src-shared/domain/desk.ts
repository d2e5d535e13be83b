/** Words of the desk that both sides and the database use. */

/** What a second person is asked about. */
export const APPROVAL_KINDS = ['unblock', 'reopenAnswers', 'revokeForOther'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** void: what it was about ended before anybody decided. */
export const APPROVAL_STATES = ['pending', 'approved', 'refused', 'void'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** What a person comes for. `request`: the request names it. */
export const APPOINTMENT_PURPOSES = ['request', 'unblock', 'answers', 'other'] as const;
export type AppointmentPurpose = (typeof APPOINTMENT_PURPOSES)[number];

export const APPOINTMENT_STATES = ['booked', 'checkedIn', 'done', 'noShow', 'cancelled'] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

/** Documents that prove who somebody is. */
export const IDENTITY_DOCUMENTS = ['identityCard', 'passport', 'residencePermit', 'drivingLicence'] as const;
export type IdentityDocument = (typeof IDENTITY_DOCUMENTS)[number];

/** Why a document was not accepted. */
export const IDENTITY_REFUSALS = ['expired', 'notTheHolder', 'unreadable', 'doubtful'] as const;
export type IdentityRefusal = (typeof IDENTITY_REFUSALS)[number];

/** Every move an appointment may make. */
const MOVES: Readonly<Record<AppointmentState, readonly AppointmentState[]>> = {
  booked: ['checkedIn', 'noShow', 'cancelled'],
  checkedIn: ['done'],
  done: [],
  noShow: [],
  cancelled: [],
};

export function canMoveAppointment(from: AppointmentState, to: AppointmentState): boolean {
  return MOVES[from].includes(to);
}
