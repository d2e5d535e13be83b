import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { certificateLife, type CertificatePeople } from './certificate-flow.ts';

/** `certificate-crash-child.ts DIR FAILPOINT PEOPLE CATALOGUE [DATABASE_URL]`: a life of certificates on the authority in DIR that dies, as by kill -9, at that place. */
const [dir = '', name = '', people = '', catalogueFile = '', databaseUrl = ''] = process.argv.slice(2);
const authority = new AuthorityFixture({
  dir,
  config: { catalogueFile, ...(databaseUrl === '' ? {} : { databaseUrl }) },
  parts: {
    failpoint: (reached: FailpointName) => {
      if (reached === name) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await certificateLife(authority, JSON.parse(people) as CertificatePeople);
await authority.authority.close();
