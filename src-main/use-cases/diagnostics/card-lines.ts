import type { DiagnosticLine } from '../../../src-shared/domain/diagnostics.ts';
import { serialTail } from '../../../src-shared/domain/serial.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode, Problem } from '../../../src-shared/errors/error-table.ts';
import type { CardInspection } from '../../ports/card-host.ts';
import type { Pkcs11Module } from '../../ports/pkcs11.ts';
import type { SystemFacts } from '../../ports/system-facts.ts';
import { hiddenIn, lineOf, notDone, type CardsSeen } from './diagnostic-line.ts';
import { safeFacts } from './safe-facts.ts';

type Reader = CardInspection['readers'][number];

/** The service is there, and somebody keeps this program from it. */
const DENIALS: ReadonlySet<ErrorCode> = new Set(['serviceAccessDenied', 'sandboxed']);

/** Addon, service, access and readers: each says something only when those before it are in order. */
export function readerLines({ inspection, snapshot }: CardsSeen, system: SystemFacts): readonly DiagnosticLine[] {
  const problem = causeOf(inspection.problem ?? snapshot.serviceProblem, system);
  const hidden = hiddenIn(snapshot);
  const library = safeFacts({ libraryVersion: inspection.libraryVersion }, hidden);
  return [...serviceLines(problem, library), ...listed(inspection.readers, problem, hidden)];
}

function serviceLines(problem: Problem | null, library: DiagnosticLine['facts']): readonly DiagnosticLine[] {
  if (problem?.code === 'addonMissing') return [lineOf('addon', 'failed', {}, problem), notDone('service'), notDone('access')];
  const addon = lineOf('addon', 'ok');
  // No reader is no failure of the service.
  if (problem === null || problem.code === 'noReader') return [addon, lineOf('service', 'ok', library), lineOf('access', 'ok')];
  if (DENIALS.has(problem.code)) return [addon, lineOf('service', 'ok', library), lineOf('access', 'failed', {}, problem)];
  return [addon, lineOf('service', 'failed', library, problem), notDone('access')];
}

/** A denial, or a service out of sight, inside a sandbox has the sandbox as its cause. */
function causeOf(problem: Problem | null, { sandbox }: SystemFacts): Problem | null {
  const hides = sandbox === 'snap' || sandbox === 'flatpak';
  const outOfSight = problem !== null && (problem.code === 'serviceAbsent' || problem.code === 'serviceAccessDenied');
  return hides && outOfSight ? { code: 'sandboxed', details: {} } : problem;
}

function listed(readers: readonly Reader[], problem: Problem | null, hidden: readonly string[]): readonly DiagnosticLine[] {
  const none = problem === null || problem.code === 'noReader';
  if (readers.length === 0) return [none ? lineOf('readers', 'failed', {}, { code: 'noReader', details: {} }) : notDone('readers')];
  return readers.map(({ name, virtual, driver, pinpad, state, atr }) => {
    const facts = safeFacts({ reader: name, virtual, readerDriver: driver, pinpad, readerState: state, atr: atr === '' ? null : atr }, hidden);
    if (state === 'mute') return lineOf('readers', 'failed', facts, { code: 'tokenUnreadable', details: {} });
    return lineOf('readers', 'ok', facts);
  });
}

/** Tokens, their counters and their drivers. */
export function cardLines({ snapshot, inspection }: CardsSeen, modules: readonly Pkcs11Module[]): readonly DiagnosticLine[] {
  const { tokens } = snapshot;
  if (tokens.length === 0) {
    const noToken = lineOf('tokens', 'warning', {}, { code: 'noToken', details: {} });
    return [inspection.readers.length === 0 ? notDone('tokens') : noToken, notDone('counters'), notDone('driver')];
  }
  const hidden = hiddenIn(snapshot);
  return [
    ...tokens.map((token) => tokenLine(token, hidden)),
    ...tokens.map((token) => counterLine(token, hidden)),
    ...tokens.map((token) => driverLine(token, modules, hidden)),
  ];
}

const nameOf = ({ readerName, serial }: TokenView) => ({ reader: readerName, serialTail: serial === null ? null : serialTail(serial) });

function tokenLine(token: TokenView, hidden: readonly string[]): DiagnosticLine {
  const { profile, model, virtual, state, problem } = token;
  const certificates = profile === null ? null : token.certificates.length;
  const facts = safeFacts({ ...nameOf(token), virtual, profile, model, certificates }, hidden);
  switch (state) {
    case 'ready':
      return lineOf('tokens', 'ok', facts);
    case 'reading':
      return lineOf('tokens', 'notDone', facts);
    case 'busy':
      return lineOf('tokens', 'warning', facts, problem ?? { code: 'readerBusy', details: {} });
    case 'unknownCard':
      return lineOf('tokens', 'warning', facts, problem ?? { code: 'tokenUnknown', details: {} });
    case 'unreadable':
      return lineOf('tokens', 'failed', facts, problem ?? { code: 'tokenUnreadable', details: {} });
  }
}

function counterLine(token: TokenView, hidden: readonly string[]): DiagnosticLine {
  const { triesLeft, triesMax } = token.pin;
  const facts = safeFacts({ ...nameOf(token), triesLeft, triesMax, pukTriesLeft: token.puk?.triesLeft ?? null }, hidden);
  if (token.state !== 'ready') return lineOf('counters', 'notDone', facts);
  if (token.blocked) return lineOf('counters', 'failed', facts, { code: 'pinBlocked', details: {} });
  if (triesLeft === null) return lineOf('counters', 'warning', facts, { code: 'pinCounterUnknown', details: {} });
  const low = triesLeft === 1 && triesMax !== 1;
  return lineOf('counters', low ? 'warning' : 'ok', facts, low ? { code: 'pinTriesLow', details: {} } : null);
}

/** Card profiles that other programs, too, read by OpenSC. */
const OTHERS_USE = 'OpenSC';

/**
 * This program needs no driver for the profiles it knows. Other programs (browsers, signing tools) do: OpenSC, or the module of the
 * token's vendor.
 */
function driverLine(token: TokenView, modules: readonly Pkcs11Module[], hidden: readonly string[]): DiagnosticLine {
  const module = modules.find(({ name }) => name === OTHERS_USE) ?? modules.find(({ name }) => name !== 'SoftHSM2');
  const found = { module: module?.name ?? OTHERS_USE, moduleFound: module !== undefined };
  if (token.profile !== null) return lineOf('driver', 'ok', safeFacts({ ...nameOf(token), driverNeeded: false, ...found }, hidden));
  const facts = safeFacts({ ...nameOf(token), driverNeeded: true, ...found }, hidden);
  if (token.state !== 'unknownCard') return lineOf('driver', 'notDone', safeFacts(nameOf(token), hidden));
  if (module !== undefined) return lineOf('driver', 'ok', facts);
  return lineOf('driver', 'warning', facts, { code: 'driverMissing', details: {} });
}
