import type { DemoOptions, DemoRun } from './demo-run.ts';

const FIRST_PIN = '4821';
/** What the last scenario ends with. */
const CHANGED_PIN = '3916';

export interface Scenario {
  /** What this scenario adds to the options of the run. */
  readonly options: Partial<DemoOptions>;
  /** Drives the screens to the expected end; throws when that does not come. Returns the saved receipt, when there is one. */
  readonly run: (demo: DemoRun) => Promise<string | null>;
}

/** From the home screen to the wizard's first step, by the mail in the embedded mailbox. */
async function toInitialisation(demo: DemoRun): Promise<void> {
  const { pages } = demo;
  await pages.blockedToken();
  await pages.requestLink();
  await pages.openMail();
  await pages.useLinkOfMail();
  await pages.begin();
}

async function toAnswers(demo: DemoRun): Promise<void> {
  const { pages } = demo;
  await toInitialisation(demo);
  await pages.preflightDone();
  await pages.next();
  await pages.typePin(demo.options.pin);
  await pages.next();
  await pages.step('answers');
}

/** Proof, receipt saved, back home. */
async function toTheEnd(demo: DemoRun): Promise<string> {
  const { pages } = demo;
  await pages.proof();
  await demo.shot('proof');
  const receipt = await demo.saveReceipt();
  await pages.at('finish').click();
  await pages.page.locator('[data-testid="token-card"][data-blocked="false"]').waitFor();
  await demo.shot('home-unblocked');
  return receipt;
}

/** Somebody who has forgotten the PIN, from the first wrong one to a new one of their choice, and then to another. */
async function wrongPins(demo: DemoRun): Promise<string> {
  const { pages } = demo;
  await pages.pinCounter(/3\sessais/u);
  await demo.shot('home-three-tries');
  await pages.at('verify-button').click();
  await demo.shot('test-pin');
  await pages.enterKnownPin('6650');
  await pages.said(/2\sessais/u);
  await demo.shot('wrong-two-left');
  await pages.enterKnownPin('6651');
  await pages.at('gate-tail').waitFor();
  await demo.shot('last-try');
  await pages.at('gate-tail').fill(demo.serial.slice(-4));
  await pages.at('gate-continue').click();
  await pages.enterKnownPin('6652');
  await pages.at('task-blocked').waitFor();
  await demo.shot('blocked');
  await pages.at('unblock-button').click();
  await pages.at('request-link').click();
  await pages.at('link-requested').waitFor();
  await pages.openMail();
  await pages.useLinkOfMail();
  await pages.begin();
  await pages.preflightDone();
  await pages.next();
  await pages.typePin(demo.options.pin);
  await pages.next();
  await pages.typeAnswers(demo.answers);
  await pages.next();
  const receipt = await toTheEnd(demo);
  await demo.judgePin(demo.options.pin);
  await pages.at('change-button').click();
  await pages.at('known-entry').focus();
  await pages.page.keyboard.type(demo.options.pin);
  await pages.typeNewPin(CHANGED_PIN);
  await demo.shot('change-pin');
  await pages.at('task-submit').click();
  await pages.at('task-done').waitFor();
  await demo.shot('pin-changed');
  await pages.at('task-finish').click();
  await demo.judgePin(CHANGED_PIN);
  await pages.pinCounter(/3\sessais/u);
  return receipt;
}

async function unblock(demo: DemoRun): Promise<string> {
  const { pages } = demo;
  await pages.blockedToken();
  await demo.shot('home-blocked');
  await pages.at('unblock-button').click();
  await demo.shot('ask-for-link');
  await pages.at('request-link').click();
  await pages.at('link-requested').waitFor();
  await demo.shot('link-sent');
  await pages.openMail();
  await demo.shot('mail');
  await demo.openDeepLink(await demo.buttonOfLinkPage(await demo.linkOfMail()));
  await pages.step('link');
  await demo.shot('link-received');
  await pages.begin();
  await pages.preflightDone();
  await demo.shot('step-1-initialisation');
  await pages.next();
  await pages.step('pin');
  await demo.shot('step-2-pin-empty');
  await pages.typePin('1234', demo.options.pin.slice(0, 2));
  await demo.shot('step-2-pin-refused');
  await pages.typePin(demo.options.pin);
  await demo.shot('step-2-pin');
  await pages.next();
  await pages.typeAnswers(demo.answers.map((answer, index) => (index === 3 ? '' : answer)));
  await pages.at('answer-3').focus();
  await demo.shot('step-3-answers');
  await pages.typeAnswers(demo.answers);
  await pages.next();
  const receipt = await toTheEnd(demo);
  await demo.judgePin(demo.options.pin);
  return receipt;
}

