/** FEATURES row 2: what is said when there is no token to show, or none that can be used. */
export const service = {
  starting: {
    title: 'Recherche de vos lecteurs',
    text: 'Clavis interroge le service de cartes à puce de cet ordinateur. Cela prend quelques secondes.',
    action: 'Chercher à nouveau',
  },
  noService: {
    title: 'Le service de cartes à puce ne répond pas',
    text: 'C’est le composant du système qui parle aux lecteurs. Redémarrez-le, ou redémarrez l’ordinateur, puis vérifiez à nouveau. Sous Linux, il s’appelle pcscd.',
    action: 'Vérifier à nouveau',
  },
  noReader: {
    title: 'Aucun lecteur n’est branché',
    text: 'Branchez votre clé, ou votre lecteur puis votre carte. Essayez un autre port USB si rien ne se passe : l’affichage se met à jour tout seul.',
    action: 'Chercher à nouveau',
  },
  noToken: {
    title: 'Aucun support dans le lecteur',
    text: 'Insérez votre carte, puce vers le haut, ou branchez votre clé. L’affichage se met à jour tout seul.',
    action: 'Chercher à nouveau',
  },
  unreadable: {
    chip: 'Ne répond pas',
    title: 'Ce support ne répond pas',
    text: 'Retirez-le, attendez deux secondes et réinsérez-le bien à fond. Aucun essai de code PIN n’est consommé.',
    action: 'Relire le support',
  },
  unknownCard: {
    chip: 'Non reconnu',
    title: 'Ce modèle de support n’est pas reconnu',
    text: 'Par prudence, Clavis ne lui envoie aucun code. Votre bureau vous dira quel logiciel lui convient.',
    action: 'Contacter mon bureau',
  },
  busy: {
    chip: 'Occupé',
    title: 'Un autre logiciel utilise ce support',
    text: 'Fermez le logiciel ou l’onglet qui signe ou vous authentifie, puis relisez le support.',
    action: 'Relire le support',
  },
  virtualOnly: 'Les lecteurs de cet ordinateur sont hors d’atteinte ; le support virtuel fonctionne et permet de s’exercer.',
} as const;
