import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { DEFAULT_CA, readCaConfig, type CaConfig } from './ca/ca-config.ts';
import { isPostgresUrl } from './db/database-location.ts';
import { isSmtpUrl } from './mail/smtp-address.ts';
import { DEFAULT_POLICY, readPolicy, type Policy } from './policy/policy.ts';
import { healthReply, type HealthReply } from '../src-shared/http/service.ts';

/** Cost of one secret answer. The defaults are RFC 9106's second recommendation with one lane (about 0.1 s, 64 MiB). */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** The token that holds the vault's keys. */
export interface Pkcs11Config {
  /** Path of the module. */
  readonly module: string;
  readonly tokenLabel: string;
  /** Null: in `pinFile`. */
  readonly pin: string | null;
  readonly pinFile: string;
  /** Sessions, each in a process of its own. */
  readonly sessions: number;
  /** How long the module may take for one deed. */
  readonly timeoutMs: number;
}

export interface AuthorityConfig {
  readonly version: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** `postgres://` address of the database, password included; null: a SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
  /** PostgreSQL: connections for reads. Transactions that write have two of their own. */
  readonly databasePool: number;
  /** Origin of the pages in mails; null: the address the authority listens on. */
  readonly publicUrl: string | null;
  /** Bearer token of the process that started this authority; null: the mailbox is not served. */
  readonly embeddedToken: string | null;
  /** The vault's file; null: in `dataDir`. Instances on one database share it. */
  readonly vaultFile: string | null;
  readonly vaultPassphrase: string | null;
  readonly vaultPassphraseFile: string | null;
  /** Keys in a token in place of the file; null: in the file. */
  readonly pkcs11: Pkcs11Config | null;
  readonly argon2: Argon2Cost;
  /** Answer sets hashed at once, and how many more may wait before `tooManyRequests`. */
  readonly argon2Concurrency: number;
  readonly argon2Queue: number;
  readonly clockOffsetMs: number;
  readonly exitWithParent: boolean;
  readonly provider: HealthReply['provider'];
  /** Names and addresses in certificates, and the tokens keys are kept on. */
  readonly ca: CaConfig;
  /** Zone in which mails tell times. */
  readonly timeZone: string;
  /** Folder of the terms of use, `<version>.<language>.md`. */
  readonly termsDir: string;
  /** Products in place of those of the rehearsal; null: those. */
  readonly catalogueFile: string | null;
  /** Folder of the software for tokens that is given away: `drivers.json` and the files it names. */
  readonly driversDir: string;
  /** What the organisation decides for itself. */
  readonly policy: Policy;
  /** Addresses of the reverse proxies whose word on the caller's address is taken, comma-separated, CIDR allowed; null: nobody's. */
  readonly trustedProxies: string | null;
  /** Folder of certificates (.pem, .crt) of authorities besides our own, whose certificates may be associated with an account; null: none. */
  readonly trustedCaDir: string | null;
  /** Whether certificates of those are taken though nobody here can tell whether they are revoked. */
  readonly trustedCaUnchecked: boolean;
  /** `smtp://` or `smtps://` address of the server that takes the mails, password included; null: a folder in `dataDir`. */
  readonly smtpUrl: string | null;
  /** Mails go to that server in clear, whoever listens on the way. */
  readonly smtpPlaintext: boolean;
  /** PEM of the authorities that may vouch for it; null: the system's. */
  readonly smtpCaFile: string | null;
  /** Where Prometheus asks, apart from the public port; null: nowhere. */
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  /** How long it still serves after it was told to stop, so that whoever sends it requests has noticed. */
  readonly drainMs: number;
  /** Folder, outside the database, to which signed heads of the audit chain are appended; null: none. */
  readonly auditExportDir: string | null;
  readonly auditHeadMs: number;
}

