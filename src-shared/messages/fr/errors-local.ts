import type { ErrorWords } from '../words-of.ts';

export const localErrors = {
  localCopyDamaged: {
    title: 'La copie locale de votre compte est abîmée',
    cause: 'Son fichier ne se lit plus en entier. Rien n’est perdu chez l’autorité.',
    fix: 'Réessayez : Clavis met ce fichier de côté et en refait un à partir de l’autorité.',
  },
  localCopyReadOnly: {
    title: 'La copie locale de votre compte ne peut pas être écrite',
    cause: 'Son fichier, ou le disque où il se trouve, est en lecture seule. Vous pouvez tout consulter.',
    fix: 'Rendez l’écriture possible à cet endroit, ou contactez l’assistance, puis réessayez.',
  },
  localCopyFull: {
    title: 'Le disque est plein',
    cause: 'La copie locale de votre compte ne peut plus grandir. Ce qui y est déjà reste lisible.',
    fix: 'Libérez de la place sur ce disque, puis réessayez.',
  },
  localCopyBusy: {
    title: 'Un autre Clavis utilise déjà cette copie locale',
    cause: 'Deux programmes ne peuvent pas y écrire en même temps. Rien n’a été modifié.',
    fix: 'Fermez l’autre Clavis, puis rouvrez celui-ci.',
  },
  localCopyUnavailable: {
    title: 'La copie locale de votre compte ne s’ouvre pas',
    cause: 'Le système refuse l’accès à son fichier, ou une partie de Clavis manque.',
    fix: 'Réessayez. Si cela se répète, contactez l’assistance.',
  },
  keyringUnavailable: {
    title: 'Le trousseau de clés du système ne répond pas',
    cause: 'Il est absent, verrouillé ou occupé. Clavis n’enregistre aucun secret ailleurs.',
    fix: 'Ouvrez votre session ou déverrouillez le trousseau, puis réessayez.',
  },
} as const satisfies Record<string, ErrorWords>;
