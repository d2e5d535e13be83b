import type { ProductReply } from '../../src-shared/http/requests.ts';

/** Token models that the products of the rehearsal come on. Names are invented; the last one is no longer qualified. */
const KEY_B = { model: 'key-b', name: 'Clé Clavis B', qualifiedUntil: Date.UTC(2031, 5, 30) };
const CARD_B = { model: 'card-b', name: 'Carte Clavis B', qualifiedUntil: Date.UTC(2030, 11, 31) };
const KEY_A = { model: 'key-a', name: 'Clé Clavis A', qualifiedUntil: Date.UTC(2025, 11, 31) };

const IDENTITY = { kind: 'identityDocument', required: true } as const;
const REGISTRATION = { kind: 'entityRegistration', required: true } as const;
const MANDATE = { kind: 'mandate', required: true } as const;
const FORM = { kind: 'applicationForm', required: true } as const;
const OTHER = { kind: 'other', required: false } as const;

/** Policies below an arc of the documentation's own; a provider puts its own in its catalogue. */
const POLICIES = '1.3.6.1.4.1.32473.7.1';

/** What can be asked for where no `CLAVIS_CATALOGUE_FILE` says otherwise. */
export const DEFAULT_PRODUCTS: readonly ProductReply[] = [
  {
    productId: 'sceau-personne-cle',
    names: { fr: 'Sceau Personne sur clé', en: 'Personal Seal on a key' },
    kind: 'token',
    profile: 'qscd-dual',
    validityMonths: 36,
    supports: [KEY_B, KEY_A],
    documents: [IDENTITY, REGISTRATION, MANDATE, FORM, OTHER],
    policyOid: `${POLICIES}.1`,
  },
  {
    productId: 'sceau-personne-carte',
    names: { fr: 'Sceau Personne sur carte', en: 'Personal Seal on a card' },
    kind: 'token',
    profile: 'qscd-dual',
    validityMonths: 36,
    supports: [CARD_B],
    documents: [IDENTITY, REGISTRATION, MANDATE, FORM, OTHER],
    policyOid: `${POLICIES}.1`,
  },
  {
    productId: 'sceau-signature-cle',
    names: { fr: 'Sceau Signature sur clé', en: 'Signing Seal on a key' },
    kind: 'token',
    profile: 'qscd-signature',
    validityMonths: 24,
    supports: [KEY_B],
    documents: [IDENTITY, REGISTRATION, FORM, OTHER],
    policyOid: `${POLICIES}.2`,
  },
  {
    productId: 'sceau-logiciel',
    names: { fr: 'Sceau Logiciel', en: 'Software Seal' },
    kind: 'software',
    profile: 'software',
    validityMonths: 12,
    supports: [],
    documents: [IDENTITY, FORM, OTHER],
    policyOid: `${POLICIES}.4`,
  },
];
