import process from 'node:process';
import { inject } from 'vitest';
import { SERVER_VARIABLE } from './test-database.ts';

/** `setupFiles` of the same project: through the environment, so that child processes of a test find the server, too. */
process.env[SERVER_VARIABLE] = inject('postgres');
