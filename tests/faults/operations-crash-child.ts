import process from 'node:process';
import type { FailpointName } from '../../src-server/failpoint.ts';
import { MailRefused } from '../../src-server/mail/mail-refused.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import { operate } from './operations-flow.ts';

/** `operations-crash-child.ts DIR FAILPOINT DATABASE_URL HEADS_DIR`: one round of what the authority does by itself, dying at that place. */
const [dir = '', name = '', databaseUrl = '', heads = ''] = process.argv.slice(2);
const authority = new AuthorityFixture({
  dir,
  config: { auditExportDir: heads, ...(databaseUrl === '' ? {} : { databaseUrl }) },
  parts: {
    transport: { deliver: () => Promise.reject(new MailRefused(550)), close: () => undefined },
    failpoint: (reached: FailpointName) => {
      if (reached === name) process.kill(process.pid, 'SIGKILL');
    },
  },
});
await authority.start();
await operate(authority);
await authority.authority.close();
