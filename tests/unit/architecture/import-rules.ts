import type { IConfiguration } from 'dependency-cruiser';

const from = (path: string, extra: { readonly pathNot?: string } = {}) => ({ path, ...extra });

/** The import rules of ARCHITECTURE.md; the test beside this file runs them and proves that they can fail. */
export const IMPORT_RULES: IConfiguration = {
  forbidden: [
    {
      name: 'shared-is-pure',
      severity: 'error',
      comment: 'src-shared is what both sides agree on; it imports none of them, and nothing of Node or Electron.',
      from: from('^src-shared/'),
      to: { path: '^(src-(main|server|renderer|preload|simulator)|scripts|tests)/|^electron$|^node:' },
    },
    {
      name: 'electron-at-the-edge',
      severity: 'error',
      comment: 'Domain code never imports electron: only the shell and the preload do.',
      from: from('^src-', { pathNot: '^(src-main/shell|src-preload)/' }),
      to: { path: '(^|/)electron($|/)' },
    },
    {
      name: 'main-and-server-apart',
      severity: 'error',
      comment: 'The desktop program and the authority meet over HTTP alone.',
      from: from('^src-main/'),
      to: { path: '^src-server/' },
    },
    { name: 'server-and-main-apart', severity: 'error', from: from('^src-server/'), to: { path: '^src-(main|renderer|preload|simulator)/' } },
    {
      name: 'renderer-alone',
      severity: 'error',
      comment: 'The renderer has no Node, no network and no part of main: window.clavis is all it knows.',
      from: from('^src-renderer/'),
      to: { path: '^(src-(main|server|preload|simulator)|scripts|tests)/|^node:' },
    },
    { name: 'preload-alone', severity: 'error', from: from('^src-preload/'), to: { path: '^src-(main|server|renderer|simulator)/' } },
    { name: 'simulator-alone', severity: 'error', from: from('^src-simulator/'), to: { path: '^src-(main|server|renderer|preload)/' } },
    {
      name: 'simulator-behind-its-adapter',
      severity: 'error',
      comment: 'The virtual card is a reader like any other: one adapter knows it.',
      from: from('^src-main/', { pathNot: '^src-main/adapters/virtual-reader/' }),
      to: { path: '^src-simulator/' },
    },
    {
      name: 'ports-know-nobody',
      severity: 'error',
      from: from('^src-main/ports/'),
      to: { path: '^src-main/', pathNot: '^src-main/ports/' },
    },
    {
      name: 'use-cases-through-ports',
      severity: 'error',
      comment: 'A use-case speaks to the world through ports only.',
      from: from('^src-main/use-cases/'),
      to: { path: '^src-main/', pathNot: '^src-main/(ports|use-cases)/' },
    },
    {
      name: 'card-layer-below',
      severity: 'error',
      comment: 'transport -> apdu -> applets -> token: the card layer knows ports, never who uses it.',
      from: from('^src-main/card/'),
      to: { path: '^src-main/', pathNot: '^src-main/(ports|card)/' },
    },
    {
      name: 'adapters-below',
      severity: 'error',
      from: from('^src-main/adapters/'),
      to: { path: '^src-main/(app|ipc|shell|use-cases)/' },
    },
    { name: 'ipc-below-app', severity: 'error', from: from('^src-main/ipc/'), to: { path: '^src-main/(app|shell|adapters|card|card-host|use-cases)/' } },
    { name: 'app-below-shell', severity: 'error', from: from('^src-main/(app|use-cases|card|card-host|ports|adapters)/'), to: { path: '^src-main/shell/' } },
    { name: 'no-circles', severity: 'error', from: from('^src-'), to: { circular: true } },
    { name: 'product-knows-no-tests', severity: 'error', from: from('^src-'), to: { path: '^(tests|scripts)/' } },
    { name: 'resolvable', severity: 'error', from: from('^src-'), to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|out)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.css'] },
  },
};
