import { ANSWER_TRIES_MAX } from '../../src-shared/domain/unblock-state.ts';
import { enrolQuestions, questionsMatch } from '../hashing/enrol-questions.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { findDossierBySerial, insertDossier, listQuestions, replaceQuestions } from '../repositories/dossiers.ts';
import type { RehearsalPerson } from './rehearsal-people.ts';
import { seedOffice } from './seed-office.ts';

/**
 * Makes an office and the dossiers of these people where there are none. Seeding again changes nothing, except the answers when others
 * are given; tries, locks, sessions and mails stay.
 */
export async function seedDemo(deps: Deps, people: readonly RehearsalPerson[]): Promise<void> {
  await seedOffice(deps);
  for (const person of people) await seedPerson(deps, person);
}

async function seedPerson(deps: Deps, person: RehearsalPerson): Promise<void> {
  const { db, clock, random, vault } = deps;
  const known = await findDossierBySerial(db, person.serial);
  if (known !== null) {
    if (await questionsMatch(deps.answers, await listQuestions(db, known.id), person.questions)) return;
    const questions = await enrolQuestions(deps, known.id, person.questions);
    await db.transaction().execute(async (trx) => {
      await replaceQuestions(trx, known.id, questions);
      await appendAudit(trx, { at: clock.now(), event: 'dossier.answersReplaced', subject: person.serial, details: { by: 'seed' } });
    });
    return;
  }
  const id = random.uuid();
  const questions = await enrolQuestions(deps, id, person.questions);
  const version = await vault.currentKeyVersion();
  await db.transaction().execute(async (trx) => {
    const { serial, profile, entity, product, holder, email } = person;
    const created_at = clock.now();
    const dossier = { id, serial, profile, entity, product, holder, email, key_number: 1, tries_left: ANSWER_TRIES_MAX, locked_at: null, created_at };
    const key = { dossier_id: id, number: 1, source: 'master', version, sealed: null, check_value: null, created_at } as const;
    await insertDossier(trx, dossier, key, questions);
    await appendAudit(trx, { at: created_at, event: 'dossier.created', subject: serial, details: { by: 'seed' } });
  });
}
