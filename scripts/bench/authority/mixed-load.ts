import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { quantile, rounded, type BenchLine } from '../in-turn.ts';
import { BenchWorld, PASSWORD, seedAccounts, type BenchAccount, type BenchEngine } from './bench-world.ts';
import { LoadClient, runLoad, type LoadCall, type LoadResult } from './load.ts';

const CLIENTS = 64;
const ROUND_MS = 4_000;
const ROUNDS = 3;
/** As many logins as the authority lets wait; a client whose turn it would be reads in place. */
const LOGINS_AT_ONCE = 16;
const RAW_PEER = join(import.meta.dirname, 'raw-peer.ts');
/** Share of writes and of logins in a hundred. */
const MIX = { writes: 8, logins: 2 };
const WITHOUT_LOGINS = { writes: 8, logins: 0 };

/** One of the two servers, as the clients know it: revisions of drafts go on from round to round. */
class Side {
  readonly origin: string;
  readonly #accounts: readonly BenchAccount[];
  readonly #revisions: number[];
  #loggingIn = 0;

  constructor(origin: string, accounts: readonly BenchAccount[]) {
    this.origin = origin;
    this.#accounts = accounts;
    this.#revisions = accounts.map(() => 1);
  }

  run(mix: typeof MIX): Promise<LoadResult> {
    return runLoad(this.origin, CLIENTS, ROUND_MS, (client) => this.#next(client, mix));
  }

  #next(client: number, { writes, logins }: typeof MIX): LoadCall {
    const draw = randomInt(100);
    if (draw < logins && this.#loggingIn < LOGINS_AT_ONCE) return this.#login(client);
    if (draw < logins + writes) return this.write(client);
    return draw % 2 === 0 ? this.readRequest(client) : this.readAccount(client);
  }

  /** What either of the two looks at to tell who calls. */
  #headers(client: number): Readonly<Record<string, string>> {
    const { accountId, sessionId, bearer } = this.#of(client);
    return { authorization: `Bearer ${bearer}`, 'x-account': accountId, 'x-session': sessionId };
  }

