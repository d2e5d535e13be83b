import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { Deps } from '../../deps.ts';
import { sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import { appointmentMail, type AppointmentNews } from '../../mail/texts/appointment-mails.ts';
import { getAccount } from '../../repositories/accounts.ts';
import type { Appointment } from '../../repositories/appointments.ts';
import { getRequest } from '../../repositories/requests.ts';
import { mailContext } from '../mail-context.ts';

/** The mail about an appointment as it will be, times told by the office's clock. Made before the transaction: sealing asks the vault. */
export async function sealAppointmentMail(
  deps: Pick<Deps, 'db' | 'vault' | 'random' | 'config' | 'clock'>,
  news: AppointmentNews,
  appointment: Pick<Appointment, 'id' | 'account_id' | 'request_id' | 'starts_at' | 'ends_at' | 'revision'>,
  office: OfficeReply,
): Promise<SealedMail> {
  const account = await getAccount(deps.db, appointment.account_id);
  const requestNumber = appointment.request_id === null ? null : (await getRequest(deps.db, appointment.request_id)).number;
  const { street, postalCode, city } = office.address;
  const facts = {
    id: appointment.id,
    revision: appointment.revision,
    startsAt: appointment.starts_at,
    endsAt: appointment.ends_at,
    to: { name: `${account.first_name} ${account.last_name}`, address: account.email },
    office: { name: office.name, address: `${street}, ${postalCode} ${city}`, phone: office.phone, email: office.email },
    requestNumber,
  };
  const context = { ...mailContext(deps, account.language), timeZone: office.opening.timeZone };
  return sealMail(deps, appointmentMail(news, facts, context, deps.clock.now()));
}
