import type { DiagnosticLine, DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import { toProblem } from '../../../src-shared/errors/app-error.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { Authority } from '../../ports/authority.ts';
import type { CardHost } from '../../ports/card-host.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Pkcs11, Pkcs11Inspection, Pkcs11Module } from '../../ports/pkcs11.ts';
import type { SystemFacts } from '../../ports/system-facts.ts';
import { cardLines, readerLines } from './card-lines.ts';
import { hiddenIn, lineOf, notDone, type CardsSeen } from './diagnostic-line.ts';
import { reportSchema } from './report-schema.ts';
import { safeFacts } from './safe-facts.ts';

export interface DiagnosisDeps {
  readonly cards: Pick<CardHost, 'snapshot' | 'inspect'>;
  readonly pkcs11: Pick<Pkcs11, 'modules' | 'inspect'>;
  readonly system: () => SystemFacts;
  /** Null: no authority is configured. */
  readonly authority: Pick<Authority, 'host' | 'health'> | null;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly appVersion: string;
  /** Null outside Electron. */
  readonly electronVersion: string | null;
}

/** A clock that differs by more misjudges the 90 seconds of a response less than the 24 hours of a link, but both. */
const SKEW_MAX_SECONDS = 120;

/**
 * Checks everything in order, one line for each thing. It spends no try, sends no secret and opens no token that is held. It never
 * throws for what it finds: what could not be found out is a line.
 */
export async function runDiagnosis(deps: DiagnosisDeps): Promise<DiagnosticReport> {
  const system = deps.system();
  const lines: DiagnosticLine[] = [];
  lines.push(...systemLines(system, deps));

  const cards = await lookAtCards(deps.cards);
  const modules = await deps.pkcs11.modules();
  if ('problem' in cards) {
    const unseen = ['service', 'access', 'readers', 'tokens', 'counters', 'driver'] as const;
    lines.push(lineOf('addon', 'failed', {}, cards.problem), ...unseen.map(notDone));
  } else {
    lines.push(...readerLines(cards, system), ...cardLines(cards, modules));
  }
  const held = 'snapshot' in cards && cards.inspection.readers.some(({ state }) => state === 'exclusive');
  const hidden = 'snapshot' in cards ? hiddenIn(cards.snapshot) : [];
  lines.push(...(await moduleLines(deps.pkcs11, modules, held, hidden)));
  lines.push(...(await authorityLines(deps)));
  return reportSchema.parse({ at: deps.clock.now(), lines });
}

const problemOf = (code: Problem['code']): Problem => ({ code, details: {} });

function systemLines(system: SystemFacts, deps: DiagnosisDeps): readonly DiagnosticLine[] {
  const { os, osVersion, architecture, session, sandbox } = system;
  const { appVersion, electronVersion } = deps;
  const remote = session !== 'local';
  return [
    lineOf('system', 'ok', safeFacts({ os, osVersion, architecture, appVersion, electronVersion, sandbox })),
    lineOf('remoteSession', remote ? 'warning' : 'ok', safeFacts({ session }), remote ? problemOf('remoteSession') : null),
  ];
}

async function lookAtCards(cards: DiagnosisDeps['cards']): Promise<CardsSeen | { readonly problem: Problem }> {
  try {
    // The inspection lists readers anew; the snapshot after it is of the same moment.
    const inspection = await cards.inspect();
    return { inspection, snapshot: await cards.snapshot() };
  } catch (error) {
    return { problem: toProblem(error) };
  }
}

/** One module after the other: each may end its process. */
async function moduleLines(
  pkcs11: DiagnosisDeps['pkcs11'],
  modules: readonly Pkcs11Module[],
  held: boolean,
  hidden: readonly string[],
): Promise<readonly DiagnosticLine[]> {
  if (modules.length === 0) return [notDone('modules')];
  const lines: DiagnosticLine[] = [];
  for (const module of modules) {
    const named = { module: module.name, moduleId: module.moduleId, moduleSource: module.source };
    if (held) {
      // Somebody is at work with a card: a module would look at every reader.
      lines.push(lineOf('modules', 'notDone', safeFacts(named, hidden)));
      continue;
    }
    try {
      const seen = await pkcs11.inspect(module.moduleId);
      lines.push(lineOf('modules', 'ok', safeFacts({ ...named, ...countsOf(seen) }, hidden)));
    } catch (error) {
      lines.push(lineOf('modules', 'failed', safeFacts(named, hidden), toProblem(error)));
    }
  }
  return lines;
}

function countsOf({ version, slots }: Pkcs11Inspection) {
  const tokens = slots.flatMap(({ token }) => (token === null ? [] : [token]));
  const sum = (count: (token: (typeof tokens)[number]) => number): number => tokens.reduce((total, token) => total + count(token), 0);
  return {
    moduleVersion: version,
    slots: slots.length,
    certificates: sum(({ certificates }) => certificates.length),
    keys: sum(({ keys }) => keys.length),
  };
}

async function authorityLines({ authority, clock }: DiagnosisDeps): Promise<readonly DiagnosticLine[]> {
  if (authority === null) return [notDone('authority'), notDone('clock')];
  const { host } = authority;
  try {
    const asked = clock.monotonic();
    const { now } = await authority.health();
    // The answer was made somewhere between question and answer.
    const here = clock.now() - (clock.monotonic() - asked) / 2;
    const skewSeconds = Math.round((here - now) / 1000);
    const wrong = Math.abs(skewSeconds) > SKEW_MAX_SECONDS;
    return [
      lineOf('authority', 'ok', safeFacts({ host })),
      lineOf('clock', wrong ? 'warning' : 'ok', safeFacts({ skewSeconds }), wrong ? problemOf('clockWrong') : null),
    ];
  } catch (error) {
    return [lineOf('authority', 'failed', safeFacts({ host }), toProblem(error)), notDone('clock')];
  }
}
