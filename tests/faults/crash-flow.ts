import type { AuthorityConfig } from '../../src-server/config.ts';
import type { FailpointName } from '../../src-server/failpoint.ts';
import type { AuthorityParts } from '../../src-server/open-authority.ts';
import type { AuthorityFixture } from '../contract/authority-fixture.ts';

/** One area of the authority, as the runner of the sweeps needs to know it. */
export interface CrashFlow<Prepared = unknown> {
  /** Both sides of a crash are set up alike. @param folder of files that outlive the process. */
  readonly config: (folder: string) => Partial<AuthorityConfig>;
  readonly parts?: Partial<AuthorityParts>;
  /** Writes the files that `config` names. */
  readonly files?: (folder: string) => Promise<void> | void;
  /** What is there before anything fails. It is handed to the process that dies as JSON. */
  readonly prepare: (authority: AuthorityFixture) => Promise<Prepared>;
  /** Everything people do there. Run again after a crash it finishes what is missing. @param again the second time, by whoever goes on. */
  readonly live: (authority: AuthorityFixture, prepared: Prepared, how: { readonly folder: string; readonly again: boolean }) => Promise<void>;
  /** Every way in which what is kept contradicts itself, the audit, the mails or what the world is told; empty when it is whole. */
  readonly contradictions: (authority: AuthorityFixture, folder: string) => Promise<readonly string[]>;
  /** What must be once it was lived to its end. @throws AssertionError */
  readonly finished: (authority: AuthorityFixture) => Promise<void>;
  /** Places that one life passes twice: killed there the second time, too. */
  readonly twice?: (name: FailpointName) => boolean;
  /** From the crash to the next start: leases run out, limits move on. */
  readonly awayMs: number;
  /** Live once more when all is done: nothing is written. */
  readonly repeats?: true;
  /** What a failure without death at this place throws: what the API says, unless it is in no request. */
  readonly thrown?: (name: FailpointName) => string;
}
