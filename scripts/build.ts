/** `npm run build`: bundles main, card host, preload and renderer into `dist`, each only when its sources changed, and puts the addons beside them. */
import { buildTargets } from './build/build-targets.ts';
import { copyNative } from './build/copy-native.ts';
import { targetsFor } from './build/targets.ts';

const started = performance.now();
const built = [...(await buildTargets(targetsFor(null))), ...copyNative(null)];
const took = ((performance.now() - started) / 1000).toFixed(1);
console.log(built.length === 0 ? 'build: up to date' : `build: ${built.join(', ')} (${took} s)`);
