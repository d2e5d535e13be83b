/** Step 3. */
export const answers = {
  lead: 'Saisissez les réponses exactement comme à la remise du support : majuscules, accents et espaces comptent.',
  triesLeft_one: '{{count}} essai restant sur {{max}}',
  triesLeft_other: '{{count}} essais restants sur {{max}}',
  triesNote: 'Un essai vaut pour les réponses ensemble. Une panne de réseau n’en coûte aucun.',
  show: 'Afficher la réponse {{number}}',
  hide: 'Masquer la réponse {{number}}',
  shownBriefly: 'Les réponses se masquent d’elles-mêmes après 10 secondes.',
  capsLock: 'La touche Verr. Maj. est active.',
  edgeSpace: 'La réponse commence ou finit par une espace.',
  missing: 'Répondez à cette question.',
  missingSummary_one: 'Il manque {{count}} réponse.',
  missingSummary_other: 'Il manque {{count}} réponses.',
  lastTitle: 'Dernier essai',
  lastText: 'Une erreur de plus fermera définitivement le déblocage. Dans le doute, appelez d’abord votre bureau : votre lien et cet essai vous attendent.',
  contactOffice: 'Contacter mon bureau',
} as const;
