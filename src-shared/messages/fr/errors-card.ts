import type { ErrorWords } from '../words-of.ts';

/** Readers, tokens and PIN. */
export const cardErrors = {
  serviceAbsent: {
    title: 'Le service de cartes à puce ne répond pas',
    cause: 'Le composant du système qui parle aux lecteurs est arrêté ou n’est pas installé.',
    fix: 'Redémarrez ce service (pcscd sous Linux) ou l’ordinateur, puis réessayez.',
  },
  addonMissing: {
    title: 'Le composant de lecture des cartes manque',
    cause: 'La partie de Clavis qui parle aux lecteurs n’a pas été installée pour cet ordinateur, ou le système refuse de la charger.',
    fix: 'Réinstallez Clavis. D’ici là, vous pouvez vous exercer sur le support virtuel.',
  },
  pcscLibraryMissing: {
    title: 'Le système ne sait pas lire les cartes à puce',
    cause: 'La bibliothèque PC/SC du système n’est pas installée.',
    fix: 'Sous Debian ou Ubuntu, installez le paquet « pcscd », puis réessayez.',
  },
  serviceAccessDenied: {
    title: 'Le système interdit l’accès aux lecteurs',
    cause: 'Une règle du système (polkit, bac à sable ou session à distance) refuse à votre session l’usage des lecteurs.',
    fix: 'Ouvrez une session directement sur cet ordinateur, ou demandez à l’assistance d’autoriser l’accès.',
  },
  serviceVersionMismatch: {
    title: 'Deux versions du service de cartes ne se comprennent pas',
    cause: 'La bibliothèque livrée avec un bac à sable (Snap, Flatpak) est plus récente ou plus ancienne que le service du système.',
    fix: 'Mettez le système à jour, ou installez Clavis par son paquet plutôt que par un bac à sable.',
  },
  remoteSession: {
    title: 'Cette session est ouverte à distance',
    cause: 'Le lecteur branché ici peut être réservé à la session locale, ou appartenir à l’ordinateur d’où vous vous connectez.',
    fix: 'Branchez le support sur l’ordinateur devant lequel vous êtes, et ouvrez Clavis sur celui-ci.',
  },
  sandboxed: {
    title: 'Clavis est enfermé dans un bac à sable',
    cause: 'Le paquet Snap, Flatpak ou le conteneur qui l’exécute lui cache le service de cartes à puce.',
    fix: 'Autorisez l’accès aux cartes à puce dans les réglages de ce paquet, ou installez Clavis par le paquet du système.',
  },
  driverMissing: {
    title: 'Aucun pilote pour ce support',
    cause: 'Clavis ne lit pas ce modèle lui-même, et aucun module PKCS#11 capable de le faire n’est installé.',
    fix: 'Votre bureau vous dira quel logiciel installer pour ce support.',
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
    cause: 'Le support demandé n’est dans aucun lecteur.',
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
    cause: 'Le support n’a pas accepté une lecture nécessaire à l’opération.',
    fix: 'Votre bureau vérifiera l’état du support avec vous.',
  },
  tokenReadOnly: {
    title: 'Ce support peut être lu, pas modifié',
    cause: 'Clavis ne connaît pas assez ce modèle pour lui envoyer un code sans risque. Rien ne lui a été envoyé.',
    fix: 'Utilisez le logiciel fourni avec ce support, ou contactez votre bureau.',
  },
  signingNotSupported: {
    title: 'Ce modèle de support ne sert pas encore à se connecter',
    cause: 'Clavis sait lire ce support, mais pas signer avec lui. Rien ne lui a été envoyé, aucun essai n’a été consommé.',
    fix: 'Connectez-vous avec votre mot de passe.',
  },
  signatureWrong: {
    title: 'La signature du support n’est pas la bonne',
    cause: 'Le code PIN était juste, aucun essai ne manque. La clé utilisée ne correspond pas au certificat.',
    fix: 'Contactez votre bureau : le support doit être vérifié.',
  },
  pinLength: {
    title: 'Le code n’a pas la bonne longueur',
    cause: 'Le code saisi est trop court ou trop long pour ce support. Rien ne lui a été envoyé.',
    fix: 'Saisissez un code de la longueur indiquée sous le champ.',
  },
  pinNotDigits: {
    title: 'Le code ne doit contenir que des chiffres',
    cause: 'Un caractère qui n’est pas un chiffre de 0 à 9 a été saisi.',
    fix: 'Saisissez des chiffres de 0 à 9 seulement.',
  },
  pinSequence: {
    title: 'Ce code est trop facile à deviner',
    cause: 'Une suite comme 1234 est interdite : c’est la première que l’on essaie.',
    fix: 'Choisissez un autre code.',
  },
  pinRepeated: {
    title: 'Ce code est trop facile à deviner',
    cause: 'Un code qui répète un seul chiffre ou caractère est interdit.',
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
  pinCounterChanged: {
    title: 'Le nombre d’essais a changé',
    cause: 'Un autre logiciel a utilisé ce support depuis l’affichage. Rien ne lui a été envoyé.',
    detail: 'Le support en annonce maintenant {{triesLeft}} : un autre logiciel l’a utilisé depuis l’affichage. Rien ne lui a été envoyé.',
    fix: 'Regardez le nombre d’essais restants, puis décidez.',
  },
  pinLastTryUnconfirmed: {
    title: 'Le dernier essai demande une confirmation',
    cause: 'Un échec bloquerait ce support. Rien ne lui a été envoyé.',
    fix: 'Recopiez la fin du numéro du support, ou renoncez si vous n’êtes pas sûr de votre code.',
  },
  pinBlocked: {
    title: 'Le code PIN est bloqué',
    cause: 'Le support n’accepte plus de code PIN. Vos certificats restent lisibles.',
    fix: 'Débloquez le support : un nouveau code vous sera proposé.',
  },
  pukBlocked: {
    title: 'Le code PUK est bloqué',
    cause: 'Le support n’accepte plus de code PUK : il ne peut plus être débloqué de cette façon.',
    fix: 'Votre bureau vous dira si le support peut encore être débloqué ou doit être remplacé.',
  },
  pinUnchanged: {
    title: 'Le nouveau code est le même que l’ancien',
    cause: 'Le code actuel et le nouveau code sont identiques. Rien n’a été envoyé au support.',
    fix: 'Choisissez un autre code.',
  },
  pinCharacters: {
    title: 'Ce caractère n’est pas accepté',
    cause: 'Ce support n’accepte que des lettres sans accent, des chiffres et des signes courants.',
    fix: 'Saisissez le code à nouveau, sans accent.',
  },
  pinTriesLow: {
    title: 'Il reste peu d’essais de code PIN',
    cause: 'Un code erroné de plus peut bloquer ce support. Ce diagnostic n’en a consommé aucun.',
    fix: 'N’essayez que si vous êtes sûr de votre code. En cas de doute, contactez votre bureau.',
  },
  pinCounterUnknown: {
    title: 'Le nombre d’essais de code PIN est inconnu',
    cause: 'Ce support ne dit pas combien d’essais il reste, ou sa réponse n’a pas de sens.',
    fix: 'N’essayez que si vous êtes sûr de votre code.',
  },
} as const satisfies Record<string, ErrorWords>;