const ORIGIN = /^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}$/u;

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().min(1).default('127.0.0.1'),
  XDG_DATA_HOME: z.string().optional(),
  DATABASE_URL: z.string().refine((url) => isPostgresUrl(url) && URL.canParse(url), 'must be postgres://user:password@host/database').optional(),
  CLAVIS_DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(8),
  CLAVIS_DATA_DIR: z.string().min(1).optional(),
  CLAVIS_PUBLIC_URL: z.string().regex(ORIGIN, 'must be an origin, without a path: https://authority.example').optional(),
  CLAVIS_EMBEDDED_TOKEN: z.string().min(32, 'must have at least 32 characters').max(128).optional(),
  CLAVIS_VAULT_FILE: z.string().min(1).optional(),
  CLAVIS_VAULT_PASSPHRASE: z.string().min(8).optional(),
  CLAVIS_VAULT_PASSPHRASE_FILE: z.string().min(1).optional(),
  PKCS11_MODULE: z.string().min(1).optional(),
  PKCS11_TOKEN_LABEL: z.string().min(1).max(32).optional(),
  PKCS11_PIN: z.string().min(1).max(255).optional(),
  PKCS11_PIN_FILE: z.string().min(1).optional(),
  PKCS11_SESSIONS: z.coerce.number().int().min(1).max(16).default(2),
  PKCS11_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5_000),
  CLAVIS_CLOCK_OFFSET_MS: z.coerce.number().int().default(0),
  CLAVIS_EXIT_WITH_PARENT: z.enum(['0', '1']).default('0'),
  CLAVIS_PROVIDER_FILE: z.string().min(1).optional(),
  CLAVIS_CA_FILE: z.string().min(1).optional(),
  CLAVIS_TIME_ZONE: z.string().min(1).default('Europe/Paris'),
  CLAVIS_TERMS_DIR: z.string().min(1).optional(),
  CLAVIS_CATALOGUE_FILE: z.string().min(1).optional(),
  CLAVIS_DRIVERS_DIR: z.string().min(1).optional(),
  CLAVIS_POLICY_FILE: z.string().min(1).optional(),
  SMTP_URL: z.string().refine(isSmtpUrl, 'must be smtp://user:password@host:587 or smtps://user:password@host:465').optional(),
  CLAVIS_SMTP_PLAINTEXT: z.enum(['0', '1']).default('0'),
  CLAVIS_SMTP_CA_FILE: z.string().min(1).optional(),
  CLAVIS_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  CLAVIS_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  CLAVIS_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  CLAVIS_AUDIT_EXPORT_DIR: z.string().min(1).optional(),
  CLAVIS_AUDIT_HEAD_MINUTES: z.coerce.number().int().min(1).max(1_440).default(10),
  CLAVIS_TRUSTED_PROXIES: z.string().regex(/^[0-9a-fA-F.:/, ]{2,500}$/u, 'must be addresses or CIDR blocks, comma-separated').optional(),
  CLAVIS_TRUSTED_CA_DIR: z.string().min(1).optional(),
  CLAVIS_TRUSTED_CA_UNCHECKED: z.enum(['0', '1']).default('0'),
});

/** Shown until the administrator gives a provider file: a name nobody bears, a number reserved for fiction, `.example` addresses. */
export const DEFAULT_PROVIDER: HealthReply['provider'] = {
  name: 'Autorité Clavis (répétition)',
  phone: '01 99 00 12 34',
  hours: 'du lundi au vendredi, de 9\u00A0h à 18\u00A0h',
  email: 'assistance@clavis.example',
  revocationUrl: 'https://clavis.example/revocation',
  reorderUrl: 'https://clavis.example/commande',
  officeUrl: 'https://clavis.example/bureaux',
};

const DEFAULT_ARGON2: Argon2Cost = { memoryKib: 65_536, timeCost: 3, parallelism: 1 };

/** A configuration with every default in place; tests and the rehearsal override what they need. */
export function makeConfig(overrides: Partial<AuthorityConfig> & Pick<AuthorityConfig, 'dataDir'>): AuthorityConfig {
  return {
    version: readVersion(),
    host: '127.0.0.1',
    port: 0,
    databaseUrl: null,
    databasePool: 8,
    publicUrl: null,
    embeddedToken: null,
    vaultFile: null,
    vaultPassphrase: null,
    vaultPassphraseFile: null,
    pkcs11: null,
    argon2: DEFAULT_ARGON2,
    // Two need 128 MiB; one core is left to those who wait for no hash.
    argon2Concurrency: Math.max(1, Math.min(2, availableParallelism() - 1)),
    argon2Queue: 16,
    clockOffsetMs: 0,
    exitWithParent: false,
    provider: DEFAULT_PROVIDER,
    ca: DEFAULT_CA,
    timeZone: 'Europe/Paris',
    termsDir: fileURLToPath(new URL('terms/texts', import.meta.url)),
    catalogueFile: null,
    driversDir: fileURLToPath(new URL('catalogue/rehearsal-drivers', import.meta.url)),
    policy: DEFAULT_POLICY,
    trustedProxies: null,
    trustedCaDir: null,
    trustedCaUnchecked: false,
    smtpUrl: null,
    smtpPlaintext: false,
    smtpCaFile: null,
    metricsPort: null,
    metricsHost: '127.0.0.1',
    drainMs: 0,
    auditExportDir: null,
    auditHeadMs: 10 * 60_000,
    ...overrides,
  };
}

