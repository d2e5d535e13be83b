import { ANSWER_TRIES_MAX } from '../../src-shared/domain/unblock-state.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { findDossierBySerial, insertDossier, listQuestions, replaceQuestions } from '../repositories/dossiers.ts';
import type { Question } from '../repositories/queryable.ts';
import type { RehearsalPerson } from './rehearsal-people.ts';

/**
 * Makes the dossiers of these people where there are none. Seeding again changes nothing, except the answers when others
 * are given; tries, locks, sessions and mails stay.
 */
export async function seedDemo(deps: Deps, people: readonly RehearsalPerson[]): Promise<void> {
  for (const person of people) await seedPerson(deps, person);
}

async function seedPerson(deps: Deps, person: RehearsalPerson): Promise<void> {
  const { db, clock, random, vault } = deps;
  const known = await findDossierBySerial(db, person.serial);
  if (known !== null) {
    if (await answersMatch(deps, known.id, person)) return;
    const questions = await enrolQuestions(deps, known.id, person);
    await db.transaction().execute(async (trx) => {
      await replaceQuestions(trx, known.id, questions);
      await appendAudit(trx, { at: clock.now(), event: 'dossier.answersReplaced', subject: person.serial, details: { by: 'seed' } });
    });
    return;
  }
  const id = random.uuid();
  const questions = await enrolQuestions(deps, id, person);
  await db.transaction().execute(async (trx) => {
    const { serial, entity, product, holder, email } = person;
    const fixed = { key_version: vault.currentKeyVersion, tries_left: ANSWER_TRIES_MAX, locked_at: null, created_at: clock.now() };
    await insertDossier(trx, { id, serial, entity, product, holder, email, ...fixed }, questions);
    await appendAudit(trx, { at: clock.now(), event: 'dossier.created', subject: serial, details: { by: 'seed' } });
  });
}

async function answersMatch(deps: Deps, dossierId: string, person: RehearsalPerson): Promise<boolean> {
  const stored = await listQuestions(deps.db, dossierId);
  if (stored.length !== person.questions.length || stored.some(({ text }, i) => text !== person.questions[i]?.text)) return false;
  const set = stored.map(({ salt, hash, memory_kib: memoryKib, time_cost: timeCost, parallelism }, i) => ({
    stored: { salt, hash, memoryKib, timeCost, parallelism },
    answer: person.questions[i]?.answer ?? '',
  }));
  return (await deps.answers.evaluate(set)).allRight;
}

async function enrolQuestions(deps: Deps, dossierId: string, person: RehearsalPerson): Promise<Question[]> {
  const rows: Question[] = [];
  for (const [position, { text, answer }] of person.questions.entries()) {
    const stored = await deps.answers.enrol(answer, deps.random.bytes(16));
    rows.push({
      id: deps.random.uuid(),
      dossier_id: dossierId,
      position,
      text,
      salt: stored.salt,
      hash: stored.hash,
      memory_kib: stored.memoryKib,
      time_cost: stored.timeCost,
      parallelism: stored.parallelism,
    });
  }
  return rows;
}
