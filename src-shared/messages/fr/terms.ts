/** Terms of use: to accept, and accepted. */
export const terms = {
  titleFirst: 'Conditions d’utilisation',
  titleUpdated: 'Les conditions d’utilisation ont changé',
  leadFirst: 'Lisez et acceptez ces conditions une fois ; une copie vous est envoyée. Vos supports restent utilisables sans cela.',
  leadUpdated: 'Une nouvelle version est en vigueur depuis votre dernier accord. Lisez-la pour continuer ; une copie vous est envoyée.',
  version: 'Version du {{date}}',
  text: 'Texte des conditions d’utilisation',
  accept: 'J’accepte ces conditions',
  decline: 'Refuser et me déconnecter',
  declineTitle: 'Refuser les conditions ?',
  declineText: 'Vous serez déconnecté. Votre compte et vos demandes restent tels quels, et vos supports restent utilisables ici.',
  declineConfirm: 'Refuser',
  declineCancel: 'Revenir au texte',
} as const;
