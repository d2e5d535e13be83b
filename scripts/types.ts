/** Type-checks each environment with its own tsconfig: what an environment lacks (DOM, Node), the compiler refuses there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const ENVIRONMENTS = ['src-shared', 'src-simulator', 'src-server', 'src-main', 'src-preload', 'src-renderer', 'native', 'scripts', 'tests'];
let failed = 0;
for (const environment of ENVIRONMENTS) {
  if (!existsSync(`${environment}/tsconfig.json`)) throw new Error(`${environment} has no tsconfig.json`);
  const run = spawnSync('tsc', ['-p', environment], { stdio: 'inherit' });
  if (run.status !== 0) failed++;
  console.log(`types ${environment}: ${run.status === 0 ? 'ok' : 'failed'}`);
}
process.exitCode = failed === 0 ? 0 : 1;
