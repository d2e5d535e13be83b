/** A link of an account's mail that the system has handed over. */
export const mailLink = {
  accountTitle: 'Un lien de confirmation est arrivé',
  accountText: 'Il confirme l’adresse électronique de votre nouveau compte',
  accountUse: 'Confirmer mon adresse',
  passwordTitle: 'Un lien de mot de passe est arrivé',
  passwordText: 'Il permet de choisir un nouveau mot de passe',
  passwordUse: 'Choisir un mot de passe',
  notMine: 'Vous n’avez rien demandé ? Choisissez « Pas maintenant » : sans vous, rien ne se passe.',
  signedInTitle: 'Vous êtes déjà connecté',
  signedInText: 'Ce lien sert à qui n’est pas connecté. Déconnectez-vous, puis ouvrez-le de nouveau depuis votre courriel.',
} as const;
