import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { requestLife, type RequestPeople } from './request-flow.ts';

/** `request-crash-child.ts DIR FAILPOINT PEOPLE [DATABASE_URL]`: lives of requests on the authority in DIR that dies, as by kill -9, at that place. */
const [dir = '', name = '', people = '', databaseUrl = ''] = process.argv.slice(2);
const authority = new AuthorityFixture({
  dir,
  ...(databaseUrl === '' ? {} : { config: { databaseUrl } }),
  parts: {
    failpoint: (reached: FailpointName) => {
      if (reached === name) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await requestLife(authority, JSON.parse(people) as RequestPeople);
await authority.authority.close();
