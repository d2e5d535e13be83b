import type { DiagnosticId, DiagnosticLine } from '../../../src-shared/domain/diagnostics.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { CardInspection, CardSnapshot } from '../../ports/card-host.ts';
import { safeProblem } from './safe-facts.ts';

export interface CardsSeen {
  readonly snapshot: CardSnapshot;
  readonly inspection: CardInspection;
}

export const lineOf = (
  id: DiagnosticId,
  status: DiagnosticLine['status'],
  facts: DiagnosticLine['facts'] = {},
  problem: Problem | null = null,
): DiagnosticLine => ({ id, status, problem: problem === null ? null : safeProblem(problem), facts });

export const notDone = (id: DiagnosticId): DiagnosticLine => lineOf(id, 'notDone');

/** What is known of a person or a token and must not stand in a text that a reader or a module wrote. */
export const hiddenIn = ({ tokens }: CardSnapshot): readonly string[] =>
  tokens.flatMap(({ serial, holder, certificates }) => [serial, holder, ...certificates.map(({ subject }) => subject)]).filter((value) => value !== null);
