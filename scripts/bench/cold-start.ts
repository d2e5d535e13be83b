import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { descendants } from '../../tests/support/process-tree.ts';
import { findElectron } from '../electron-runtime.ts';
import { electronCommand, type ElectronCommand } from '../launch/electron-command.ts';
import { launchWatched } from '../launch/launch-watched.ts';
import { prepareLaunch } from '../launch/prepare-launch.ts';
import { startVirtualDisplay } from '../launch/virtual-display.ts';
import { quantile, rounded, type BenchLine } from './in-turn.ts';

const ROUNDS = 9;
/** Until what a start has thrown away is given back. */
const SETTLE_MS = 1500;
/** Where the first heading counts. The shape that stands before main has answered has a heading too, outside of the content. */
const OURS = '#content';
const BARE = 'body';

/** A window with a heading and nothing else. */
const BARE_MAIN = `import { app, BrowserWindow } from 'electron';
void app.whenReady().then(() => new BrowserWindow({ width: 1180, height: 780 }).loadURL('data:text/html,<h1>bare</h1>'));
`;

interface Start {
  /** Milliseconds from the start of the process until the first screen's heading stands on the page. */
  readonly shown: number;
  /** Proportional set size of all its processes, MiB. */
  readonly memory: number;
}

/**
 * B7: from nothing to the first usable screen, and the memory then, beside a bare window of the same Electron. Processes are new, files are
 * in the system's cache; the authority runs already, as it does for a person.
 */
export async function coldStart(): Promise<readonly BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-bench-start-'));
  const display = await startVirtualDisplay();
  try {
    const env = { DISPLAY: display.display };
    const launch = await prepareLaunch({ dataDir: join(folder, 'data'), fresh: true, env });
    try {
      const bare = join(folder, 'bare');
      writeBare(bare);
      const bareCommand = electronCommand(await findElectron(), bare, { env, extraArgs: [`--user-data-dir=${join(folder, 'bare-data')}`] });
      const ours: Start[] = [];
      const theirs: Start[] = [];
      // The first of each makes its folders.
      for (let round = 0; round <= ROUNDS; round++) {
        const [one, other] = [await start(launch.electron, OURS), await start(bareCommand, BARE)];
        if (round > 0) {
          ours.push(one);
          theirs.push(other);
        }
      }
      const median = (starts: readonly Start[], of: (one: Start) => number) => quantile(starts.map(of), 0.5);
      const [shown, bareShown] = [median(ours, ({ shown: at }) => at), median(theirs, ({ shown: at }) => at)];
      const [memory, bareMemory] = [median(ours, ({ memory: of }) => of), median(theirs, ({ memory: of }) => of)];
      const peer = 'a bare window of the same Electron';
      return [
        { id: 'B7-start', workload: 'from the start to the first screen with its tokens, median; the target is what ours adds', peer, ours: rounded(shown), theirs: rounded(bareShown), unit: 'ms', ratio: rounded(shown / bareShown), target: 'ours - theirs <= 200', met: shown - bareShown <= 200 },
        { id: 'B7-memory', workload: 'memory of all processes then (PSS), median', peer, ours: rounded(memory), theirs: rounded(bareMemory), unit: 'MiB', ratio: rounded(memory / bareMemory), target: '<= 1.25', met: memory / bareMemory <= 1.25 },
      ];
    } finally {
      await launch.stop();
    }
  } finally {
    await display.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(command: ElectronCommand, first: string): Promise<Start> {
  const begun = performance.now();
  const app = await launchWatched(command);
  try {
    const page = await app.firstWindow();
    await page.locator(first).getByRole('heading', { level: 1 }).waitFor();
    const shown = performance.now() - begun;
    await setTimeout(SETTLE_MS);
    const pid = app.process().pid ?? 0;
    return { shown, memory: [pid, ...descendants(pid)].reduce((sum, one) => sum + pssOf(one), 0) / 1024 };
  } finally {
    await app.close();
  }
}

/** KiB; 0 for a process that is gone. */
function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}

function writeBare(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', type: 'module', main: 'main.js' }));
  writeFileSync(join(folder, 'main.js'), BARE_MAIN);
}
