/** Words around a failure: who can act, and what its button says. */
export const problem = {
  whoHolder: 'Vous pouvez agir',
  whoOffice: 'Votre bureau peut agir',
  whoSupport: 'L’assistance peut agir',
  reference: 'Référence {{id}}',
  actionRetry: 'Réessayer',
  actionResume: 'Reprendre',
  actionRequestLink: 'Demander un nouveau lien',
  actionPasteLink: 'Coller un autre lien',
  actionChoosePin: 'Choisir un autre code',
  actionCorrectAnswers: 'Corriger mes réponses',
  actionContactOffice: 'Contacter mon bureau',
  actionRevokeOrReorder: 'Voir ce qui reste possible',
  actionClose: 'Fermer',
  actionDiagnose: 'Ouvrir le diagnostic',
} as const;
