import type { FastifyInstance } from 'fastify';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Deps } from '../deps.ts';

/** Whoever is told to ask again finds another instance, or this one restarted. */
const RETRY_S = 5;

/** While the authority stops, connections end with their reply; once it takes nothing new, new requests are told to come back. */
export function registerGate(app: FastifyInstance, phase: Deps['phase']): void {
  app.addHook('onRequest', async () => {
    if (phase() === 'refusing') throw new AppError('authorityFailure', { retryAfterSeconds: RETRY_S });
  });
  app.addHook('onSend', async (_request, reply) => {
    if (phase() !== 'serving') void reply.header('connection', 'close');
  });
}
