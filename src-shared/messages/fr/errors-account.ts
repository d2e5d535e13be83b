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
} as const satisfies Record<string, ErrorWords>;
