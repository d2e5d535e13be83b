import { DemoRun, type DemoOptions } from '../demo-run.ts';
import { walkAccount, type AccountFindings } from './account-scenario.ts';
import { bearersSeen } from './watch-bearers.ts';

interface AccountReport {
  readonly ok: boolean;
  readonly scenario: 'account';
  readonly [key: string]: unknown;
}

/** Every step of the walk, in order: all of them, or it is not ok. */
export const ACCOUNT_STEPS = [
  'signUp',
  'confirm',
  'signInByPassword',
  'acceptTerms',
  'associate',
  'signOut',
  'signInByToken',
  'fileRequest',
  'issuedByOffice',
  'arrivesBySync',
  'download',
  'revoke',
  'offline',
  'online',
  'forget',
] as const;

/** One PIN entry to associate, one to sign in: nothing else may have cost one. */
const PIN_ENTRIES = 2;
const SESSIONS = 2;

/** The account from sign-up to a revoked certificate and a pulled network, in a real window, judged by openssl; then all that was written is searched. */
export async function playAccount(options: Pick<DemoOptions, 'pin' | 'statePath' | 'outDir' | 'reader' | 'tokenOf'>): Promise<AccountReport> {
  const demo = await DemoRun.start({ ...options, firstPin: options.pin });
  const found: AccountFindings = { steps: [], kept: null, status: [], pkcs12: null };
  let failure: string | null = null;
  try {
    await walkAccount(demo, found);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    await demo.shot('failed').catch(() => undefined);
  }
  // One by password, one by the token: a search for none would find none.
  const bearers = await bearersSeen(demo.app).catch((): readonly string[] => []);
  for (const bearer of bearers) demo.addSecret('session token', bearer);
  const sessions = bearers.filter((bearer) => bearer !== demo.mailboxToken).length;
  const { pin: pinApdus } = demo.secretApdus();
  const { hits, scanned } = await demo.end();
  for (const hit of hits) console.error(`secret found: ${hit.what} in ${hit.file}`);
  const ok =
    failure === null &&
    found.steps.join() === ACCOUNT_STEPS.join() &&
    found.pkcs12 === 'opened' &&
    found.status.join() === 'good,revoked' &&
    pinApdus === PIN_ENTRIES &&
    sessions === SESSIONS &&
    hits.length === 0 &&
    scanned > 0;
  return {
    ok,
    scenario: 'account',
    electron: demo.electronVersion,
    serial: demo.serial,
    steps: found.steps,
    /** disk: there is a keyring; memory: there is none, and the screen says so. */
    kept: found.kept,
    pkcs12: found.pkcs12,
    /** What openssl was told of the software certificate, before and after it was revoked. */
    status: found.status,
    pinApdus,
    /** Session tokens that the program sent, all of them looked for. */
    sessions,
    canaryHits: hits.length,
    scanned,
    screens: demo.screens,
    ...(failure === null ? {} : { failure }),
  };
}
