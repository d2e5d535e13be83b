import type { ErrorWords } from '../words-of.ts';

/** Requests of certificates, their documents, and the offices that judge them. */
export const requestErrors = {
  requestChangedMeanwhile: {
    title: 'La demande a changé entre-temps',
    cause: 'Elle a été modifiée ailleurs depuis que vous l’avez ouverte. Rien n’a été enregistré.',
    fix: 'Relisez-la, puis recommencez.',
  },
  requestStateRefused: {
    title: 'Action impossible à ce stade',
    cause: 'L’état actuel de la demande ne permet pas cette action.',
    fix: 'Consultez la demande pour voir ce qui peut être fait, et par qui.',
  },
  requestIncomplete: {
    title: 'Des pièces manquent',
    cause: 'Toutes les pièces demandées pour ce produit ne sont pas déposées.',
    fix: 'Déposez les pièces manquantes, puis transmettez la demande.',
  },
  productUnavailable: {
    title: 'Produit indisponible',
    cause: 'Ce produit ne figure pas, ou plus, au catalogue.',
    fix: 'Choisissez un autre produit.',
  },
  officeUnavailable: {
    title: 'Bureau indisponible',
    cause: 'Ce bureau d’enregistrement ne peut pas recevoir cette demande.',
    fix: 'Choisissez un autre bureau.',
  },
  identityLocked: {
    title: 'Données non modifiables',
    cause: 'Un renouvellement reprend à l’identique les données du certificat d’origine.',
    fix: 'Si vos données ont changé, faites une nouvelle demande.',
  },
  draftsFull: {
    title: 'Trop de brouillons',
    cause: 'Votre compte a atteint le nombre de brouillons permis.',
    detail: 'Un compte peut avoir {{max}} brouillons à la fois.',
    fix: 'Transmettez ou supprimez un brouillon, puis recommencez.',
  },
  documentRefused: {
    title: 'Pièce non acceptée',
    cause: 'Le fichier n’est pas un PDF, un PNG ou un JPEG complet et lisible, ou n’est pas celui qui était annoncé.',
    fix: 'Vérifiez que le fichier s’ouvre sans mot de passe, enregistrez-le à nouveau au besoin, puis recommencez.',
  },
  documentsFull: {
    title: 'Trop de pièces',
    cause: 'La demande a atteint le nombre ou le volume de pièces permis.',
    detail: 'Une demande peut avoir {{max}} pièces, et {{maxMegabytes}} Mo en tout.',
    fix: 'Retirez une pièce, ou déposez-en une version plus légère.',
  },
  documentDropped: {
    title: 'Pièce effacée',
    cause: 'La durée de conservation de cette pièce est passée : son contenu a été effacé.',
    fix: 'Il n’y a rien à faire.',
  },
  documentsNotJudged: {
    title: 'Des pièces attendent un avis',
    cause: 'Une demande n’est acceptée que si chaque pièce demandée l’a été.',
    fix: 'Donnez un avis sur chaque pièce, puis recommencez.',
  },
  requestNotYours: {
    title: 'Un collègue a cette demande',
    cause: 'Seul l’opérateur qui a pris la demande peut la traiter.',
    fix: 'Prenez-la d’abord à votre compte.',
  },
  officeChangedMeanwhile: {
    title: 'Le bureau a changé entre-temps',
    cause: 'Sa fiche a été modifiée ailleurs depuis que vous l’avez ouverte. Rien n’a été enregistré.',
    fix: 'Relisez-la, puis recommencez.',
  },
} as const satisfies Record<string, ErrorWords>;
