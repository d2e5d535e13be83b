import type { DocumentKind, DocumentRefusal, RefusalReason, RequestState } from '../../src-shared/domain/request-codes.ts';
import type { Language } from '../../src-shared/domain/views.ts';

/** What codes of requests are called on paper and in mails. Screens have their own words. */
interface RequestWords {
  readonly states: Readonly<Record<RequestState, string>>;
  readonly documents: Readonly<Record<DocumentKind, string>>;
  readonly documentRefusals: Readonly<Record<DocumentRefusal, string>>;
  readonly refusals: Readonly<Record<RefusalReason, string>>;
}

export const REQUEST_WORDS: Readonly<Record<Language, RequestWords>> = {
  fr: {
    states: {
      draft: 'Brouillon',
      submitted: 'Enregistrée',
      beingChecked: 'En cours de contrôle',
      toComplete: 'À compléter',
      accepted: 'Acceptée',
      appointmentPlanned: 'Rendez-vous pris',
      issued: 'Certificat délivré',
      refused: 'Refusée',
      withdrawn: 'Retirée',
      expired: 'Expirée',
    },
    documents: {
      identityDocument: 'Pièce d’identité',
      entityRegistration: 'Justificatif d’immatriculation',
      mandate: 'Mandat du représentant légal',
      applicationForm: 'Formulaire de demande signé',
      other: 'Autre pièce',
    },
    documentRefusals: {
      unreadable: 'illisible',
      expired: 'périmée',
      notTheRightDocument: 'ce n’est pas la pièce demandée',
      incomplete: 'incomplète',
      other: 'autre motif',
    },
    refusals: {
      identityNotProven: 'l’identité du titulaire n’est pas établie',
      entityNotProven: 'l’existence de l’établissement n’est pas établie',
      notEntitled: 'le titulaire n’est pas habilité par l’établissement',
      productNotSuitable: 'le produit demandé ne convient pas',
      noAnswer: 'nos demandes sont restées sans réponse',
      other: 'autre motif',
    },
  },
  en: {
    states: {
      draft: 'Draft',
      submitted: 'Registered',
      beingChecked: 'Being checked',
      toComplete: 'To be completed',
      accepted: 'Accepted',
      appointmentPlanned: 'Appointment made',
      issued: 'Certificate issued',
      refused: 'Refused',
      withdrawn: 'Withdrawn',
      expired: 'Expired',
    },
    documents: {
      identityDocument: 'Identity document',
      entityRegistration: 'Proof of registration',
      mandate: 'Mandate of the legal representative',
      applicationForm: 'Signed application form',
      other: 'Other document',
    },
    documentRefusals: {
      unreadable: 'cannot be read',
      expired: 'out of date',
      notTheRightDocument: 'not the document that was asked for',
      incomplete: 'incomplete',
      other: 'another reason',
    },
    refusals: {
      identityNotProven: 'the identity of the holder is not proven',
      entityNotProven: 'the existence of the organisation is not proven',
      notEntitled: 'the organisation has not entitled the holder',
      productNotSuitable: 'the product is not the right one',
      noAnswer: 'our questions were not answered',
      other: 'another reason',
    },
  },
};
