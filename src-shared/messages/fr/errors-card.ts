import type { ErrorWords } from '../words-of.ts';

/** Readers, tokens and PIN. */
export const cardErrors = {
  serviceAbsent: {
    title: 'Le service de cartes à puce ne répond pas',
    cause: 'Le composant du système qui parle aux lecteurs est arrêté ou n’est pas installé.',
    fix: 'Redémarrez ce service (pcscd sous Linux) ou l’ordinateur, puis réessayez.',
  },
  noReader: {
    title: 'Aucun lecteur n’est branché',
    cause: 'L’ordinateur ne voit ni clé ni lecteur de carte.',
    fix: 'Branchez votre clé ou votre lecteur, au besoin sur un autre port USB.',
  },
  readerRemoved: {
    title: 'Le lecteur a été débranché',
    cause: 'Le lecteur a disparu pendant l’opération. Aucun essai n’a été consommé.',
    fix: 'Rebranchez-le avec le même support, puis reprenez.',
  },
  readerBusy: {
    title: 'Un autre logiciel utilise ce support',
    cause: 'Un logiciel de signature, un navigateur ou une autre session tient le support. Rien ne lui a été envoyé.',
    fix: 'Fermez ce logiciel, puis réessayez.',
  },
  serviceStopped: {
    title: 'Le service de cartes à puce s’est arrêté',
    cause: 'Le système a arrêté le service pendant l’opération.',
    fix: 'Rebranchez votre support, puis reprenez. Clavis relira son état avant toute chose.',
  },
  noToken: {
    title: 'Aucun support branché',
    cause: 'Le support à débloquer n’est dans aucun lecteur.',
    fix: 'Insérez-le, puis réessayez.',
  },
  tokenRemoved: {
    title: 'Le support a été retiré',
    cause: 'Il a été retiré pendant l’opération. Clavis relira son état au retour, sans rien deviner.',
    fix: 'Réinsérez le même support, puis reprenez.',
  },
  tokenUnreadable: {
    title: 'Le support ne répond pas',
    cause: 'Le contact avec la puce ne se fait pas.',
    fix: 'Retirez le support, attendez deux secondes, réinsérez-le bien à fond, puis réessayez.',
  },
  tokenUnknown: {
    title: 'Ce modèle de support n’est pas reconnu',
    cause: 'Par prudence, Clavis n’envoie aucun code à un modèle qu’il ne connaît pas.',
    fix: 'Votre bureau vous dira quel logiciel convient à ce support.',
  },
  wrongToken: {
    title: 'Ce n’est pas le bon support',
    cause: 'Le support branché n’est pas celui de ce dossier. Rien ne lui a été envoyé.',
    detail: 'Ce dossier concerne le support n° {{expected}} ; le support branché porte le n° {{found}}. Rien ne lui a été envoyé.',
    fix: 'Retirez-le et insérez le support du dossier, puis réessayez.',
  },
  tokenReset: {
    title: 'Un autre logiciel est passé sur le support',
    cause: 'Le support a été réinitialisé par un autre logiciel. Aucun essai n’a été consommé.',
    fix: 'Fermez les autres logiciels de signature, puis reprenez.',
  },
  tokenMalformedAnswer: {
    title: 'Le support a donné une réponse incompréhensible',
    cause: 'La réponse reçue ne correspond pas à ce que ce modèle doit répondre.',
    fix: 'Retirez et réinsérez le support, puis réessayez. Si cela se répète, contactez votre bureau.',
  },
  tokenNotBlocked: {
    title: 'Ce support n’est pas bloqué',
    cause: 'Son code PIN fonctionne encore : il n’y a rien à débloquer et le lien n’a pas servi.',
    fix: 'Utilisez votre code PIN actuel. Si vous l’avez oublié, contactez votre bureau avant le dernier essai.',
  },
  tokenCommandRefused: {
    title: 'Le support a refusé une commande',
    cause: 'Le support n’a pas accepté une lecture nécessaire au déblocage.',
    fix: 'Votre bureau vérifiera l’état du support avec vous.',
  },
  pinLength: {
    title: 'Le code doit compter 4 chiffres',
    cause: 'Le code saisi est trop court ou trop long.',
    fix: 'Saisissez exactement 4 chiffres.',
  },
  pinNotDigits: {
    title: 'Le code ne doit contenir que des chiffres',
    cause: 'Un caractère qui n’est pas un chiffre de 0 à 9 a été saisi.',
    fix: 'Saisissez 4 chiffres de 0 à 9.',
  },
  pinSequence: {
    title: 'Ce code est trop facile à deviner',
    cause: 'Le code 1234 est interdit : c’est le premier que l’on essaie.',
    fix: 'Choisissez un autre code.',
  },
  pinRepeated: {
    title: 'Ce code est trop facile à deviner',
    cause: 'Un code qui répète quatre fois le même chiffre est interdit.',
    fix: 'Choisissez un autre code.',
  },
  pinMismatch: {
    title: 'Les deux codes sont différents',
    cause: 'La confirmation ne correspond pas au code saisi.',
    fix: 'Saisissez à nouveau le code et sa confirmation.',
  },
  pinRefusedByCard: {
    title: 'Le support n’accepte pas ce code',
    cause: 'Le support applique une règle de plus et a refusé le code choisi. Il est toujours bloqué, comme avant.',
    fix: 'Choisissez un autre code. Votre lien et vos essais restent valables.',
  },
  pinNotHeld: {
    title: 'Le code est à choisir à nouveau',
    cause: 'Le code choisi n’est gardé qu’en mémoire ; il a été effacé avant d’être écrit.',
    fix: 'Choisissez à nouveau votre code. Vos réponses ne seront pas redemandées si elles ont été acceptées.',
  },
} as const satisfies Record<string, ErrorWords>;
