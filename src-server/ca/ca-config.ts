import { readFileSync } from 'node:fs';
import { z } from 'zod';

const httpUrl = z.string().regex(/^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}$/u, 'must be an origin, without a path');
const line = z.string().min(1).max(64);

/** A kind of token that keys may be kept on. */
const support = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/u),
  name: line,
  /** Day on which its qualification as a device ends (eIDAS, article 30), "2028-12-31"; null: no end is known. */
  qualifiedUntil: z.iso.date().nullable(),
});

const caConfig = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/u),
  organization: line,
  organizationIdentifier: z.string().regex(/^(VAT|NTR|PSD|LEI)[A-Z]{2}-[\x20-\x7e]{1,50}$/u),
  rootName: line,
  issuingName: line,
  responderName: line,
  /** Arc under which the policies of the profiles are numbered. */
  policyArc: z.string().regex(/^[0-2](?:\.(?:0|[1-9]\d*)){2,20}$/u),
  disclosures: z.array(z.strictObject({ url: z.url({ protocol: /^https$/u }), language: z.string().regex(/^[a-z]{2}$/u) })).min(1).max(8),
  /** Origin under which lists, certificates and OCSP are reached, written in every certificate; http, so that nothing has to be trusted before (RFC 5280, 8). Null: the public one. */
  url: httpUrl.nullable(),
  supports: z.array(support).max(50),
});

export type CaConfig = z.infer<typeof caConfig>;
export type Support = z.infer<typeof support>;

/** Keys that are in no token. */
export const SOFTWARE = 'software';

/**
 * For rehearsals: numbers and addresses of nobody. The policy arc is of the enterprise number kept for documentation (RFC 5612):
 * a real authority has its own.
 */
export const DEFAULT_CA: CaConfig = {
  country: 'FR',
  organization: 'Autorité Clavis (répétition)',
  organizationIdentifier: 'NTRFR-000000000',
  rootName: 'Clavis Rehearsal Root CA',
  issuingName: 'Clavis Rehearsal Issuing CA',
  responderName: 'Clavis Rehearsal OCSP',
  policyArc: '1.3.6.1.4.1.32473.7.1',
  disclosures: [
    { url: 'https://clavis.example/pds-en.pdf', language: 'en' },
    { url: 'https://clavis.example/pds-fr.pdf', language: 'fr' },
  ],
  url: null,
  supports: [
    { id: 'ias-ecc-card', name: 'Carte IAS ECC', qualifiedUntil: '2029-12-31' },
    { id: 'ias-ecc-key', name: 'Clé IAS ECC', qualifiedUntil: '2029-12-31' },
    { id: 'ias-ecc-card-2015', name: 'Carte IAS ECC (2015)', qualifiedUntil: '2025-12-31' },
    { id: 'gids-card', name: 'Carte GIDS', qualifiedUntil: null },
  ],
};

/** @throws Error naming what is wrong in the file of CLAVIS_CA_FILE. */
export function readCaConfig(file: string): CaConfig {
  const parsed = caConfig.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success && parsed.data.disclosures.some(({ language }) => language === 'en')) return parsed.data;
  throw new Error(`CLAVIS_CA_FILE: ${parsed.success ? 'disclosures lacks one in English' : `${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or not as it must be`}`);
}

/** The moment from which its qualification is over; null: not foreseen. */
export function qualificationEnd({ qualifiedUntil }: Support): number | null {
  return qualifiedUntil === null ? null : Date.parse(`${qualifiedUntil}T00:00:00Z`) + 86_400_000;
}
