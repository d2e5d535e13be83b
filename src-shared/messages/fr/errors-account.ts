import type { ErrorWords } from '../words-of.ts';

/** Signing in, and what one may do. */
export const accountErrors = {
  signInRequired: {
    title: 'Connexion nécessaire',
    cause: 'Cette action demande d’être connecté à son compte.',
    fix: 'Connectez-vous, puis recommencez.',
  },
  signInExpired: {
    title: 'Votre session est terminée',
    cause: 'Une session se ferme après 30 minutes sans activité, à la déconnexion, ou en fin de journée.',
    fix: 'Connectez-vous à nouveau : vous reprendrez où vous en étiez.',
  },
  forbidden: {
    title: 'Cette action ne vous est pas ouverte',
    cause: 'Votre compte n’a pas le droit demandé.',
    fix: 'Adressez-vous à votre bureau d’enregistrement.',
  },
  termsRequired: {
    title: 'Conditions d’utilisation à accepter',
    cause: 'Une version des conditions d’utilisation est entrée en vigueur depuis votre dernier accord.',
    fix: 'Lisez et acceptez les conditions, puis recommencez.',
  },
  reauthenticationRequired: {
    title: 'Confirmez votre identité',
    cause: 'Cette action est sensible : elle demande une identification de moins de cinq minutes.',
    fix: 'Saisissez à nouveau votre mot de passe, ou utilisez votre certificat.',
  },
  credentialsRefused: {
    title: 'Connexion refusée',
    cause: 'L’adresse et le mot de passe ne correspondent pas, ou le compte n’est pas encore confirmé.',
    fix: 'Vérifiez votre saisie, majuscules comprises. Si vous venez de vous inscrire, ouvrez d’abord le lien reçu par courriel.',
  },
  passwordRefused: {
    title: 'Mot de passe à choisir autrement',
    cause: 'Il faut au moins 8 caractères, dont une minuscule, une majuscule, un chiffre et un caractère spécial, et ni mot de passe répandu, ni nom, ni adresse.',
    fix: 'Choisissez-en un autre. Plusieurs mots sans lien entre eux, séparés par des espaces, font un bon mot de passe.',
  },
  passwordsDiffer: {
    title: 'Les deux mots de passe diffèrent',
    cause: 'La seconde saisie n’est pas identique à la première.',
    fix: 'Saisissez le même mot de passe deux fois.',
  },
  certificateRefused: {
    title: 'Certificat non accepté',
    cause: 'La preuve donnée avec ce certificat n’a pas pu être acceptée pour cette opération.',
    fix: 'Recommencez avec un certificat en cours de validité, ou connectez-vous avec votre mot de passe.',
  },
  certificateIssuerRevoked: {
    title: 'L’émetteur de ce certificat a été révoqué',
    cause: 'L’autorité qui l’a émis ne fait plus foi, et aucun de ses certificats n’est accepté, y compris le vôtre.',
    fix: 'Connectez-vous avec votre mot de passe, et demandez à votre bureau un certificat de la nouvelle autorité.',
  },
  accountLinkRefused: {
    title: 'Ce lien ne sert plus',
    cause: 'Un lien de compte ne sert qu’une fois, pendant un temps limité, et le plus récent annule les précédents.',
    fix: 'Ouvrez le message le plus récent, ou demandez un nouveau lien.',
  },
  termsOutdated: {
    title: 'Une autre version est en vigueur',
    cause: 'Les conditions d’utilisation affichées ne sont plus celles en vigueur.',
    fix: 'Relisez la version en vigueur, puis acceptez-la.',
  },
} as const satisfies Record<string, ErrorWords>;
