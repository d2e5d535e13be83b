import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { accountLife, configOf } from './authority-account-flow.ts';

/** `authority-account-crash-child.ts DIR FAILPOINT FOLDER [DATABASE_URL]`: a life of an account on the authority in DIR that dies, as by kill -9, at that place. */
const [dir = '', name = '', folder = '', databaseUrl = ''] = process.argv.slice(2);
const authority = new AuthorityFixture({
  dir,
  config: { ...configOf(folder), ...(databaseUrl === '' ? {} : { databaseUrl }) },
  parts: {
    failpoint: (reached: FailpointName) => {
      if (reached === name) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await accountLife(authority, folder, '198.51.100.1');
await authority.authority.close();