/**
 * The configuration of `node src-server/main.ts`, from its environment.
 * @throws Error with one sentence a person can act on; it names the variable, never its value.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AuthorityConfig {
  const parsed = environment.safeParse({ ...env, ...addressesInFiles(env) });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'invalid'}`);
  }
  const values = parsed.data;
  // A shifted clock opens expired links: it is for rehearsals, so only the process that owns an embedded authority may ask for it.
  if (values.CLAVIS_CLOCK_OFFSET_MS !== 0 && values.CLAVIS_EMBEDDED_TOKEN === undefined) {
    throw new Error('CLAVIS_CLOCK_OFFSET_MS: accepted only together with CLAVIS_EMBEDDED_TOKEN');
  }
  const dataHome = values.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
  return makeConfig({
    host: values.HOST,
    port: values.PORT,
    dataDir: values.CLAVIS_DATA_DIR ?? join(dataHome, 'clavis', 'authority'),
    databaseUrl: values.DATABASE_URL ?? null,
    databasePool: values.CLAVIS_DATABASE_POOL,
    publicUrl: values.CLAVIS_PUBLIC_URL ?? null,
    embeddedToken: values.CLAVIS_EMBEDDED_TOKEN ?? null,
    vaultFile: values.CLAVIS_VAULT_FILE ?? null,
    vaultPassphrase: values.CLAVIS_VAULT_PASSPHRASE ?? null,
    vaultPassphraseFile: values.CLAVIS_VAULT_PASSPHRASE_FILE ?? null,
    pkcs11: readPkcs11(values),
    clockOffsetMs: values.CLAVIS_CLOCK_OFFSET_MS,
    exitWithParent: values.CLAVIS_EXIT_WITH_PARENT === '1',
    provider: values.CLAVIS_PROVIDER_FILE === undefined ? DEFAULT_PROVIDER : readProvider(values.CLAVIS_PROVIDER_FILE),
    ...(values.CLAVIS_CA_FILE === undefined ? {} : { ca: readCaConfig(values.CLAVIS_CA_FILE) }),
    timeZone: values.CLAVIS_TIME_ZONE,
    ...(values.CLAVIS_TERMS_DIR === undefined ? {} : { termsDir: values.CLAVIS_TERMS_DIR }),
    catalogueFile: values.CLAVIS_CATALOGUE_FILE ?? null,
    ...(values.CLAVIS_DRIVERS_DIR === undefined ? {} : { driversDir: values.CLAVIS_DRIVERS_DIR }),
    ...(values.CLAVIS_POLICY_FILE === undefined ? {} : { policy: readPolicy(values.CLAVIS_POLICY_FILE) }),
    trustedProxies: values.CLAVIS_TRUSTED_PROXIES ?? null,
    trustedCaDir: values.CLAVIS_TRUSTED_CA_DIR ?? null,
    trustedCaUnchecked: values.CLAVIS_TRUSTED_CA_UNCHECKED === '1',
    smtpUrl: values.SMTP_URL ?? null,
    smtpPlaintext: values.CLAVIS_SMTP_PLAINTEXT === '1',
    smtpCaFile: values.CLAVIS_SMTP_CA_FILE ?? null,
    metricsPort: values.CLAVIS_METRICS_PORT ?? null,
    metricsHost: values.CLAVIS_METRICS_HOST,
    drainMs: values.CLAVIS_DRAIN_MS,
    auditExportDir: values.CLAVIS_AUDIT_EXPORT_DIR ?? null,
    auditHeadMs: values.CLAVIS_AUDIT_HEAD_MINUTES * 60_000,
  });
}

/** @throws Error naming the variable that is missing */
function readPkcs11(values: z.infer<typeof environment>): Pkcs11Config | null {
  const { PKCS11_MODULE: module, PKCS11_TOKEN_LABEL: tokenLabel, PKCS11_PIN: pin, PKCS11_PIN_FILE: pinFile } = values;
  if (module === undefined) {
    // Half a configuration must not quietly mean keys in a file.
    if (tokenLabel !== undefined || pin !== undefined || pinFile !== undefined) throw new Error('PKCS11_MODULE: is missing beside the other PKCS11 variables');
    return null;
  }
  if (tokenLabel === undefined) throw new Error('PKCS11_TOKEN_LABEL: is missing beside PKCS11_MODULE');
  if ((pin === undefined) === (pinFile === undefined)) throw new Error('PKCS11_PIN_FILE: give it or PKCS11_PIN, one of them');
  return { module, tokenLabel, pin: pin ?? null, pinFile: pinFile ?? '', sessions: values.PKCS11_SESSIONS, timeoutMs: values.PKCS11_TIMEOUT_MS };
}

/** Addresses with a password in them, out of files: systemd's credentials, secrets of a container. @throws Error naming the variable */
function addressesInFiles(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const name of ['DATABASE_URL', 'SMTP_URL']) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    if (env[name] !== undefined) throw new Error(`${name}_FILE: give it or ${name}, one of them`);
    if (!existsSync(file)) throw new Error(`${name}_FILE: there is no such file`);
    read[name] = readFileSync(file, 'utf8').trim();
  }
  return read;
}

function readProvider(file: string): HealthReply['provider'] {
  const parsed = healthReply.shape.provider.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`CLAVIS_PROVIDER_FILE: ${parsed.error.issues[0]?.path.join('.') ?? ''} is missing or of the wrong type`);
  return parsed.data;
}

function readVersion(): string {
  const manifest = z.object({ version: z.string() });
  return manifest.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;
}
