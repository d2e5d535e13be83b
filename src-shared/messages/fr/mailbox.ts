export const mailbox = {
  title: 'Courrier',
  notice: 'Boîte de répétition, locale. Ces messages n’ont pas quitté cet ordinateur ; en service, ils arrivent dans votre messagerie habituelle.',
  list: 'Messages reçus',
  empty: 'Aucun message',
  emptyText: 'Le lien de déblocage arrivera ici dès que vous l’aurez demandé depuis la page de votre support.',
  emptyAction: 'Aller aux supports',
  from: 'Reçu {{age}}',
  to: 'À {{to}}',
  useLink: 'Utiliser ce lien ici',
  openPage: 'Ouvrir la page du lien',
  noLink: 'Ce message ne contient pas de lien de déblocage.',
  linkNote: 'La page du lien s’ouvre dans votre navigateur, comme en service ; « Utiliser ce lien ici » s’en passe.',
} as const;
