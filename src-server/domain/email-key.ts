/** What makes two spellings of a mail address the same: Unicode form and case. Dots and plus signs are the mailbox's business. */
export function emailKey(email: string): string {
  return email.normalize('NFC').toLowerCase();
}
