import type { ErrorWords } from '../words-of.ts';

/** The desk: two pairs of eyes, staff, appointments. */
export const deskErrors = {
  approvalPending: {
    title: 'Your office has yet to agree',
    cause: 'Unblocking this token needs the agreement of somebody at your office. Nothing was sent to the token, no try was spent.',
    fix: 'Leave this page open: Clavis asks again by itself. You can also close it and go on later, before the link ends.',
  },
  approvalRefused: {
    title: 'Your office did not agree',
    cause: 'Somebody at your office refused to unblock this token. The token is still blocked, as before.',
    fix: 'Contact your office: they will tell you why, and what to do.',
  },
  ownRequest: {
    title: 'Somebody else has to do this',
    cause: 'Nobody decides on their own request, nor on their own token.',
    fix: 'Ask a colleague.',
  },
  approvalDecided: {
    title: 'This request is already decided',
    cause: 'Somebody else decided before you did.',
    fix: 'Open the request again to read their decision.',
  },
  approvalExpired: {
    title: 'This request waits for no answer any more',
    cause: 'Its time went by without a decision.',
    fix: 'If the act is still needed, it has to be asked for again.',
  },
  approvalVoid: {
    title: 'This request has lost its object',
    cause: 'What it was about has ended, or has changed since.',
    fix: 'Open the list again: a newer request would be in it.',
  },
  policyForbids: {
    title: 'The authority’s rules forbid it',
    cause: 'The rules of your authority do not provide for this act.',
    fix: 'Your administrator can tell you what is done in its place.',
  },
  identityNotProven: {
    title: 'The identity is not proven',
    cause: 'The document has expired, was refused, or is not this person’s. Nothing changed.',
    fix: 'Ask for another identity document that is valid.',
  },
  nothingToReopen: {
    title: 'No try to give back',
    cause: 'This file is not locked and has all its tries.',
    fix: 'You can send an unblock link right away.',
  },
  lastAdministrator: {
    title: 'This is the last administrator',
    cause: 'Without an active administrator nobody could manage accounts any more.',
    fix: 'Name another administrator first, who must have activated their account.',
  },
  staffExists: {
    title: 'This person is already of the staff',
    cause: 'An operator or administrator already has this address.',
    fix: 'Find them in the list to change their rights.',
  },
  slotTaken: {
    title: 'This time has just been taken',
    cause: 'Somebody else booked it before you did.',
    fix: 'Choose another time.',
  },
  slotClosed: {
    title: 'There is no such time',
    cause: 'The office does not receive then, or the date is past or too far away.',
    fix: 'Choose a time from the list.',
  },
  appointmentTooLate: {
    title: 'It is too late to change this appointment',
    cause: 'Shortly before its time an appointment can no longer be moved or cancelled.',
    fix: 'Call your office.',
  },
  appointmentClosed: {
    title: 'This appointment cannot change in this way',
    cause: 'It has taken place, was cancelled, or is not at this step.',
    fix: 'Open it again to see where it stands.',
  },
  appointmentChanged: {
    title: 'This appointment changed in the meantime',
    cause: 'Somebody changed it since you opened it. Nothing was saved.',
    fix: 'Open it again, then retry.',
  },
  appointmentsTooMany: {
    title: 'You have enough appointments already',
    cause: 'The number of appointments to come is limited, so that everybody can find one.',
    fix: 'Cancel one, or move one that you have.',
  },
  appointmentNotNeeded: {
    title: 'This request needs no appointment',
    cause: 'It is not accepted yet, or an appointment is booked already.',
    fix: 'Open the request to see what comes next.',
  },
  erasureDecided: {
    title: 'This request for erasure has its answer',
    cause: 'Somebody answered it meanwhile.',
    fix: 'Open it again to see the answer.',
  },
  erasureBlocked: {
    title: 'This account cannot be erased yet',
    cause: 'A valid certificate, a request or an appointment under way, or rights of the staff are left.',
    fix: 'End them first, or refuse the request and say why.',
  },
} as const satisfies Record<string, ErrorWords>;
