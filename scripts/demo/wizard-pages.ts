import type { Locator, Page } from 'playwright';

/** Longest wait for a screen to come, milliseconds: a machine under load is slow, not broken. */
const PATIENCE = 30_000;

/** The screens of the unblock as a person uses them: by what is written on them and by the keyboard. */
export class WizardPages {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async blockedToken(): Promise<void> {
    await this.page.locator('[data-testid="token-card"][data-blocked="true"]').waitFor();
  }

  async readyToken(): Promise<void> {
    await this.page.locator('[data-testid="token-card"][data-state="ready"][data-blocked="false"]').waitFor();
  }

  /** From the home screen: asks for a mail and waits until it is said to be on its way. */
  async requestLink(): Promise<void> {
    await this.at('unblock-button').click();
    await this.at('request-link').click();
    await this.at('link-requested').waitFor();
  }

  async openMail(): Promise<void> {
    await this.at('open-mailbox').click();
    await this.at('mail-item').first().click();
    await this.at('mail-text').waitFor();
  }

  async useLinkOfMail(): Promise<void> {
    await this.at('mail-use-link').click();
    await this.step('link');
  }

  async step(name: 'link' | 'initialisation' | 'pin' | 'answers' | 'confirmation'): Promise<void> {
    await this.page.locator(`[data-testid="wizard-step"][data-step="${name}"]`).waitFor();
  }

  async begin(): Promise<void> {
    await this.at('begin').click();
    await this.step('initialisation');
  }

  async preflightDone(): Promise<void> {
    await this.page.locator('[data-testid="check-blocked"][data-status="ok"]').waitFor();
  }

  async next(): Promise<void> {
    await this.at('next').click();
  }

  /** Step 2 of the wizard. */
  async typePin(pin: string, confirmation = pin): Promise<void> {
    await this.step('pin');
    await this.typeNewPin(pin, confirmation);
  }

  /** Types both entries, in place of what stands there. */
  async typeNewPin(pin: string, confirmation = pin): Promise<void> {
    for (const [field, digits] of [['pin-entry', pin], ['pin-confirm', confirmation]] as const) {
      await this.at(field).focus();
      await this.page.keyboard.press('End');
      for (let i = 0; i < 4; i++) await this.page.keyboard.press('Backspace');
      await this.page.keyboard.type(digits);
    }
  }

  async enterKnownPin(pin: string): Promise<void> {
    await this.at('known-entry').focus();
    await this.page.keyboard.type(pin);
    await this.at('task-submit').click();
  }

  /** The counter on the card of the one token, before anything is typed. */
  async pinCounter(words: RegExp): Promise<void> {
    await this.at('token-card').getByText(words).first().waitFor();
  }

  /** What the page of an entry says aloud about it. */
  async said(words: RegExp): Promise<void> {
    await this.page.getByTestId('outcome-said').filter({ hasText: words }).waitFor({ state: 'attached' });
  }

  async typeAnswers(answers: readonly string[]): Promise<void> {
    await this.step('answers');
    for (const [index, answer] of answers.entries()) await this.at(`answer-${index}`).fill(answer);
  }

  async triesLeft(left: number): Promise<void> {
    await this.page.locator(`[data-testid="tries-left"][data-left="${left}"]`).waitFor();
  }

  async problem(code: string): Promise<void> {
    await this.page.locator(`[data-testid="problem"][data-code="${code}"]`).first().waitFor();
  }

  async proof(): Promise<void> {
    await this.at('proof').waitFor();
  }
}
