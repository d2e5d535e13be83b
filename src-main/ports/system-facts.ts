import type { DIAGNOSTIC_VALUES } from '../../src-shared/domain/diagnostics.ts';

/** This computer and this session, as far as they matter to readers. No name of a person, a machine or a folder. */
export interface SystemFacts {
  /** "Debian GNU/Linux", "Windows", "macOS". */
  readonly os: string;
  readonly osVersion: string;
  readonly architecture: string;
  readonly session: (typeof DIAGNOSTIC_VALUES.session)[number];
  readonly sandbox: (typeof DIAGNOSTIC_VALUES.sandbox)[number];
}