  readAccount(client: number): LoadCall {
    return { kind: 'read', method: 'GET', path: '/v1/account', headers: this.#headers(client) };
  }

  readRequest(client: number): LoadCall {
    return { kind: 'read', method: 'GET', path: `/v1/requests/${this.#of(client).requestId}`, headers: this.#headers(client) };
  }

  write(client: number): LoadCall {
    const { requestId, draft } = this.#of(client);
    return {
      kind: 'write',
      method: 'PUT',
      path: `/v1/requests/${requestId}`,
      headers: { ...this.#headers(client), 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ ...draft, revision: this.#revisions[client] }),
      taken: ({ bytes }) => (this.#revisions[client] = (JSON.parse(bytes.toString()) as { revision?: number }).revision ?? 0),
    };
  }

  #login(client: number): LoadCall {
    this.#loggingIn++;
    const from = [10, randomInt(256), randomInt(256), randomInt(256)].join('.');
    return {
      kind: 'login',
      method: 'POST',
      path: '/v1/logins',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from, 'user-agent': 'bench' },
      body: JSON.stringify({ email: this.#of(client).email, password: PASSWORD }),
      taken: () => this.#loggingIn--,
    };
  }

  #of(client: number): BenchAccount {
    const account = this.#accounts[client];
    if (account === undefined) throw new RangeError('B9: there are fewer accounts than clients');
    return account;
  }
}

/** B9: the authority under a mixed load, beside the same routes in Fastify and a driver alone; then what readers feel while logins saturate. */
export async function mixedLoad(engines: readonly BenchEngine[] = ['sqlite', 'postgres']): Promise<readonly BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const engine of engines) lines.push(...(await onEngine(engine)));
  return lines;
}

async function onEngine(engine: BenchEngine): Promise<readonly BenchLine[]> {
  const world = await BenchWorld.open(engine);
  try {
    const accounts = await world.seed((deps) => seedAccounts(deps, CLIENTS));
    const peer = await world.copy();
    const [ours, theirs] = [new Side(await world.authority(), accounts), new Side(await world.start(RAW_PEER, [peer]), accounts)];
    await requireSameReplies(ours, theirs);
    const lines: BenchLine[] = [];
    for (const [id, mix] of [['B9-reads-writes', WITHOUT_LOGINS], ['B9', MIX]] as const) {
      const { mine, other } = await inTurn(ours, theirs, mix);
      const workload = `${engine}, ${CLIENTS} clients, ${100 - mix.writes - mix.logins} % reads, ${mix.writes} % writes, ${mix.logins} % logins`;
      const ratio = median(mine.map(({ perSecond }) => perSecond)) / median(other.map(({ perSecond }) => perSecond));
      const both = { ours: rounded(median(mine.map(({ perSecond }) => perSecond))), theirs: rounded(median(other.map(({ perSecond }) => perSecond))) };
      lines.push({ id, workload, peer: 'Fastify and the driver, same queries and replies', ...both, unit: 'replies/s', ratio: rounded(ratio), target: '>= 0.6', met: ratio >= 0.6 });
      for (const [kind, atMost] of [['read', 50], ['write', null]] as const) lines.push(tailLine(`${id}-${kind}-p99`, `${workload}: ${kind}s, p99`, { mine, other }, kind, atMost));
      const [longest, longestOther] = [Math.max(...mine.map((one) => one.longest)), Math.max(...other.map((one) => one.longest))];
      const refused = mine.reduce((sum, one) => sum + one.refused, 0) + other.reduce((sum, one) => sum + one.refused, 0);
      if (refused > 0) throw new Error(`B9: ${refused} calls were refused`);
      lines.push({ id: `${id}-longest`, workload: `${workload}: the longest anybody waited`, peer: 'the same', ours: rounded(longest), theirs: rounded(longestOther), unit: 'ms', ratio: rounded(longest / longestOther), target: '<= 10000 ms', met: longest <= 10_000 });
    }
    return lines;
  } finally {
    await world.close();
  }
}

async function inTurn(ours: Side, theirs: Side, mix: typeof MIX): Promise<{ readonly mine: readonly LoadResult[]; readonly other: readonly LoadResult[] }> {
  const mine: LoadResult[] = [];
  const other: LoadResult[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await ours.run(mix));
    other.push(await theirs.run(mix));
  }
  return { mine, other };
}

function tailLine(id: string, workload: string, { mine, other }: Awaited<ReturnType<typeof inTurn>>, kind: string, atMost: number | null): BenchLine {
  const p99 = (results: readonly LoadResult[]): number => quantile(results.flatMap(({ times }) => times.get(kind) ?? []), 0.99);
  const both = { ours: rounded(p99(mine)), theirs: rounded(p99(other)) };
  return { id, workload, peer: 'the same', ...both, unit: 'ms', ratio: rounded(both.ours / both.theirs), target: atMost === null ? 'told' : `<= ${atMost} ms`, met: atMost === null || both.ours <= atMost };
}

/** Both say the same of the same data, but for the time of day; ours notes when a session was used, the peer does not. */
async function requireSameReplies(ours: Side, theirs: Side): Promise<void> {
  for (const call of [(side: Side) => side.readAccount(3), (side: Side) => side.readRequest(3), (side: Side) => side.write(3)]) {
    const [one, other] = [await ask(ours, call(ours)), await ask(theirs, call(theirs))];
    if (!isDeepStrictEqual(one, other)) throw new Error(`B9: the peers differ: ${JSON.stringify(one)} ${JSON.stringify(other)}`);
  }
}

async function ask(side: Side, call: LoadCall): Promise<{ readonly status: number; readonly body: unknown }> {
  const client = new LoadClient(side.origin);
  try {
    const reply = await client.send(call);
    call.taken?.(reply);
    return { status: reply.status, body: JSON.parse(reply.bytes.toString(), (key, value: unknown) => (key === 'now' || key === 'idleUntil' ? null : value)) as unknown };
  } finally {
    client.close();
  }
}

const median = (figures: readonly number[]): number => quantile(figures, 0.5);
