/**
 * `npm run demo`: the main job in a real Electron window, driven by its own screens. Progress goes to standard error; the last line of
 * standard output is one JSON object, and the exit status says whether the expected end was reached.
 */
import { parseArgs } from 'node:util';
import { judgePin, isAcceptablePin } from '../src-shared/pin/pin-policy.ts';
import { playAccount } from './demo/account/play-account.ts';
import { DemoRun, type DemoOptions } from './demo/demo-run.ts';
import { EXPECTED, isScenario, SCENARIOS, type Scenario, type ScenarioName } from './demo/scenarios.ts';

/** Index of the person of the rehearsal who holds a GIDS token. */
const GIDS_TOKEN = 2;

type PlayOptions = Pick<DemoOptions, 'pin' | 'statePath' | 'outDir' | 'reader' | 'tokenOf'>;

interface DemoReport {
  readonly ok: boolean;
  readonly scenario: ScenarioName;
  readonly [key: string]: unknown;
}

async function play(name: ScenarioName, options: PlayOptions): Promise<DemoReport> {
  const scenario: Scenario = SCENARIOS[name];
  const demo = await DemoRun.start({ ...options, ...scenario.options });
  let receipt: string | null = null;
  let failure: string | null = null;
  let triesBefore: number | null = null;
  let triesAfter: number | null = null;
  let reader = '';
  let receiptValid = false;
  try {
    await (EXPECTED[name].triesBefore === 0 ? demo.pages.blockedToken() : demo.pages.readyToken());
    reader = (await demo.view()).tokens[0]?.readerName ?? '';
    triesBefore = await demo.triesLeft();
    receipt = await scenario.run(demo);
    triesAfter = await demo.triesLeft();
    if (receipt !== null) receiptValid = await demo.receiptHolds(receipt);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    await demo.shot('failed').catch(() => undefined);
  }
  const { pin: pinApdus, auth: authApdus } = demo.secretApdus();
  const { hits, scanned } = await demo.end();
  const serverCalls = demo.serverCalls();
  for (const hit of hits) console.error(`secret found: ${hit.what} in ${hit.file}`);
  const expected = EXPECTED[name];
  const ok =
    failure === null &&
    triesBefore === expected.triesBefore &&
    triesAfter === expected.triesAfter &&
    pinApdus === expected.pinApdus &&
    authApdus === expected.authApdus &&
    receiptValid === (expected.triesAfter > 0) &&
    hits.length === 0 &&
    scanned > 0;
  return {
    ok,
    scenario: name,
    electron: demo.electronVersion,
    /** As PC/SC names it, or the program's own virtual reader. */
    reader,
    pcsc: options.reader === 'pcsc',
    serial: demo.serial,
    triesBefore,
    triesAfter,
    pinApdus,
    authApdus,
    serverCalls,
    receiptValid,
    /** How often OpenSC found the PIN to be the one chosen here; at a real reader. */
    judged: demo.judged,
    canaryHits: hits.length,
    screens: demo.screens,
    ...(failure === null ? {} : { failure }),
  };
}

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'unblock' },
    reader: { type: 'string', default: 'virtual' },
    profile: { type: 'string', default: 'ias-ecc' },
    pin: { type: 'string', default: '7294' },
    state: { type: 'string' },
    out: { type: 'string' },
  },
});
if (values.scenario !== 'account' && !isScenario(values.scenario)) {
  console.error(`No scenario named ${values.scenario}. There are: ${[...Object.keys(SCENARIOS), 'account'].join(', ')}`);
  process.exit(2);
}
const { reader, profile } = values;
if (profile !== 'ias-ecc' && profile !== 'gids') {
  console.error(`No profile named ${profile}. There are: ias-ecc, gids`);
  process.exit(2);
}
if (reader !== 'virtual' && reader !== 'pcsc') {
  console.error(`No reader named ${reader}. There are: virtual, pcsc`);
  process.exit(2);
}
const entry = new TextEncoder().encode(values.pin);
if (!isAcceptablePin(entry)) {
  const broken = Object.entries(judgePin(entry)).filter(([, verdict]) => verdict !== 'met').map(([rule]) => rule);
  console.error(`--pin ${values.pin}: not a PIN the wizard would take (${broken.join(', ')})`);
  process.exit(2);
}
const options: Omit<PlayOptions, 'outDir'> = { pin: values.pin, statePath: values.state ?? null, reader, ...(profile === 'gids' ? { tokenOf: GIDS_TOKEN } : {}) };
const report =
  values.scenario === 'account'
    ? await playAccount({ ...options, outDir: values.out ?? 'out/demo/account' })
    : await play(values.scenario, { ...options, outDir: values.out ?? 'out/demo' });
console.log(JSON.stringify(report));
process.exitCode = report.ok ? 0 : 1;
