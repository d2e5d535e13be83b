import type { DESK_ROUTES } from '../../../src-shared/http/desk-routes.ts';
import type { Deps } from '../../deps.ts';
import { bookAppointment } from '../../use-cases/appointments/book-appointment.ts';
import { cancelAppointment, moveAppointment } from '../../use-cases/appointments/change-appointment.ts';
import { moveDeskAppointment, noteIdentity } from '../../use-cases/appointments/keep-desk.ts';
import { dayAtDesk, readAppointment, searchAppointments, searchDesk } from '../../use-cases/appointments/read-appointments.ts';
import { searchSlots } from '../../use-cases/appointments/search-slots.ts';
import { decide } from '../../use-cases/desk/decide-approval.ts';
import { openUnblockTicket } from '../../use-cases/desk/open-unblock-ticket.ts';
import { readApproval, searchApprovals } from '../../use-cases/desk/read-approvals.ts';
import { reopenAnswers } from '../../use-cases/desk/reopen-answers.ts';
import { changeStaff, disableStaff, enableStaff, inviteStaffAgain } from '../../use-cases/staff/change-staff.ts';
import { inviteStaff } from '../../use-cases/staff/invite-staff.ts';
import { searchStaff } from '../../use-cases/staff/search-staff.ts';
import { getStaff, viewStaff } from '../../use-cases/staff/view-staff.ts';
import type { HandlersOf } from '../route.ts';

export function deskHandlers(deps: Deps): HandlersOf<typeof DESK_ROUTES> {
  return {
    searchApprovals: ({ body, actor }) => searchApprovals(deps, body, actor),
    readApproval: ({ params, actor }) => readApproval(deps, params.approvalId, actor),
    decideApproval: (call) => decide(deps, call),
    openUnblockTicket: (call) => openUnblockTicket(deps, call),
    reopenAnswers: (call) => reopenAnswers(deps, call),
    inviteStaff: (call) => inviteStaff(deps, call),
    searchStaff: ({ body }) => searchStaff(deps, body),
    readStaff: async ({ params }) => viewStaff(await getStaff(deps.db, params.accountId)),
    changeStaff: (call) => changeStaff(deps, call),
    inviteStaffAgain: (call) => inviteStaffAgain(deps, call),
    disableStaff: (call) => disableStaff(deps, call),
    enableStaff: (call) => enableStaff(deps, call),
    searchSlots: ({ body }) => searchSlots(deps, body),
    bookAppointment: (call) => bookAppointment(deps, call),
    searchAppointments: ({ body, actor }) => searchAppointments(deps, body.cursor, actor),
    readAppointment: ({ params, actor }) => readAppointment(deps, params.appointmentId, actor),
    moveAppointment: (call) => moveAppointment(deps, call),
    cancelAppointment: (call) => cancelAppointment(deps, call),
    dayAtDesk: ({ body, actor }) => dayAtDesk(deps, body, actor),
    searchDesk: ({ body, actor }) => searchDesk(deps, body, actor),
    moveDeskAppointment: (call) => moveDeskAppointment(deps, call),
    noteIdentity: (call) => noteIdentity(deps, call),
  };
}
