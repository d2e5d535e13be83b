import { JobRunner } from '../../src-server/jobs/job-runner.ts';
import { makeJobs } from '../../src-server/jobs/jobs.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';

/** A mail that will be refused, then every job that is due. */
export async function operate(authority: AuthorityFixture): Promise<void> {
  const { deps } = authority.authority;
  (await authority.call('requestLink', { body: { serial: authority.person().serial, certificateSha256: null, language: 'fr' } })).body();
  await deps.mail.flush();
  const runner = new JobRunner(deps, makeJobs(deps.config));
  await runner.runDue();
  await runner.close();
}
