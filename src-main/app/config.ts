import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** What a start is told by its environment. A packaged build is told by the same names, set by its launcher or installer. */
export interface AppConfig {
  readonly authorityUrl: string;
  /** Set when the authority was started by the same command: its mails may be shown. */
  readonly embeddedToken: string | null;
  /** Readers of the system, by PC/SC. Off where only the virtual reader is wanted. */
  readonly pcsc: boolean;
  /** File of the virtual card in the virtual reader, or null for no virtual reader. */
  readonly virtualCardPath: string | null;
  /** Fault plan of the virtual reader, JSON; development and tests. */
  readonly virtualFaults: string | null;
}

const schema = z.object({
  CLAVIS_AUTHORITY_URL: z.url({ protocol: /^https?$/u }),
  CLAVIS_EMBEDDED_TOKEN: z.string().min(32).max(128).optional(),
  CLAVIS_PCSC: z.enum(['on', 'off']).default('on'),
  CLAVIS_VIRTUAL_CARD: z.string().min(1).optional(),
  CLAVIS_VIRTUAL_FAULTS: z.string().max(16_384).optional(),
});

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** @throws AppError internal, with the name of the setting that is missing or wrong */
export function readConfig(env: Readonly<Record<string, string | undefined>>): AppConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    throw new AppError('internal', { setting: parsed.error.issues.map((issue) => issue.path.join('.')).join(', ') });
  }
  const authority = new URL(parsed.data.CLAVIS_AUTHORITY_URL);
  // Answers to secret questions travel there: in clear only within this machine.
  if (authority.protocol !== 'https:' && !LOOPBACK.has(authority.hostname)) {
    throw new AppError('internal', { setting: 'CLAVIS_AUTHORITY_URL' });
  }
  return {
    authorityUrl: authority.origin,
    embeddedToken: parsed.data.CLAVIS_EMBEDDED_TOKEN ?? null,
    pcsc: parsed.data.CLAVIS_PCSC === 'on',
    virtualCardPath: parsed.data.CLAVIS_VIRTUAL_CARD ?? null,
    virtualFaults: parsed.data.CLAVIS_VIRTUAL_FAULTS ?? null,
  };
}
