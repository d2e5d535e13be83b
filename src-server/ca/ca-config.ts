import { readFileSync } from 'node:fs';
import { z } from 'zod';

const httpUrl = z.string().regex(/^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}$/u, 'must be an origin, without a path');
const line = z.string().min(1).max(64);

const caConfig = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/u),
  organization: line,
  organizationIdentifier: z.string().regex(/^(VAT|NTR|PSD|LEI)[A-Z]{2}-[\x20-\x7e]{1,50}$/u),
  rootName: line,
  issuingName: line,
  responderName: line,
  disclosures: z.array(z.strictObject({ url: z.url({ protocol: /^https$/u }), language: z.string().regex(/^[a-z]{2}$/u) })).min(1).max(8),
  /** Origin under which lists, certificates and OCSP are reached, written in every certificate; http, so that nothing has to be trusted before (RFC 5280, 8). Null: the public one. */
  url: httpUrl.nullable(),
});

export type CaConfig = z.infer<typeof caConfig>;

/** For rehearsals: numbers and addresses of nobody. Policies are the products' (`catalogue`). */
export const DEFAULT_CA: CaConfig = {
  country: 'FR',
  organization: 'Autorité Clavis (répétition)',
  organizationIdentifier: 'NTRFR-000000000',
  rootName: 'Clavis Rehearsal Root CA',
  issuingName: 'Clavis Rehearsal Issuing CA',
  responderName: 'Clavis Rehearsal OCSP',
  disclosures: [
    { url: 'https://clavis.example/pds-en.pdf', language: 'en' },
    { url: 'https://clavis.example/pds-fr.pdf', language: 'fr' },
  ],
  url: null,
};

/** @throws Error naming what is wrong in the file of CLAVIS_CA_FILE. */
export function readCaConfig(file: string): CaConfig {
  const parsed = caConfig.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success && parsed.data.disclosures.some(({ language }) => language === 'en')) return parsed.data;
  throw new Error(`CLAVIS_CA_FILE: ${parsed.success ? 'disclosures lacks one in English' : `${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or not as it must be`}`);
}
