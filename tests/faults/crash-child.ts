import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { CRASH_FLOWS } from './crash-flows.ts';
import type { Sweep } from './sweeps.ts';

/** `crash-child.ts SWEEP DIR FAILPOINT HIT FOLDER PREPARED [DATABASE_URL]`: lives on the authority in DIR until it dies, as by kill -9, at that place. */
const [sweep, dir = '', name = '', hit = '1', folder = '', prepared = 'null', databaseUrl = ''] = process.argv.slice(2);
const flow = CRASH_FLOWS[sweep as Sweep];
let left = Number(hit);
const authority = new AuthorityFixture({
  dir,
  config: { ...flow.config(folder), ...(databaseUrl === '' ? {} : { databaseUrl }) },
  parts: {
    ...flow.parts,
    failpoint: (reached: FailpointName) => {
      if (reached === name && --left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await flow.live(authority, JSON.parse(prepared) as unknown, { folder, again: false });
await authority.authority.close();
