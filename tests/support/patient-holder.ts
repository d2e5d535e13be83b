import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RehearsalPerson } from '../../src-server/seed/rehearsal-people.ts';
import { openSessionReply } from '../../src-shared/http/unblock.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Pause before a call is made again. */
const PAUSE_MS = 100;
const TRIES = 100;

/** An app without its window, over HTTP: chooses its keys once, and asks again unchanged when a reply does not come. */
export class PatientHolder {
  readonly person: RehearsalPerson;
  readonly #url: string;
  readonly #key = randomUUID();
  readonly #attemptId = randomUUID();
  #code = '';
  #session: { readonly id: string; readonly token: string; readonly questionIds: readonly string[] } | null = null;

  constructor(url: string, person: RehearsalPerson) {
    this.#url = url;
    this.person = person;
  }

  /** A link that was asked for and whose reply was lost is throttled now, and comes all the same. */
  async askForLink(): Promise<void> {
    await this.#insist('/v1/unblock-requests', { serial: this.person.serial, certificateSha256: null, language: 'fr' }, {}, 429);
  }

  /** The code of the mail. */
  take(code: string | undefined): void {
    if (code === undefined) throw new Error(`no link for ${this.person.email}`);
    this.#code = code;
  }

  /** One use of the link, whatever becomes of it. */
  use(key: string): Promise<Reply> {
    const { serial, profile } = this.person;
    return this.#call('/v1/unblock-sessions', { code: this.#code, serial, profile, blocked: true }, { 'idempotency-key': key });
  }

  async open(): Promise<void> {
    const { serial, profile } = this.person;
    const reply = await this.#insist('/v1/unblock-sessions', { code: this.#code, serial, profile, blocked: true }, { 'idempotency-key': this.#key });
    const { sessionId, sessionToken, questions } = openSessionReply.parse(reply.body);
    this.#session = { id: sessionId, token: sessionToken, questionIds: questions.map(({ id }) => id) };
  }

  async answer(): Promise<void> {
    const answers = (this.#session?.questionIds ?? []).map((questionId, i) => ({ questionId, answer: this.person.questions[i]?.answer ?? '' }));
    await this.#step('answers', { attemptId: this.#attemptId, attemptNumber: 1, answers });
  }

  async challenge(): Promise<void> {
    await this.#step('challenges', { challenge: '0011223344556677' });
  }

  async report(): Promise<void> {
    await this.#step('result', { outcome: 'done', triesLeft: 3, triesMax: 3 });
  }

  async #step(name: string, body: object): Promise<void> {
    if (this.#session === null) throw new Error('no session');
    await this.#insist(`/v1/unblock-sessions/${this.#session.id}/${name}`, body, { authorization: `Bearer ${this.#session.token}` });
  }

  /** @throws Error with the refusal, unless its status is `also`. */
  async #insist(path: string, body: object, headers: Readonly<Record<string, string>>, also = 200): Promise<Reply> {
    for (let tried = 0; tried < TRIES; tried++) {
      const reply = await this.#call(path, body, headers);
      if (reply.status < 300 || reply.status === also) return reply;
      if (reply.status < 500) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      await setTimeout(PAUSE_MS);
    }
    throw new Error(`${path}: no reply`);
  }

  async #call(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Reply> {
    const reply = await fetch(`${this.#url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }).catch(() => null);
    const text = await reply?.text().catch(() => null);
    return reply === null || text === null || text === undefined ? { status: 599, body: null } : { status: reply.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }
}
