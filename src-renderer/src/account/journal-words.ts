import type { TFunction } from 'i18next';
import type { JournalEntry } from '../../../src-shared/http/own-account.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';

type JournalKey = keyof typeof french.journal;
const NOT_EVENTS: ReadonlySet<string> = new Set(['byPassword', 'byCertificate', 'unknown']);

/** A line of the journal in words. What this version does not know is said to be there, and no more. */
export function journalWords({ event, details }: JournalEntry, t: TFunction): string {
  const key = event.replace('.', '_');
  const said = isKey(key) ? t(`journal.${key}`) : t('journal.unknown');
  const { method } = details;
  if (method === 'password') return `${said} ${t('journal.byPassword')}`;
  return method === 'certificate' ? `${said} ${t('journal.byCertificate')}` : said;
}

function isKey(key: string): key is JournalKey {
  return Object.hasOwn(french.journal, key) && !NOT_EVENTS.has(key);
}
