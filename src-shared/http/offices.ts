import { z } from 'zod';
import { email, id, line } from './fields.ts';
import { route } from './route-shape.ts';

/** Registration offices: where a person is met, and whose operators judge requests. */
export const postalAddress = z.strictObject({
  street: line(200),
  postalCode: line(12),
  city: line(100),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/u),
});

const clockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);
const calendarDate = z.iso.date();

const openHours = z.strictObject({ weekday: z.number().int().min(1).max(7), from: clockTime, to: clockTime }).refine(({ from, to }) => from < to);

/** When an office meets people, in the words of a wall clock of its own zone. */
export const officeOpening = z.strictObject({
  /** IANA, "Europe/Paris". */
  timeZone: line(64).refine(isTimeZone),
  slotMinutes: z.number().int().min(5).max(240),
  /** People met at the same time. */
  desks: z.number().int().min(1).max(50),
  /** ISO weekdays, 1 is Monday. */
  weekly: z.array(openHours).max(28),
  closedOn: z.array(calendarDate).max(400),
});

const officeFields = {
  name: line(120),
  address: postalAddress,
  phone: z.string().regex(/^\+?[0-9][0-9 .]{3,28}[0-9]$/u),
  email,
  opening: officeOpening,
};

export const officeReply = z.strictObject({
  officeId: id,
  ...officeFields,
  /** False: closed for good; it takes no new request. */
  open: z.boolean(),
  revision: z.number().int().positive(),
});
export const officesReply = z.strictObject({ offices: z.array(officeReply) });
export const createOfficeRequest = z.strictObject(officeFields);
/** `revision`: the one that was shown; another one in the meantime, and nothing changes. */
export const changeOfficeRequest = z.strictObject({ ...officeFields, open: z.boolean(), revision: z.number().int().positive() });

export const OFFICE_ROUTES = {
  listOffices: route({ method: 'GET', path: '/v1/offices', summary: 'Registration offices', reply: officesReply }),
  createOffice: route({ method: 'POST', path: '/v1/offices', summary: 'A new registration office', auth: 'account', permission: 'offices.manage', idempotent: true, body: createOfficeRequest, reply: officeReply, status: 201 }),
  changeOffice: route({ method: 'PUT', path: '/v1/offices/:officeId', summary: 'Change or close a registration office', auth: 'account', permission: 'offices.manage', idempotent: true, body: changeOfficeRequest, reply: officeReply }),
};

export type PostalAddress = z.infer<typeof postalAddress>;
export type OfficeOpening = z.infer<typeof officeOpening>;
export type OfficeReply = z.infer<typeof officeReply>;

function isTimeZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}
