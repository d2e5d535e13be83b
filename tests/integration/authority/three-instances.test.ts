import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import type { Database } from '../../../src-server/db/schema.ts';
import type { RehearsalPerson } from '../../../src-server/seed/rehearsal-people.ts';
import { contradictions, eventCounts } from '../../faults/authority-flow.ts';
import { AuthorityCluster } from '../../support/authority-cluster.ts';
import { PatientHolder } from '../../support/patient-holder.ts';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { makeTemplate, newTestDatabase, type TestDatabase } from '../../support/test-database.ts';

const HOLDERS = 16;
const PEOPLE: readonly RehearsalPerson[] = Array.from({ length: HOLDERS }, (_, i) => ({
  serial: `80250002${randomBytes(4).toString('hex').toUpperCase()}`,
  profile: 'ias-ecc',
  holder: `Titulaire ${i}`,
  entity: 'Atelier SARL',
  product: 'Certificat 3 ans sur clé',
  email: `titulaire-${i}@atelier.example`,
  questions: [
    { text: 'Premier vélo\u202F?', answer: `vélo ${i}` },
    { text: 'Premier livre\u202F?', answer: `livre ${i}` },
  ],
}));

let server: PostgresServer;
let template: string;
let database: TestDatabase;
let cluster: AuthorityCluster;
let db: Kysely<Database>;
beforeAll(async () => {
  server = await startPostgres();
  template = await makeTemplate(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await newTestDatabase(template);
  cluster = await AuthorityCluster.start({ databaseUrl: database.url, count: 3, people: PEOPLE });
  db = await openDatabase(database.url, 1);
});
afterEach(async () => {
  await db.destroy();
  await cluster.close();
  await database.drop();
});

const holders = (): PatientHolder[] => PEOPLE.map((person) => new PatientHolder(cluster.proxy.url, person));
const codeOf = async (person: RehearsalPerson): Promise<string | undefined> => (await cluster.mails()).find(({ to, link }) => to === person.email && link !== null)?.link?.split('#')[1];

async function links(all: readonly PatientHolder[]): Promise<void> {
  await Promise.all(all.map((holder) => holder.askForLink()));
  await expect.poll(async () => (await cluster.mails()).length, { timeout: 30_000 }).toBe(all.length);
  for (const holder of all) holder.take(await codeOf(holder.person));
}

describe('three instances on one database', () => {
  it('unblock for everybody while one is killed and one is stopped', async () => {
    const all = holders();
    await links(all);
    let opened = 0;
    const run = async (holder: PatientHolder): Promise<void> => {
      await holder.open();
      opened++;
      if (opened === 4) cluster.instance(0).child.kill('SIGKILL');
      if (opened === 9) cluster.instance(1).child.kill('SIGTERM');
      await holder.answer();
      await holder.challenge();
      await holder.report();
    };
    await Promise.all(all.map(run));
    expect((await cluster.instance(0).exit).signal).toBe('SIGKILL');
    expect((await cluster.instance(1).exit).code).toBe(0);
    // Killed and stopped ones had their share of the work before.
    for (const count of cluster.proxy.served) expect(count).toBeGreaterThan(HOLDERS / 4);

    expect(await eventCounts(db)).toMatchObject({
      'link.requested': HOLDERS,
      'session.opened': HOLDERS,
      'answers.accepted': HOLDERS,
      'response.issued': HOLDERS,
      'result.confirmed': HOLDERS,
    });
    expect(await contradictions(db)).toEqual([]);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
    const states = await db.selectFrom('sessions').select('state').execute();
    expect(states).toEqual(all.map(() => ({ state: 'confirmed' })));
    const mails = await cluster.mails();
    expect(mails.filter(({ link }) => link !== null)).toHaveLength(HOLDERS);
  }, 240_000);

  it('of fifty uses of one link over all of them one wins', async () => {
    const holder = new PatientHolder(cluster.proxy.url, PEOPLE[0] ?? fail());
    await links([holder]);
    const uses = await Promise.all(Array.from({ length: 50 }, () => holder.use(randomUUID())));
    expect(uses.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of uses) if (status !== 201) expect([status, body]).toMatchObject([409, { error: { code: 'linkUsed' } }]);
    expect(await eventCounts(db)).toMatchObject({ 'session.opened': 1 });
    for (const count of cluster.proxy.served) expect(count).toBeGreaterThan(10);
  }, 120_000);
});

function fail(): never {
  throw new Error('nobody');
}
