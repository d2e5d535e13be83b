import type { ErrorWords } from '../words-of.ts';

/** The desk: two pairs of eyes, staff, appointments. */
export const deskErrors = {
  approvalPending: {
    title: 'Un accord du bureau est attendu',
    cause: 'Le déblocage de ce support demande l’accord d’une personne de votre bureau. Rien n’a été envoyé au support, aucun essai n’a été consommé.',
    fix: 'Laissez cette page ouverte : Clavis redemande tout seul. Vous pouvez aussi fermer et reprendre plus tard, avant la fin du lien.',
  },
  approvalRefused: {
    title: 'Le bureau n’a pas donné son accord',
    cause: 'Le déblocage de ce support a été refusé par une personne de votre bureau. Le support est toujours bloqué, comme avant.',
    fix: 'Contactez votre bureau : il vous dira pourquoi et quoi faire.',
  },
  ownRequest: {
    title: 'Une autre personne doit le faire',
    cause: 'On ne décide pas de sa propre demande, ni de ce qui concerne son propre support.',
    fix: 'Demandez à un collègue.',
  },
  approvalDecided: {
    title: 'Cette demande est déjà tranchée',
    cause: 'Une autre personne a décidé avant vous.',
    fix: 'Rouvrez la demande pour lire sa décision.',
  },
  approvalExpired: {
    title: 'Cette demande n’attend plus de réponse',
    cause: 'Son délai est passé sans décision.',
    fix: 'Si l’acte est toujours utile, il doit être demandé à nouveau.',
  },
  approvalVoid: {
    title: 'Cette demande n’a plus d’objet',
    cause: 'Ce qu’elle concernait est terminé, ou a changé depuis.',
    fix: 'Rouvrez la liste : s’il y a une demande plus récente, elle y figure.',
  },
  policyForbids: {
    title: 'Les règles de l’autorité l’interdisent',
    cause: 'Cet acte n’est pas prévu par les règles de votre autorité.',
    fix: 'Votre administrateur peut vous dire ce qui est prévu à la place.',
  },
  identityNotProven: {
    title: 'L’identité n’est pas établie',
    cause: 'La pièce est périmée, refusée, ou ne correspond pas à la personne. Rien n’a changé.',
    fix: 'Demandez une autre pièce d’identité en cours de validité.',
  },
  nothingToReopen: {
    title: 'Aucun essai à rendre',
    cause: 'Ce dossier n’est pas bloqué et a tous ses essais.',
    fix: 'Vous pouvez directement envoyer un lien de déblocage.',
  },
  lastAdministrator: {
    title: 'C’est le dernier administrateur',
    cause: 'Sans administrateur actif, plus personne ne pourrait gérer les comptes.',
    fix: 'Nommez d’abord un autre administrateur, qui doit avoir activé son compte.',
  },
  staffExists: {
    title: 'Cette personne fait déjà partie de l’équipe',
    cause: 'Un compte d’opérateur ou d’administrateur porte déjà cette adresse.',
    fix: 'Retrouvez-le dans la liste pour changer ses droits.',
  },
  slotTaken: {
    title: 'Ce créneau vient d’être pris',
    cause: 'Une autre personne l’a réservé avant vous.',
    fix: 'Choisissez un autre créneau.',
  },
  slotClosed: {
    title: 'Ce créneau n’existe pas',
    cause: 'Le bureau ne reçoit pas à ce moment, ou la date est passée ou trop lointaine.',
    fix: 'Choisissez un créneau de la liste.',
  },
  appointmentTooLate: {
    title: 'Il est trop tard pour changer ce rendez-vous',
    cause: 'Un rendez-vous ne se déplace ni ne s’annule plus peu avant sa date.',
    fix: 'Appelez votre bureau.',
  },
  appointmentClosed: {
    title: 'Ce rendez-vous ne peut plus changer ainsi',
    cause: 'Il a déjà eu lieu, a été annulé, ou n’en est pas à cette étape.',
    fix: 'Rouvrez-le pour voir où il en est.',
  },
  appointmentChanged: {
    title: 'Ce rendez-vous a changé entre-temps',
    cause: 'Quelqu’un l’a modifié depuis que vous l’avez ouvert. Rien n’a été enregistré.',
    fix: 'Rouvrez-le, puis recommencez.',
  },
  appointmentsTooMany: {
    title: 'Vous avez déjà assez de rendez-vous',
    cause: 'Le nombre de rendez-vous à venir est limité, pour que chacun puisse en trouver un.',
    fix: 'Annulez-en un, ou déplacez celui qui existe.',
  },
  appointmentNotNeeded: {
    title: 'Cette demande n’appelle pas de rendez-vous',
    cause: 'Elle n’est pas encore acceptée, ou un rendez-vous est déjà pris.',
    fix: 'Ouvrez la demande pour voir quelle est la suite.',
  },
  erasureDecided: {
    title: 'Cette demande d’effacement a déjà sa réponse',
    cause: 'Quelqu’un y a répondu entre-temps.',
    fix: 'Rouvrez-la pour voir la réponse.',
  },
  erasureBlocked: {
    title: 'Ce compte ne peut pas encore être effacé',
    cause: 'Il reste un certificat valable, une demande ou un rendez-vous en cours, ou des droits de l’équipe.',
    fix: 'Mettez-y fin d’abord, ou refusez la demande en disant pourquoi.',
  },
} as const satisfies Record<string, ErrorWords>;
