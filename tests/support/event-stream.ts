/** A caller of a stream of server-sent events, by hand: what is read are its blocks, "event: changed\ndata: 3" or ": comment". */
export class EventStream {
  readonly response: Response;
  readonly #leave: AbortController;
  readonly #blocks: AsyncGenerator<string>;

  private constructor(response: Response, leave: AbortController) {
    this.response = response;
    this.#leave = leave;
    this.#blocks = blocksOf(response);
  }

  /** Open once its first comment has come. @throws Error with the refusal */
  static async open(url: string, bearer: string): Promise<EventStream> {
    const leave = new AbortController();
    const response = await fetch(`${url}/v1/changes/stream`, { headers: { authorization: `Bearer ${bearer}` }, signal: leave.signal });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const stream = new EventStream(response, leave);
    const first = await stream.next();
    if (first !== ': listening') throw new Error(`began with ${first}`);
    return stream;
  }

  /** @returns null at the end of the stream */
  async next(): Promise<string | null> {
    const { value, done } = await this.#blocks.next();
    return done === true ? null : value;
  }

  /** The number of the next event; comments are passed over. */
  async changed(): Promise<number | null> {
    for (;;) {
      const block = await this.next();
      if (block === null) return null;
      const match = /^event: changed\ndata: (\d+)$/u.exec(block);
      if (match !== null) return Number(match[1]);
      if (!block.startsWith(':')) throw new Error(`no event of the contract: ${block}`);
    }
  }

  /** Goes without a word. */
  leave(): void {
    this.#leave.abort();
  }
}

async function* blocksOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
}
