import type { UnblockProfile } from '../../src-shared/http/unblock.ts';

/** A person of the rehearsal: a dossier, its secret questions and the answers a rehearsing person may type. */
export interface RehearsalPerson {
  readonly serial: string;
  readonly profile: UnblockProfile;
  readonly holder: string;
  readonly entity: string;
  readonly product: string;
  readonly email: string;
  readonly questions: ReadonlyArray<{ readonly text: string; readonly answer: string }>;
}

/** Invented people; their answers are public, so they protect nothing but a virtual card. */
export const REHEARSAL_PEOPLE: readonly RehearsalPerson[] = [
  {
    serial: '802500017A3C41F6',
    profile: 'ias-ecc',
    holder: 'Camille Durand',
    entity: 'Atelier Martin SARL',
    product: 'Certificat RGS ** 3 ans sur clé',
    email: 'camille.durand@atelier-martin.fr',
    questions: [
      { text: 'Dans quelle rue se trouvait votre premier logement\u202F?', answer: 'rue des Glycines' },
      { text: 'Quel livre avez-vous offert le plus souvent\u202F?', answer: 'Le Grand Meaulnes' },
      { text: 'Quel surnom donniez-vous à votre premier vélo\u202F?', answer: 'Pégase' },
      { text: 'Quelle phrase avez-vous choisie à la remise du support\u202F?', answer: 'marée haute à midi' },
    ],
  },
  {
    serial: '802500019B7D20E4',
    profile: 'ias-ecc',
    holder: 'Noé Lambert',
    entity: 'Cabinet Lambert',
    product: 'Certificat RGS ** 3 ans sur clé',
    email: 'noe.lambert@cabinet-lambert.fr',
    questions: [
      { text: 'Quel sommet avez-vous gravi en premier\u202F?', answer: 'Puy de Sancy' },
      { text: 'Quel était le sujet de votre premier exposé\u202F?', answer: 'les volcans' },
      { text: 'Quel instrument auriez-vous voulu apprendre\u202F?', answer: 'le hautbois' },
      { text: 'Quelle phrase avez-vous choisie à la remise du support\u202F?', answer: 'sept clés pour une porte' },
    ],
  },
  {
    serial: '5E4A7C0190B84D3FA2C6117B0D93E85F',
    profile: 'gids',
    holder: 'Aïcha Benali',
    entity: 'Pharmacie du Port',
    product: 'Certificat d’authentification 3 ans sur carte',
    email: 'aicha.benali@pharmacie-du-port.fr',
    questions: [
      { text: 'Quel plat refusiez-vous enfant\u202F?', answer: 'les salsifis' },
      { text: 'Dans quelle ville avez-vous passé votre permis\u202F?', answer: 'La Rochelle' },
      { text: 'Quel était le nom de votre première équipe\u202F?', answer: 'les Hérons' },
      { text: 'Quelle phrase avez-vous choisie à la remise du support\u202F?', answer: 'trois phares et un quai' },
    ],
  },
];
