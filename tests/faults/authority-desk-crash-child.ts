import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { deskDay, FOUR_EYES } from './authority-desk-flow.ts';

/** `authority-desk-crash-child.ts DIR FAILPOINT HIT [DATABASE_URL]`: a day at the desk on the authority in DIR that dies, as by kill -9, at that place. */
const [dir = '', name = '', hit = '1', databaseUrl = ''] = process.argv.slice(2);
let left = Number(hit);
const authority = new AuthorityFixture({
  dir,
  config: { policy: FOUR_EYES, ...(databaseUrl === '' ? {} : { databaseUrl }) },
  parts: {
    failpoint: (reached: FailpointName) => {
      if (reached === name && --left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await deskDay(authority);
await authority.authority.close();
