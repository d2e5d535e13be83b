import { calendarEntry } from '../calendar-entry.ts';
import type { MailMessage } from '../mail-message.ts';
import { facts, mailTo, paragraph, tellTime, type MailContext } from '../mail-parts.ts';

/** An appointment as its holder is told of it. */
export interface AppointmentFacts {
  readonly id: string;
  readonly revision: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly to: { readonly name: string; readonly address: string };
  readonly office: { readonly name: string; readonly address: string; readonly phone: string; readonly email: string };
  /** Number of the request, if it is about one. */
  readonly requestNumber: number | null;
}

export type AppointmentNews = 'confirmed' | 'moved' | 'cancelled' | 'reminder';

const KINDS = { confirmed: 'appointmentConfirmed', moved: 'appointmentMoved', cancelled: 'appointmentCancelled', reminder: 'appointmentReminder' } as const;

/** @param context.timeZone the office's: an appointment is at a place. */
export function appointmentMail(news: AppointmentNews, appointment: AppointmentFacts, context: MailContext, now: number): MailMessage {
  const fr = context.language === 'fr';
  const { to, office, requestNumber } = appointment;
  const when = tellTime(appointment.startsAt, context);
  const words = fr ? FRENCH : ENGLISH;
  const rows: Array<readonly [string, string]> = [
    [words.when, when],
    [words.office, office.name],
    [words.address, office.address],
    [words.phone, office.phone],
  ];
  if (requestNumber !== null) rows.push([words.request, fr ? `n°\u00A0${requestNumber}` : `no. ${requestNumber}`]);
  const entry = calendarEntry({
    uid: `${appointment.id}@${office.email.split('@').at(-1) ?? 'clavis'}`,
    sequence: appointment.revision - 1,
    cancelled: news === 'cancelled',
    stampedAt: now,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    summary: words.summary(office.name),
    location: office.address,
    organizer: { name: office.name, address: office.email },
  });
  const blocks = [paragraph(`${fr ? 'Bonjour' : 'Hello'} ${to.name},`), paragraph(words.news[news]), facts(rows), ...(news === 'cancelled' ? [] : [paragraph(words.bring)])];
  return mailTo(KINDS[news], to, context, words.title[news](when), blocks, { filename: `${words.file}.ics`, contentType: 'text/calendar', content: entry });
}

const FRENCH = {
  when: 'Date',
  office: 'Bureau',
  address: 'Adresse',
  phone: 'Téléphone',
  request: 'Demande',
  file: 'rendez-vous',
  summary: (office: string) => `Rendez-vous\u202F: ${office}`,
  bring: 'Apportez une pièce d’identité en cours de validité et, si vous en avez un, votre support. Prévenez-nous si vous ne pouvez pas venir\u202F: un autre en profitera.',
  title: {
    confirmed: (when: string) => `Votre rendez-vous du ${when}`,
    moved: (when: string) => `Votre rendez-vous est déplacé au ${when}`,
    cancelled: (when: string) => `Votre rendez-vous du ${when} est annulé`,
    reminder: (when: string) => `Rappel de votre rendez-vous du ${when}`,
  },
  news: {
    confirmed: 'Votre rendez-vous est confirmé.',
    moved: 'Votre rendez-vous est déplacé. Voici la nouvelle date\u202F:',
    cancelled: 'Ce rendez-vous est annulé. Vous pouvez en prendre un autre depuis votre compte.',
    reminder: 'Nous vous attendons bientôt.',
  },
} as const;

const ENGLISH = {
  when: 'Date',
  office: 'Office',
  address: 'Address',
  phone: 'Phone',
  request: 'Request',
  file: 'appointment',
  summary: (office: string) => `Appointment: ${office}`,
  bring: 'Bring a valid identity document and, if you have one, your token. Tell us if you cannot come: somebody else will be glad of it.',
  title: {
    confirmed: (when: string) => `Your appointment of ${when}`,
    moved: (when: string) => `Your appointment has moved to ${when}`,
    cancelled: (when: string) => `Your appointment of ${when} is cancelled`,
    reminder: (when: string) => `Reminder of your appointment of ${when}`,
  },
  news: {
    confirmed: 'Your appointment is confirmed.',
    moved: 'Your appointment has moved. This is its new date:',
    cancelled: 'This appointment is cancelled. You can book another one in your account.',
    reminder: 'We expect you soon.',
  },
} as const;
