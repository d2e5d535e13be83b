import { z } from 'zod';
import { APPOINTMENT_PURPOSES, APPOINTMENT_STATES, IDENTITY_DOCUMENTS, IDENTITY_REFUSALS } from '../domain/desk.ts';
import { identityCheck } from './desk.ts';
import { cursor, id, pageOf, serial, time } from './fields.ts';
import { route } from './route-shape.ts';

/** Appointments at a registration office: the holder's side, and the desk's. */

const date = z.iso.date();

export const slotsSearch = z.strictObject({
  officeId: id,
  /** First day, by the office's calendar. */
  from: date,
  days: z.number().int().min(1).max(31),
});
export const slotsReply = z.strictObject({
  /** IANA zone of the office. */
  timeZone: z.string(),
  days: z.array(
    z.strictObject({
      date,
      /** Those that can still be booked. */
      slots: z.array(z.strictObject({ startsAt: time, endsAt: time, free: z.number().int().positive() })),
    }),
  ),
});

export const appointmentReply = z.strictObject({
  appointmentId: id,
  officeId: id,
  purpose: z.enum(APPOINTMENT_PURPOSES),
  requestId: id.nullable(),
  serial: serial.nullable(),
  startsAt: time,
  endsAt: time,
  timeZone: z.string(),
  state: z.enum(APPOINTMENT_STATES),
  /** Until when its holder may move or cancel it. */
  changeableUntil: time,
  revision: z.number().int().positive(),
});

const purpose = z.enum(APPOINTMENT_PURPOSES);
export const bookRequest = z
  .strictObject({
    officeId: id,
    startsAt: time,
    purpose,
    /** Of one's own, with `purpose` `request`, and with no other. */
    requestId: id.nullable(),
    /** The token it is about, where there is one. */
    serial: serial.nullable(),
  })
  .refine((booking) => (booking.purpose === 'request') === (booking.requestId !== null), { path: ['requestId'] });

export const ownAppointmentsSearch = z.strictObject({ cursor });
/** `revision`: the one that was shown. */
export const moveAppointmentRequest = z.strictObject({ startsAt: time, revision: z.number().int().positive() });
export const cancelAppointmentRequest = z.strictObject({ revision: z.number().int().positive() });

/** What the desk sees of it. */
export const deskAppointmentReply = appointmentReply.extend({
  desk: z.number().int().positive(),
  person: z.strictObject({ name: z.string(), email: z.string() }),
  requestNumber: z.number().int().nullable(),
  identity: z
    .strictObject({ documentType: z.enum(IDENTITY_DOCUMENTS), documentExpires: date, matches: z.boolean(), refusal: z.enum(IDENTITY_REFUSALS).nullable(), at: time })
    .nullable(),
});
export const dayRequest = z.strictObject({ date });
export const deskSearch = z
  .strictObject({ requestNumber: z.number().int().positive().max(2_147_483_647).nullable(), serial: serial.nullable() })
  .refine(({ requestNumber, serial: token }) => (requestNumber === null) !== (token === null));
export const deskListReply = z.strictObject({ appointments: z.array(deskAppointmentReply) });
export const deskStateRequest = z.strictObject({ to: z.enum(['checkedIn', 'done', 'noShow', 'cancelled']), revision: z.number().int().positive() });
export const sheetRequest = z.strictObject({ identity: identityCheck });

const own = { auth: 'account', permission: 'appointments.own' } as const;
const desk = { auth: 'account', permission: 'appointments.desk' } as const;

export const APPOINTMENT_ROUTES = {
  searchSlots: route({ ...own, method: 'POST', path: '/v1/slots/search', summary: 'Free times of an office, by day', body: slotsSearch, reply: slotsReply }),
  bookAppointment: route({ ...own, method: 'POST', path: '/v1/appointments', summary: 'Book an appointment', idempotent: true, body: bookRequest, reply: appointmentReply, status: 201 }),
  searchAppointments: route({ ...own, method: 'POST', path: '/v1/appointments/search', summary: 'Own appointments, latest first', body: ownAppointmentsSearch, reply: pageOf(appointmentReply) }),
  readAppointment: route({ ...own, method: 'GET', path: '/v1/appointments/:appointmentId', summary: 'One of one’s own appointments', reply: appointmentReply }),
  moveAppointment: route({ ...own, method: 'POST', path: '/v1/appointments/:appointmentId/moves', summary: 'Move an appointment', idempotent: true, body: moveAppointmentRequest, reply: appointmentReply }),
  cancelAppointment: route({ ...own, method: 'POST', path: '/v1/appointments/:appointmentId/cancellations', summary: 'Cancel an appointment', idempotent: true, body: cancelAppointmentRequest, reply: appointmentReply }),
  dayAtDesk: route({ ...desk, method: 'POST', path: '/v1/desk/day', summary: 'Appointments of a day at one’s office', body: dayRequest, reply: deskListReply }),
  searchDesk: route({ ...desk, method: 'POST', path: '/v1/desk/search', summary: 'Appointments by number of a request or serial of a token', body: deskSearch, reply: deskListReply }),
  moveDeskAppointment: route({ ...desk, method: 'POST', path: '/v1/desk/appointments/:appointmentId/states', summary: 'Check in, finish, note absent, cancel', idempotent: true, body: deskStateRequest, reply: deskAppointmentReply }),
  noteIdentity: route({ ...desk, method: 'POST', path: '/v1/desk/appointments/:appointmentId/identity-checks', summary: 'Note what document was looked at', idempotent: true, body: sheetRequest, reply: deskAppointmentReply, status: 201 }),
};

export type AppointmentReply = z.infer<typeof appointmentReply>;
export type DeskAppointmentReply = z.infer<typeof deskAppointmentReply>;
export type SlotsReply = z.infer<typeof slotsReply>;
