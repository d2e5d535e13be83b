import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export interface ChangeStream {
  readonly base: URL;
  readonly send: typeof fetch;
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>;
  readonly log: Log;
  readonly bearer: string;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}

const PATH = '/v1/changes/stream';
/** Comments come every 20 s: a line that is silent for longer than this is dead. */
const SILENCE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that stood this long was a good one: the next pause begins anew. */
const GOOD_MS = 30_000;
/** Nothing an event says is used: a longer line is not ours. */
const LINE_MAX = 8 * 1024;

/**
 * Server-sent events (WHATWG HTML 9.2) of `GET /v1/changes/stream`, read by fetch: EventSource sends no bearer. What an event says is
 * "ask the feed again"; so does each new connection, for what was missed between two, and the first that cannot be had after one that
 * stood: a person hears within seconds that nobody answers.
 */
export async function listenForChanges(stream: ChangeStream): Promise<void> {
  const { clock, signal } = stream;
  let pause = FIRST_PAUSE_MS;
  let stood = false;
  while (!signal.aborted) {
    const began = clock.monotonic();
    const ended = await connection(stream);
    if (ended === 'refused' || signal.aborted) return;
    if (ended === 'notHad' && stood) stream.onChange();
    stood = ended === 'brokenOff';
    pause = clock.monotonic() - began > GOOD_MS ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, pause * 2);
    await clock.sleep(pause * (0.5 + Math.random() / 2));
  }
}

/** `refused`: asking again would be refused again; the next call of the feed says why. */
async function connection({ base, send, bearer, onChange, signal, log }: ChangeStream): Promise<'refused' | 'notHad' | 'brokenOff'> {
  const silence = new AbortController();
  let stands = false;
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await send(new URL(PATH, base), {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${bearer}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!response.ok || !isStream || response.body === null) {
      await response.body?.cancel();
      return response.status >= 500 || response.status === 429 ? 'notHad' : 'refused';
    }
    stands = true;
    onChange();
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\r|\n/u);
      rest = (lines.pop() ?? '').slice(0, LINE_MAX);
      if (lines.some((line) => line.startsWith('data'))) onChange();
    }
    return 'brokenOff';
  } catch (error) {
    if (!signal.aborted) log.event('authority.streamLost', { kind: error instanceof Error ? error.name : 'unknown' });
    return stands ? 'brokenOff' : 'notHad';
  } finally {
    clearTimeout(timer);
  }
}
