import { join } from 'node:path';
import { createClavisApp } from '../app/compose.ts';
import { startShell } from './start-shell.ts';

startShell({ compose: createClavisApp, dist: join(import.meta.dirname, '..') });
