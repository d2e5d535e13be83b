import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { freePort } from './free-port.ts';
import { Openssl } from './openssl.ts';

export const SMTP_USER = 'clavis@desk';
export const SMTP_PASSWORD = 'canary: p@ss/word of SMTP';

/** What the server does with the next mails. */
export type SmtpMood =
  | 'accepts'
  /** 451 at RCPT TO, 451 after the data. */
  | 'greylists'
  | 'busyAfterData'
  /** 550 at RCPT TO, 554 after the data. */
  | 'refusesRecipient'
  | 'refusesData'
  /** The connection ends inside the data; or after all of it was taken, before the reply. */
  | 'cutsData'
  | 'losesReply'
  /** Takes everything and never replies. */
  | 'sleeps';

export interface TakenMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly text: string;
  readonly messageId: string;
  readonly encrypted: boolean;
  readonly user: unknown;
}

/** A real SMTP server on loopback that asks for STARTTLS and a password, with a certificate of an authority of its own. */
export class SmtpDesk {
  readonly openssl = new Openssl();
  readonly taken: TakenMail[] = [];
  readonly port: number;
  mood: SmtpMood = 'accepts';
  #server: SMTPServer | null = null;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.port = port;
    makeAuthority(this.openssl, 'desk');
    makeAuthority(this.openssl, 'other');
  }

  /** Not listening yet: `start` does. */
  static async make(): Promise<SmtpDesk> {
    return new SmtpDesk(await freePort());
  }

  get url(): string {
    return `smtp://${encodeURIComponent(SMTP_USER)}:${encodeURIComponent(SMTP_PASSWORD)}@localhost:${this.port}`;
  }

  /** PEM file of the authority that vouches for this server. */
  get caFile(): string {
    return this.openssl.path('desk-ca.pem');
  }

  /** And of one that does not. */
  get otherCaFile(): string {
    return this.openssl.path('other-ca.pem');
  }

  async start(options: { readonly startTls?: boolean; readonly auth?: boolean } = {}): Promise<void> {
    const server = new SMTPServer({
      key: readFileSync(this.openssl.path('desk-key.pem')),
      cert: readFileSync(this.openssl.path('desk.pem')),
      ...(options.startTls === false ? { disabledCommands: ['STARTTLS'] } : {}),
      authOptional: options.auth === false,
      allowInsecureAuth: options.startTls === false,
      logger: false,
      closeTimeout: 100,
      onAuth: ({ username, password }, _session, done) => {
        if (username === SMTP_USER && password === SMTP_PASSWORD) done(null, { user: username });
        else done(Object.assign(new Error('no'), { responseCode: 535 }));
      },
      onRcptTo: (_address, _session, done) => {
        if (this.mood === 'greylists') done(Object.assign(new Error('later'), { responseCode: 451 }));
        else if (this.mood === 'refusesRecipient') done(Object.assign(new Error('nobody here'), { responseCode: 550 }));
        else done();
      },
      onData: (stream, session, done) => void this.#take(stream, session, done),
    });
    server.on('error', () => undefined);
    server.server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      server.listen(this.port, '127.0.0.1', () => resolve());
    });
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    this.#cut();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  async close(): Promise<void> {
    await this.stop();
    this.openssl.close();
  }

  async #take(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null, message?: string) => void): Promise<void> {
    const chunks: Buffer[] = [];
    const cut = (): void => this.#cut();
    if (this.mood === 'cutsData') {
      stream.once('data', cut);
      return;
    }
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (this.mood === 'busyAfterData') return done(Object.assign(new Error('later'), { responseCode: 452 }));
    if (this.mood === 'refusesData') return done(Object.assign(new Error('spam'), { responseCode: 554 }));
    if (this.mood === 'sleeps') return;
    const text = Buffer.concat(chunks).toString('utf8');
    const { mailFrom, rcptTo } = session.envelope;
    this.taken.push({
      to: rcptTo.map(({ address }) => address),
      from: mailFrom === false ? '' : mailFrom.address,
      text,
      messageId: /^Message-ID: (.+)$/imu.exec(text)?.[1]?.trim() ?? '',
      encrypted: session.secure,
      user: session.user,
    });
    if (this.mood === 'losesReply') cut();
    else done();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** `NAME-ca.pem` and, by it, `NAME.pem` and `NAME-key.pem` for localhost. */
function makeAuthority(openssl: Openssl, name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl.ok('req', '-x509', ...key, '-keyout', `${name}-ca-key.pem`, '-out', `${name}-ca.pem`, '-subj', `/CN=${name}`, '-days', '2');
  openssl.ok('req', ...key, '-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', '/CN=localhost');
  const extensions = openssl.file(`${name}.ext`, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl.ok('x509', '-req', '-in', `${name}.csr`, '-CA', `${name}-ca.pem`, '-CAkey', `${name}-ca-key.pem`, '-CAcreateserial', '-days', '2', '-extfile', extensions, '-out', `${name}.pem`);
}
