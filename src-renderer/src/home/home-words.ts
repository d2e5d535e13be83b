import type { TFunction } from 'i18next';
import type { HomeItem } from '../../../src-shared/domain/account-views.ts';
import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import { formatDate, formatDateTime, formatUntil } from '../../../src-shared/messages/format-time.ts';

export type HomeVerb = 'see' | 'open' | 'resume' | 'renew' | 'compare' | 'associate';
export interface HomeWords {
  readonly tone: 'bad' | 'warning' | 'accent' | 'neutral';
  readonly title: string;
  readonly text: string;
  readonly verb: HomeVerb;
}

/** Within this, the end of a certificate is pressing, in days. */
const PRESSING_DAYS = 30;

/** One thing worth knowing, in words: what it is, what it means, the verb of its one button. */
export function homeWords(item: HomeItem, now: number, language: Language, t: TFunction): HomeWords {
  switch (item.kind) {
    case 'tokenBlocked':
      return { tone: 'bad', title: t('home.tokenBlocked'), text: t('home.tokenBlockedText', { serial: formatSerial(item.serial) }), verb: 'see' };
    case 'tokenLastTry':
      return { tone: 'warning', title: t('home.tokenLastTry'), text: t('home.tokenLastTryText', { serial: formatSerial(item.serial) }), verb: 'see' };
    case 'unblockResumable':
      return { tone: 'warning', title: t('home.unblockResumable'), text: t('home.unblockResumableText', { serial: formatSerial(item.serial) }), verb: 'resume' };
    case 'certificateExpired':
      return {
        tone: 'bad',
        title: t('home.certificateExpired', { name: item.name }),
        text: t('home.certificateExpiredText', { date: formatDate(item.notAfter, language) }),
        verb: 'see',
      };
    case 'certificateExpires': {
      const date = formatDate(item.notAfter, language);
      return {
        tone: item.within <= PRESSING_DAYS ? 'warning' : 'neutral',
        title: t('home.certificateExpires', { name: item.name, when: formatUntil(item.notAfter, now, language) }),
        text: item.renewable ? t('home.certificateExpiresText', { date }) : t('home.certificateExpiresNotYet', { date }),
        verb: item.renewable ? 'renew' : 'see',
      };
    }
    case 'requestWaitsForMe':
      return { tone: 'accent', title: t('home.requestWaitsForMe', { number: item.number }), text: requestWords(item.nextAction, t), verb: 'open' };
    case 'requestWaitsForOffice':
      return { tone: 'neutral', title: t('home.requestWaitsForOffice', { number: item.number }), text: t('home.requestWaitsForOfficeText'), verb: 'open' };
    case 'appointment':
      return {
        tone: 'accent',
        title: t('home.appointment', { date: formatDateTime(item.startsAt, language) }),
        text: t('home.appointmentText', { office: item.officeName }),
        verb: 'see',
      };
    case 'conflict':
      return { tone: 'warning', title: t('home.conflict'), text: t('home.conflictText'), verb: 'compare' };
    case 'canAssociate':
      return { tone: 'accent', title: t('home.canAssociate'), text: t('home.canAssociateText', { name: item.name, serial: formatSerial(item.serial) }), verb: 'associate' };
  }
}

function requestWords(nextAction: string, t: TFunction): string {
  switch (nextAction) {
    case 'completeAndSubmit':
    case 'complete':
    case 'bookAppointment':
      return t(`home.request_${nextAction}`);
    default:
      return t('home.request_any');
  }
}
