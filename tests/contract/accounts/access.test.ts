import { afterEach, beforeEach, expect, it } from 'vitest';
import { authorise } from '../../../src-server/access/authorise.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';

let authority: AuthorityFixture;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
});
afterEach(() => authority.close());

it('a person made for a test is let in as what they are', async () => {
  const { bearer, accountId, sessionId } = await signIn(authority, { role: 'operator', officeId: 'office-1' });
  const actor = await authorise(authority.authority.deps, bearer, { permission: 'requests.judge', beforeTerms: false, fresh: true, unattended: false });
  expect(actor).toEqual({ accountId, sessionId, role: 'operator', officeId: 'office-1', language: 'fr' });
});
