import type { CertificateRow, ConflictView, HomeItem, RequestRow } from '../../../src-shared/domain/account-views.ts';
import type { ResumableUnblock, TokenView } from '../../../src-shared/domain/views.ts';
import type { AppointmentReply } from '../../../src-shared/http/appointments.ts';

const DAY_MS = 24 * 60 * 60_000;
/** When somebody is reminded of the end of a certificate, in days. */
const REMINDER_DAYS = [7, 30, 60, 90] as const;
/** An expired certificate is nobody's news for ever. */
const EXPIRED_SHOWN_MS = 30 * DAY_MS;

export interface HomeFacts {
  readonly tokens: readonly TokenView[];
  readonly resumable: ResumableUnblock | null;
  readonly certificates: readonly CertificateRow[];
  readonly requests: readonly RequestRow[];
  readonly appointments: readonly AppointmentReply[];
  readonly officeNames: ReadonlyMap<string, string>;
  readonly conflicts: readonly ConflictView[];
  /** Somebody is signed in: only then is there an account to associate with. */
  readonly signedIn: boolean;
  readonly now: number;
}

/** What is worth knowing on the first screen, in the order in which it presses. */
export function homeItems(facts: HomeFacts): readonly HomeItem[] {
  const mine = facts.requests.filter(({ nextBy, nextAction }) => nextBy === 'holder' && nextAction !== null && nextAction !== 'attendAppointment');
  const theirs = facts.requests.filter(({ nextBy }) => nextBy === 'office' || nextBy === 'authority');
  return [
    ...tokenItems(facts),
    ...facts.conflicts.map(({ changeId }): HomeItem => ({ kind: 'conflict', changeId })),
    ...endItems(facts),
    ...oldestFirst(mine).map(({ requestId, number, nextAction }): HomeItem => ({ kind: 'requestWaitsForMe', requestId, number, nextAction: nextAction ?? '' })),
    ...appointmentItems(facts),
    ...associationItems(facts),
    ...oldestFirst(theirs).map(({ requestId, number }): HomeItem => ({ kind: 'requestWaitsForOffice', requestId, number })),
  ];
}

const oldestFirst = (rows: readonly RequestRow[]): readonly RequestRow[] => rows.toSorted((a, b) => a.changedAt - b.changedAt || a.number - b.number);

/** The narrowest of the reminders, or null: the end is further away, or past. */
export function reminderFor(notAfter: number, now: number): (typeof REMINDER_DAYS)[number] | null {
  if (notAfter < now) return null;
  return REMINDER_DAYS.find((days) => notAfter - now <= days * DAY_MS) ?? null;
}

function tokenItems({ tokens, resumable }: HomeFacts): readonly HomeItem[] {
  const items = tokens.flatMap(({ serial, readerId, blocked, pin }): readonly HomeItem[] => {
    if (serial === null) return [];
    // An unblock that has begun is the way out of it: the item below.
    if (blocked) return resumable?.serial === serial ? [] : [{ kind: 'tokenBlocked', serial, readerId }];
    return pin.triesLeft === 1 ? [{ kind: 'tokenLastTry', serial, readerId }] : [];
  });
  return resumable === null ? items : [{ kind: 'unblockResumable', serial: resumable.serial }, ...items];
}

function endItems({ certificates, now }: HomeFacts): readonly HomeItem[] {
  const renewedAway = (row: CertificateRow): boolean => row.account?.renewedBy !== null && row.account !== null;
  return certificates
    .filter((row) => row.state !== 'revoked' && !renewedAway(row))
    .toSorted((a, b) => a.notAfter - b.notAfter)
    .flatMap((row): readonly HomeItem[] => {
      const { sha256, name, notAfter } = row;
      const item = { certificateSerial: row.account?.serial ?? null, sha256, name, notAfter, renewable: row.account?.renewal === 'possible' };
      if (notAfter < now) return now - notAfter <= EXPIRED_SHOWN_MS ? [{ kind: 'certificateExpired', ...item }] : [];
      const within = reminderFor(notAfter, now);
      return within === null ? [] : [{ kind: 'certificateExpires', ...item, within }];
    });
}

function appointmentItems({ appointments, officeNames, now }: HomeFacts): readonly HomeItem[] {
  return appointments
    .filter(({ state, endsAt }) => state === 'booked' && endsAt > now)
    .toSorted((a, b) => a.startsAt - b.startsAt)
    .map(({ appointmentId, requestId, startsAt, officeId }) => ({ kind: 'appointment', appointmentId, requestId, startsAt, officeName: officeNames.get(officeId) ?? '' }));
}

function associationItems({ certificates, tokens, signedIn, now }: HomeFacts): readonly HomeItem[] {
  if (!signedIn) return [];
  const signers = new Set(tokens.filter(({ abilities }) => abilities.sign).map(({ serial }) => serial));
  return certificates.flatMap(({ sha256, name, token, signsIn, state, notAfter }): readonly HomeItem[] => {
    const could = token !== null && token.use === 'authentication' && signers.has(token.serial) && !signsIn && state !== 'revoked' && notAfter > now;
    return could ? [{ kind: 'canAssociate', sha256, serial: token.serial, name }] : [];
  });
}
