import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { CardHost } from '../ports/card-host.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { METHODS, toHostSchema, type FromHost, type HostConfig, type MethodName } from './card-host-rpc.ts';
import { overwriteBytes } from './overwrite-bytes.ts';
import type { MessageEndpoint } from './message-endpoint.ts';

/** Answers the calls that come over an endpoint with a card host made for the configuration that comes first. */
export function serveCardHost(endpoint: MessageEndpoint, create: (config: HostConfig, log: Log) => CardHost): void {
  const say = (message: FromHost): void => endpoint.post(message);
  const log: Log = { event: (name, fields = {}) => say({ kind: 'log', name, fields: { ...fields } }) };
  let host: CardHost | null = null;

  endpoint.onMessage((received) => {
    const message = toHostSchema.safeParse(received);
    if (!message.success) {
      log.event('card.host.message.refused');
      return;
    }
    if (message.data.kind === 'call') {
      void answer(message.data.id, message.data.method, message.data.args);
    } else if (host === null) {
      host = create(message.data.config, log);
      host.onChange((snapshot) => say({ kind: 'changed', snapshot }));
      say({ kind: 'ready' });
    }
  });

  const answer = async (id: number, method: MethodName, args: readonly unknown[]): Promise<void> => {
    try {
      if (host === null) throw new AppError('callRejected');
      say({ kind: 'done', id, value: await dispatch(host, method, args) });
    } catch (error) {
      if (!(error instanceof AppError)) log.event('card.bug', { where: bugOf(error) });
      say({ kind: 'failed', id, problem: toProblem(error) });
    }
  };
}

async function dispatch(host: CardHost, method: MethodName, args: readonly unknown[]): Promise<unknown> {
  try {
    const checked = METHODS[method].args.safeParse(args);
    if (!checked.success) throw new AppError('callRejected');
    const verb = host[method] as (...input: readonly unknown[]) => Promise<unknown>;
    return await verb.apply(host, checked.data);
  } finally {
    // The copies that came over the wire; the host has made its own.
    overwriteBytes(args);
  }
}
