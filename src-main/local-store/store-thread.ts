/**
 * Entry of the thread that has the local copy: SQLite and the seals of 500 rows take longer than a window may stand still (ADR 19).
 * One copy; calls one after the other, in the order they came.
 */
import { parentPort } from 'node:worker_threads';
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { OpenStore } from './open-request.ts';
import { openStore } from './open-store.ts';
import type { StoreCore } from './store-core.ts';
import { overwriteLog, wipeFiles } from './store-files.ts';
import type { FromStore, StoreCall, ToStore } from './store-rpc.ts';

if (parentPort === null) throw new Error('This thread is started by the program, not by hand');
const port = parentPort;
let core: StoreCore | null = null;
let opened: OpenStore | null = null;

port.on('message', ({ id, call }: ToStore) => {
  const say = (message: FromStore): void => port.postMessage(message);
  try {
    say({ id, value: answer(call) });
  } catch (error) {
    say({ id, problem: toProblem(error), bug: error instanceof AppError ? null : String(error instanceof Error ? error.stack : error) });
  }
});

function answer(call: StoreCall): unknown {
  if (call.method === 'open') {
    core?.close();
    core = null;
    [opened] = call.args;
    core = openStore(opened);
    return core.opening();
  }
  if (call.method === 'wipe') {
    if (opened !== null) wipe(opened, core);
    core = null;
    return null;
  }
  if (core === null) throw new AppError('notAvailable');
  const verb = core[call.method] as (...args: readonly unknown[]) => unknown;
  return verb(...call.args);
}

function wipe({ folder, name }: OpenStore, open: StoreCore | null): void {
  if (open?.opening().where.place === 'disk') overwriteLog(folder, name);
  open?.close();
  wipeFiles(folder, name);
}
