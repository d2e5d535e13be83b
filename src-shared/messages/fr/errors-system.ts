import type { ErrorWords } from '../words-of.ts';

/** The authority, the network and the program itself. */
export const systemErrors = {
  authorityUnreachable: {
    title: 'L’autorité ne répond pas',
    cause: 'La connexion est coupée, ou un pare-feu l’empêche. Aucun essai n’a été consommé.',
    detail: 'Le serveur {{host}} ne répond pas : la connexion est coupée, ou un pare-feu l’empêche. Aucun essai n’a été consommé.',
    fix: 'Vérifiez votre connexion, puis réessayez. La lecture de votre support fonctionne toujours.',
  },
  authorityFailure: {
    title: 'L’autorité a rencontré un incident',
    cause: 'Le serveur a répondu par une panne. Aucun essai n’a été consommé.',
    fix: 'Réessayez dans quelques minutes. Votre lien reste valable.',
  },
  authorityBadReply: {
    title: 'La réponse de l’autorité n’est pas lisible',
    cause: 'La réponse reçue n’a pas la forme prévue ; un équipement du réseau l’a peut-être modifiée.',
    fix: 'Réessayez depuis un autre réseau. Si cela se répète, contactez l’assistance.',
  },
  tooManyRequests: {
    title: 'Trop de demandes à la suite',
    cause: 'L’autorité limite le rythme des demandes. Aucun essai n’a été consommé.',
    detail: 'L’autorité limite le rythme des demandes. Aucun essai n’a été consommé. Vous pourrez réessayer {{retryAfterSeconds}}.',
    fix: 'Patientez un peu, puis réessayez.',
  },
  vaultUnavailable: {
    title: 'L’autorité ne peut pas calculer la réponse',
    cause: 'Son coffre de clés est indisponible pour le moment. Rien n’a été envoyé au support.',
    fix: 'Réessayez dans quelques minutes. Votre lien et vos essais restent valables.',
  },
  requestInvalid: {
    title: 'L’autorité n’a pas compris la demande',
    cause: 'Cette version de Clavis et celle de l’autorité ne s’accordent peut-être plus.',
    fix: 'Installez la dernière version de Clavis, ou contactez l’assistance.',
  },
  notFound: {
    title: 'L’autorité ne trouve pas ce qui est demandé',
    cause: 'Cette version de Clavis et celle de l’autorité ne s’accordent peut-être plus.',
    fix: 'Installez la dernière version de Clavis, ou contactez l’assistance.',
  },
  idempotencyMismatch: {
    title: 'Deux demandes différentes portent la même marque',
    cause: 'L’autorité a refusé par prudence. Rien n’a été envoyé au support.',
    fix: 'Recommencez depuis le lien. Si cela se répète, contactez l’assistance.',
  },
  mediaTypeRefused: {
    title: 'Ce type de fichier n’est pas accepté',
    cause: 'L’autorité n’accepte que certains types de fichier, et le contenu doit correspondre au type annoncé.',
    fix: 'Enregistrez le document en PDF, PNG ou JPEG, puis recommencez.',
  },
  cursorUnknown: {
    title: 'La copie de votre compte est à refaire',
    cause: 'L’autorité ne sait plus où s’était arrêtée cette copie ; elle a peut-être été rétablie depuis une sauvegarde.',
    fix: 'Réessayez : Clavis relit votre compte depuis le début.',
  },
  busy: {
    title: 'Une opération est déjà en cours',
    cause: 'Clavis ne fait qu’une chose à la fois avec votre support.',
    fix: 'Patientez jusqu’à la fin de l’opération.',
  },
  callRejected: {
    title: 'Demande refusée par Clavis',
    cause: 'La fenêtre a envoyé une demande mal formée, qui n’a pas été exécutée.',
    fix: 'Fermez puis rouvrez Clavis. Si cela se répète, contactez l’assistance.',
  },
  internal: {
    title: 'Clavis a rencontré une erreur',
    cause: 'Une erreur imprévue s’est produite. Clavis relira l’état du support avant de continuer.',
    fix: 'Réessayez. Si cela se répète, contactez l’assistance avec la référence ci-dessous.',
  },
  cardHostRestarted: {
    title: 'Le module qui parle au support a redémarré',
    cause: 'Il s’est arrêté, souvent à cause d’un pilote. Rien n’a été renvoyé au support.',
    fix: 'Reprenez. Le code choisi vous sera redemandé s’il n’avait pas encore été écrit.',
  },
  notAvailable: {
    title: 'Cette action n’est pas disponible ici',
    cause: 'Elle n’existe pas dans cette installation ou dans l’état actuel.',
    fix: 'Revenez à la page précédente.',
  },
  clockWrong: {
    title: 'L’horloge de cet ordinateur n’est pas à l’heure',
    cause: 'Elle diffère de plus de deux minutes de celle de l’autorité. Les dates de vos certificats et de vos liens peuvent être mal jugées.',
    fix: 'Activez le réglage automatique de l’heure dans les réglages du système, puis relancez le diagnostic.',
  },
  moduleUnreadable: {
    title: 'Ce module PKCS#11 ne peut pas être chargé',
    cause: 'Le fichier n’est pas un module PKCS#11 pour ce système, ou une bibliothèque dont il dépend manque.',
    fix: 'Réinstallez le logiciel qui l’a apporté, ou retirez ce module de la liste.',
  },
  moduleHung: {
    title: 'Ce module PKCS#11 ne répond plus',
    cause: 'Le module n’a pas répondu à temps. Clavis l’a arrêté ; rien d’autre n’est touché.',
    fix: 'Rebranchez le support et recommencez. Si cela se répète, mettez à jour le logiciel qui l’a apporté.',
  },
  moduleCrashed: {
    title: 'Ce module PKCS#11 s’est arrêté brutalement',
    cause: 'Le module a planté dans le processus où Clavis l’isole. Rien d’autre n’est touché.',
    fix: 'Mettez à jour le logiciel qui l’a apporté, ou retirez ce module de la liste.',
  },
  moduleFailed: {
    title: 'Le module PKCS#11 a refusé l’opération',
    cause: 'Le module a répondu par une erreur.',
    detail: 'Le module a répondu {{ckr}}.',
    fix: 'Recommencez ; si cela se répète, transmettez le diagnostic à l’assistance.',
  },
  keyNotFound: {
    title: 'La clé n’est plus là',
    cause: 'Le module ne présente plus cette clé : le support a été retiré ou remplacé.',
    fix: 'Réinsérez le support, puis recommencez.',
  },
} as const satisfies Record<string, ErrorWords>;
