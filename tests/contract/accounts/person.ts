import type { AuthorityFixture, Reply } from '../authority-fixture.ts';
import type { LoginReply } from '../../../src-shared/http/accounts.ts';

export const GOOD_PASSWORD = 'Vent-du-large-9!';

/** A person who is not known yet, as somebody at a screen: each has an address and, unless said otherwise, a network of their own. */
export class Person {
  static #count = 0;
  readonly authority: AuthorityFixture;
  readonly email: string;
  readonly ip: string;
  password = GOOD_PASSWORD;

  constructor(authority: AuthorityFixture, options: { readonly email?: string; readonly ip?: string } = {}) {
    const number = ++Person.#count;
    this.authority = authority;
    this.email = options.email ?? `Anne.Le-Gall${number}@atelier.example`;
    this.ip = options.ip ?? `10.${Math.floor(number / 250) % 250}.${number % 250}.7`;
  }

  /** The fixture believes it: tests trust the proxy on loopback. */
  get headers(): Readonly<Record<string, string>> {
    return { 'x-forwarded-for': this.ip, 'user-agent': 'Clavis/1.0' };
  }

  signUp(change: Readonly<Record<string, unknown>> = {}) {
    const body = { firstName: 'Anne', lastName: 'Le Gall', email: this.email, password: this.password, passwordAgain: this.password, language: 'fr', ...change };
    return this.authority.call('signUp', { body, headers: this.headers });
  }

  confirm(token: string) {
    return this.authority.call('confirmAccount', { body: { token }, headers: this.headers });
  }

  logIn(change: { readonly password?: string; readonly email?: string; readonly ip?: string; readonly agent?: string } = {}): Promise<Reply<LoginReply>> {
    const headers = { 'x-forwarded-for': change.ip ?? this.ip, 'user-agent': change.agent ?? 'Clavis/1.0' };
    return this.authority.call('logIn', { body: { email: change.email ?? this.email, password: change.password ?? this.password }, headers });
  }

  /** Mails to this address, newest first. */
  async mails(to: string = this.email) {
    return (await this.authority.mailbox()).mails.filter((mail) => mail.to === to);
  }

  /** Token of the newest mail with a link to this page of ours. */
  async token(to: string = this.email, page: 'account' | 'password' = 'account'): Promise<string> {
    const link = new RegExp(`https://authority\\.example/${page}#([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])`, 'u');
    const token = (await this.mails(to)).flatMap(({ text }) => link.exec(text)?.[1] ?? [])[0];
    if (token === undefined) throw new Error(`no link was mailed to ${to}`);
    return token;
  }

  /** From nothing to a confirmed account. */
  async join(): Promise<void> {
    (await this.signUp()).body();
    (await this.confirm(await this.token())).body();
  }

  /** From nothing to a session, terms accepted. @returns the bearer token. */
  async enter(): Promise<string> {
    await this.join();
    const { sessionToken } = (await this.logIn()).body();
    const { version } = (await this.authority.call('readTerms')).body();
    (await this.authority.call('acceptTerms', { bearer: sessionToken, body: { version } })).body();
    return sessionToken;
  }
}

/** A reply as whoever asked sees it, but for what differs between any two. A refusal without its request id. */
export function asSeen({ status, text, headers }: Reply<unknown>): unknown {
  return { status, text: text.replace(/"requestId":"[^"]*"/u, ''), headers: { ...headers, date: '', 'x-request-id': '' } };
}
