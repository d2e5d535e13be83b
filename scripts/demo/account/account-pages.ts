import type { Locator, Page } from 'playwright';
import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { WizardPages } from '../wizard-pages.ts';

/** What a person is called who signs up, as the form asks for it. */
export interface NewPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly password: string;
}

interface RequestEntries {
  readonly product: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The screens of the account as a person uses them, beside those of the tokens (`WizardPages`). */
export class AccountPages {
  readonly #pages: WizardPages;
  /** What the list says of a certificate on the plugged token. */
  readonly #onToken = /sur le support branché/iu;
  readonly page: Page;

  constructor(pages: WizardPages) {
    this.#pages = pages;
    this.page = pages.page;
  }

  at(testId: string): Locator {
    return this.#pages.at(testId);
  }

  /** A page, by the name it goes by. */
  async shows(name: string | RegExp): Promise<void> {
    await (typeof name === 'string' ? this.page.locator(`[data-page="${name}"]`) : this.page.locator('[data-page]')).first().waitFor();
  }

  section(name: 'home' | 'tokens' | 'certificates' | 'requests' | 'drivers' | 'mailbox' | 'account'): Promise<void> {
    return this.at(`rail-${name}`).click();
  }

  async view(): Promise<AccountView> {
    const reply = await this.page.evaluate('window.clavis.account.view()');
    return (reply as { readonly value: AccountView }).value;
  }

  /** Waits until main shows the account so. */
  async until(what: string, holds: (view: AccountView) => boolean, limitMs = 60_000): Promise<AccountView> {
    const end = Date.now() + limitMs;
    for (;;) {
      const view = await this.view();
      if (holds(view)) return view;
      if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s; ${JSON.stringify({ session: view.session.kind, copy: view.copy })}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Says to have read that nothing is kept on this machine, where that is so. */
  async dismissMemoryNotice(): Promise<void> {
    if ((await this.view()).copy?.kept === 'memory') await this.at('memory-close').click();
  }

  async signUp({ firstName, lastName, email, password }: NewPerson): Promise<void> {
    await this.at('first-name').fill(firstName);
    await this.at('last-name').fill(lastName);
    await this.at('sign-up-email').fill(email);
    await this.at('new-password').fill(password);
    await this.at('new-password-again').fill(password);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.at('sign-in-email').fill(email);
    await this.at('sign-in-secret').fill(password);
    await this.at('sign-in-submit').click();
  }

  /** The one certificate of the list that is on no token, to open it. */
  softwareCertificate(): Locator {
    return this.at('certificate-row').filter({ hasNotText: this.#onToken }).getByTestId('certificate-open');
  }

  /** The PIN of a proof; its form is there. */
  async typePin(pin: string): Promise<void> {
    await this.at('known-entry').focus();
    await this.page.keyboard.type(pin);
  }

  async fillRequest({ product, fields }: RequestEntries): Promise<void> {
    await this.at(`choice-${product}`).click();
    for (const [field, value] of Object.entries(fields)) await this.at(`field-${field}`).fill(value);
    await this.page.locator('[data-testid="field-officeId"] label').first().click();
  }
}
