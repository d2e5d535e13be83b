import type { ErrorWords } from '../words-of.ts';

/** Links, answers, sessions and the act itself. */
export const unblockErrors = {
  linkMalformed: {
    title: 'Ce texte n’est pas un lien de déblocage',
    cause: 'Il manque des caractères, ou le texte copié vient d’ailleurs.',
    fix: 'Copiez à nouveau l’adresse ou le code depuis le message.',
  },
  linkUnknown: {
    title: 'Ce lien n’est pas reconnu',
    cause: 'L’autorité ne connaît pas ce lien, ou il n’a pas été émis pour le support branché.',
    fix: 'Vérifiez que vous utilisez le message le plus récent et le support de ce dossier, ou demandez un nouveau lien.',
  },
  linkExpired: {
    title: 'Ce lien n’est plus valable',
    cause: 'Un lien sert pendant 24 heures ; ce délai est passé. Aucun essai n’a été consommé.',
    fix: 'Demandez un nouveau lien : il arrive en quelques minutes.',
  },
  linkUsed: {
    title: 'Ce lien a déjà servi',
    cause: 'Un lien ne s’ouvre qu’une fois, sur un seul ordinateur.',
    fix: 'Si un déblocage est en attente sur cet ordinateur, reprenez-le. Sinon, demandez un nouveau lien.',
  },
  linkReplaced: {
    title: 'Un lien plus récent a été envoyé',
    cause: 'Chaque nouveau lien annule le précédent.',
    fix: 'Utilisez le dernier message reçu.',
  },
  linkThrottled: {
    title: 'Trop de liens ont été demandés',
    cause: 'Le nombre de liens par jour est limité pour protéger votre dossier.',
    detail: 'Le nombre de liens par jour est limité pour protéger votre dossier. Vous pourrez en demander un autre {{retryAfterSeconds}}.',
    fix: 'Utilisez le dernier message reçu, s’il date de moins de 24 heures, ou patientez.',
  },
  answersRefused: {
    title: 'Une réponse au moins n’est pas la bonne',
    cause: 'Pour votre sécurité, l’autorité ne dit pas laquelle est fausse.',
    fix: 'Vérifiez les majuscules, les accents et les espaces, puis répondez à nouveau.',
  },
  answersLocked: {
    title: 'Définitivement bloqué',
    cause: 'Trois séries de réponses ont été refusées. Ce support ne peut plus être débloqué en ligne.',
    fix: 'Révoquez ses certificats et commandez un nouveau support, ou contactez votre bureau.',
  },
  answersIncomplete: {
    title: 'Il manque une réponse',
    cause: 'Toutes les questions doivent avoir une réponse. Aucun essai n’a été consommé.',
    fix: 'Complétez vos réponses.',
  },
  answersStale: {
    title: 'Ces réponses ont déjà été examinées',
    cause: 'Un envoi plus ancien est arrivé en retard. Aucun essai n’a été consommé par cet envoi.',
    fix: 'Saisissez à nouveau vos réponses.',
  },
  sessionExpired: {
    title: 'Le délai de ce déblocage est passé',
    cause: 'Le lien qui l’a ouvert n’est plus valable. Vos essais de réponse ne changent pas.',
    fix: 'Demandez un nouveau lien pour recommencer.',
  },
  sessionUnknown: {
    title: 'Ce déblocage n’est plus connu de l’autorité',
    cause: 'L’autorité ne retrouve pas ce déblocage.',
    fix: 'Demandez un nouveau lien.',
  },
  sessionClosed: {
    title: 'Ce déblocage est terminé',
    cause: 'Il a déjà été clos, il ne peut pas continuer.',
    fix: 'Si votre support est toujours bloqué, demandez un nouveau lien.',
  },
  sessionElsewhere: {
    title: 'Ce déblocage a été repris ailleurs',
    cause: 'Un lien plus récent a ouvert un autre déblocage pour ce support.',
    fix: 'Continuez sur l’autre ordinateur, ou demandez un nouveau lien ici.',
  },
  challengesSpent: {
    title: 'Trop de reprises pour ce lien',
    cause: 'L’autorité ne calcule que trois réponses par lien. Le support est toujours bloqué, comme avant.',
    fix: 'Demandez un nouveau lien. Évitez de débrancher le support pendant l’écriture.',
  },
  responseExpired: {
    title: 'La réponse de l’autorité est arrivée trop tard',
    cause: 'Elle ne vaut que 90 secondes et n’a pas été envoyée au support. Rien n’a changé.',
    fix: 'Reprenez : Clavis demandera une nouvelle réponse.',
  },
  stepOutOfOrder: {
    title: 'Cette étape n’est pas encore possible',
    cause: 'Une étape précédente reste à terminer.',
    fix: 'Reprenez : Clavis vous ramène à la bonne étape.',
  },
  adminRefused: {
    title: 'Le support a refusé la réponse de l’autorité',
    cause: 'Par prudence, Clavis s’est arrêté au premier refus : recommencer pourrait condamner le support. Il est toujours bloqué, comme avant.',
    fix: 'Votre bureau vérifiera le dossier de ce support. Gardez-le, il n’est pas perdu.',
  },
  outcomeUnknown: {
    title: 'Il faut relire le support',
    cause: 'La liaison s’est coupée pendant l’écriture : le support est peut-être déjà débloqué, peut-être pas. Clavis ne devine pas.',
    fix: 'Réinsérez le même support, puis reprenez : la lecture du compteur donnera la réponse, sans consommer d’essai.',
  },
  nothingChanged: {
    title: 'Le support est toujours bloqué',
    cause: 'L’écriture n’a pas eu lieu. Rien n’a changé, aucun essai n’a été consommé.',
    fix: 'Laissez le support branché, puis reprenez.',
  },
  reportPending: {
    title: 'Le support est débloqué, l’autorité ne le sait pas encore',
    cause: 'Le nouveau code PIN est actif. Le compte rendu partira dès que l’autorité sera joignable.',
    fix: 'Vous n’avez rien à faire. Vous pouvez aussi reprendre maintenant pour réessayer.',
  },
  toReconcile: {
    title: 'L’état du support doit être vérifié par votre bureau',
    cause: 'Clavis n’a pas pu établir avec certitude si le nouveau code est actif, et le signale à l’autorité.',
    fix: 'N’essayez pas de code PIN. Contactez votre bureau avec la référence ci-dessous.',
  },
  journalUnwritable: {
    title: 'Impossible d’enregistrer l’avancement',
    cause: 'Le disque est plein ou protégé. Clavis n’écrit rien sur le support sans pouvoir le noter d’abord. Rien n’a changé.',
    fix: 'Libérez de l’espace, puis reprenez.',
  },
} as const satisfies Record<string, ErrorWords>;
