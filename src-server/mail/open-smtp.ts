import { readFileSync } from 'node:fs';
import type { AuthorityConfig } from '../config.ts';
import type { MailTransport } from './mail-folder.ts';
import { readSmtpUrl } from './smtp-address.ts';
import { smtpTransport } from './smtp-transport.ts';

/** The server of the configuration; null: none is named. @throws Error when the file of its authorities cannot be read */
export function openSmtp({ smtpUrl, smtpPlaintext, smtpCaFile }: Pick<AuthorityConfig, 'smtpUrl' | 'smtpPlaintext' | 'smtpCaFile'>): MailTransport | null {
  if (smtpUrl === null) return null;
  const authorities = smtpCaFile === null ? null : readFileSync(smtpCaFile, 'utf8');
  return smtpTransport({ address: readSmtpUrl(smtpUrl, { plaintext: smtpPlaintext, hasAuthority: authorities !== null }), authorities });
}
