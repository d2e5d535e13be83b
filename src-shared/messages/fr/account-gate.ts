/** What a section of the account says to who is not signed in. */
export const accountGate = {
  requestsNeedAccount: 'Vos demandes se trouvent dans votre compte. Connectez-vous pour les voir, en faire une ou déposer des pièces.',
  certificatesNeedAccount: 'Connectez-vous pour voir tous les certificats de votre compte, les télécharger, les renouveler ou les révoquer.',
  termsPending: 'Lisez d’abord les conditions d’utilisation de votre compte.',
  signIn: 'Se connecter',
  readTerms: 'Lire les conditions',
  offline: 'L’autorité ne répond pas : vous voyez la copie de cet ordinateur',
  failed: 'La mise à jour de votre compte a échoué',
  stillReadable: 'Tout reste lisible ; ce qui demande l’autorité attendra.',
  syncedAt: 'Dernière mise à jour {{age}}.',
  neverSynced: 'Rien n’a encore été reçu.',
  retry: 'Réessayer',
} as const;
