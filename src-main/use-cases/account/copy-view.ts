import type { ConflictView, CopyView } from '../../../src-shared/domain/account-views.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import type { KeyringTrouble } from '../../ports/keyring.ts';
import type { SetAside, StorePlace } from '../../ports/local-store.ts';
import type { SyncState } from '../sync/sync-state.ts';

const MEMORY: Readonly<Record<Exclude<Extract<StorePlace, { place: 'memory' }>['why'], 'noKeyring'>, Problem['code']>> = {
  readOnly: 'localCopyReadOnly',
  full: 'localCopyFull',
  busy: 'localCopyBusy',
  unavailable: 'localCopyUnavailable',
};

/** What a person is shown of the copy on this machine. */
export function copyView(parts: {
  readonly sync: SyncState;
  readonly where: StorePlace;
  readonly keyringTrouble: KeyringTrouble | null;
  readonly setAside: SetAside | null;
  readonly conflicts: readonly ConflictView[];
}): CopyView {
  const { sync, where, setAside } = parts;
  return {
    syncedAt: sync.syncedAt,
    state: stateOf(sync),
    problem: sync.problem,
    kept: where.place,
    memoryBecause: where.place === 'disk' ? null : memoryProblem(where.why, parts.keyringTrouble),
    setAside: setAside === null ? null : { code: 'localCopyDamaged', details: { why: setAside.why, changesKept: setAside.changesKept } },
    waiting: sync.waiting,
    conflicts: parts.conflicts,
  };
}

function memoryProblem(why: Extract<StorePlace, { place: 'memory' }>['why'], trouble: KeyringTrouble | null): Problem {
  return why === 'noKeyring' ? { code: 'keyringUnavailable', details: { why: trouble ?? 'failed' } } : { code: MEMORY[why], details: {} };
}

function stateOf({ phase, problem }: SyncState): CopyView['state'] {
  switch (phase) {
    case 'pulling':
    case 'pushing':
      // While it is tried again, what stands in the way still does.
      return problem === null ? 'syncing' : problem.code === 'authorityUnreachable' ? 'offline' : 'syncing';
    case 'resting':
      return 'upToDate';
    case 'pausing':
      return problem?.code === 'authorityUnreachable' ? 'offline' : 'failed';
    case 'person':
    case 'stopped':
      return 'failed';
  }
}