async function wrongAnswers(demo: DemoRun): Promise<null> {
  const { pages } = demo;
  await toAnswers(demo);
  for (const left of [2, 1]) {
    await pages.typeAnswers(demo.answers.map((answer) => answer.toUpperCase()));
    await pages.next();
    await pages.triesLeft(left);
    await demo.shot(left === 1 ? 'last-try' : 'answers-refused');
  }
  await pages.typeAnswers(demo.answers.map((answer) => answer.toUpperCase()));
  await pages.next();
  await pages.at('locked-out').waitFor();
  await demo.shot('locked-out');
  return null;
}

async function unplug(demo: DemoRun): Promise<string> {
  const { pages } = demo;
  await toAnswers(demo);
  await pages.typeAnswers(demo.answers);
  await pages.next();
  await pages.problem('outcomeUnknown');
  await demo.shot('unplugged');
  await demo.insertToken();
  await pages.at('problem-action').click();
  return toTheEnd(demo);
}

async function expiredLink(demo: DemoRun): Promise<null> {
  const { pages } = demo;
  await pages.blockedToken();
  await pages.requestLink();
  await pages.openMail();
  await demo.restartAuthority(24 * 60 * 60 * 1000 + 1000);
  await pages.useLinkOfMail();
  await pages.begin();
  await pages.problem('linkExpired');
  await demo.shot('expired-link');
  return null;
}

async function wrongToken(demo: DemoRun): Promise<null> {
  const { pages } = demo;
  await pages.blockedToken();
  const link = await demo.linkForOther(0);
  await pages.at('have-link').click();
  await pages.at('link-field').fill(link);
  await demo.shot('pasted-link');
  await pages.at('paste-link').click();
  await pages.begin();
  await pages.problem('wrongToken');
  await demo.shot('wrong-token');
  return null;
}

export const SCENARIOS = {
  unblock: { options: {}, run: unblock },
  'wrong-answers': { options: {}, run: wrongAnswers },
  // Pulled when the card has applied RESET RETRY COUNTER and before anybody hears of it: the one moment that is not clear.
  unplug: { options: { faults: [{ at: { ins: '2C' }, when: 'after', kind: 'remove' }] }, run: unplug },
  'wrong-pins': { options: { firstPin: FIRST_PIN }, run: wrongPins },
  'expired-link': { options: {}, run: expiredLink },
  'wrong-token': { options: { tokenOf: 1 }, run: wrongToken },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name);

/** What the card and the authority must show at the end of each scenario. */
export const EXPECTED: Readonly<Record<ScenarioName, { readonly triesBefore: number; readonly triesAfter: number; readonly pinApdus: number; readonly authApdus: number }>> = {
  unblock: { triesBefore: 0, triesAfter: 3, pinApdus: 1, authApdus: 1 },
  'wrong-answers': { triesBefore: 0, triesAfter: 0, pinApdus: 0, authApdus: 0 },
  unplug: { triesBefore: 0, triesAfter: 3, pinApdus: 1, authApdus: 1 },
  'wrong-pins': { triesBefore: 3, triesAfter: 3, pinApdus: 5, authApdus: 1 },
  'expired-link': { triesBefore: 0, triesAfter: 0, pinApdus: 0, authApdus: 0 },
  'wrong-token': { triesBefore: 0, triesAfter: 0, pinApdus: 0, authApdus: 0 },
};
