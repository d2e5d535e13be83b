/// <reference lib="dom" />
import type { ClavisBridge } from '../../src-shared/ipc/verbs.ts';
import { openScreens, type Screens } from '../../tests/support/fake-main/open-screens.ts';
import { quantile, rounded, type BenchLine } from './in-turn.ts';

const ROUNDS = 8;
/** Typed and taken back, letter by letter. */
const TEXT = 'martin 5604';
/** A screen, and what has to be there before it counts as shown. */
const SCREENS = [
  ['requests', '[data-testid="request-row"]'],
  ['certificates', '[data-testid="certificate-row"]'],
  ['drivers', '[data-testid="driver-clavis"]'],
  ['tokens', '[data-testid="token-card"]'],
  ['help', '[data-page="help"]'],
] as const;

interface Figures {
  /** Milliseconds from the click until a frame with the screen was drawn. */
  readonly changes: readonly number[];
  /** Milliseconds from a key until what it changes is laid out: the work of the key, without the wait for the next frame. */
  readonly keys: readonly number[];
  readonly plainChanges: readonly number[];
  readonly plainKeys: readonly number[];
  /** Tasks of more than 50 ms while our list was typed over and our screens were changed. */
  readonly longTasks: number;
  /** What each text found, by our list and by the plain one. */
  readonly found: readonly string[];
  readonly plainFound: readonly string[];
}

/** B8: screens that are changed and 5,000 rows that are typed over, in the Electron the product runs in; beside a plain table of the same rows. */
export async function screens(): Promise<readonly BenchLine[]> {
  const opened = await openScreens();
  try {
    await opened.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await opened.page.setViewportSize({ width: 1180, height: 780 });
    await opened.show('requestsMany');
    await opened.page.locator(SCREENS[0][1]).first().waitFor();
    const rounds: Figures[] = [];
    // The first round warms up both.
    for (let round = 0; round <= ROUNDS; round++) rounds.push(await measure(opened));
    const counted = rounds.slice(1);
    for (const { found, plainFound } of counted) {
      if (found.join() !== plainFound.join() || !found.includes('5000')) throw new Error(`B8: the lists differ: ${found.join()} and ${plainFound.join()}`);
    }
    const all = (of: (figures: Figures) => readonly number[]) => quantile(counted.flatMap(of), 0.95);
    const peer = 'a plain table of the same 5,000 rows, all of them drawn, rows hidden by the filter';
    return [
      line({ id: 'B8-screen', workload: `a screen of ${SCREENS.length} opened, from click to drawn frame, p95`, peer: `${peer}: shown`, ours: all((one) => one.changes), theirs: all((one) => one.plainChanges), unit: 'ms' }, 50),
      line({ id: 'B8-key', workload: 'one key in the filter over 5,000 rows until it is laid out, p95', peer, ours: all((one) => one.keys), theirs: all((one) => one.plainKeys), unit: 'ms' }, 16),
      line({ id: 'B8-long', workload: 'tasks of more than 50 ms in all of it', peer: 'none', ours: counted.reduce((sum, one) => sum + one.longTasks, 0), theirs: 0, unit: 'tasks' }, 0),
    ];
  } finally {
    await opened.close();
  }
}

/** A line whose target is a bound of ours, in its unit. */
function line(figures: Pick<BenchLine, 'id' | 'workload' | 'peer' | 'ours' | 'theirs' | 'unit'>, atMost: number): BenchLine {
  const { ours, theirs, unit } = figures;
  return { ...figures, ours: rounded(ours), theirs: rounded(theirs), ratio: theirs === 0 ? 0 : rounded(ours / theirs), target: `ours <= ${atMost} ${unit}`, met: ours <= atMost };
}

/** One round, wholly in the page: ours and the plain table in turn, so that nothing but the screens is counted. */
function measure({ page }: Screens): Promise<Figures> {
  return page.evaluate(
    async ({ text, screens: toShow }) => {
      const frame = () =>
        new Promise<number>((resolve) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', () => resolve(performance.now()));
            port1.start();
            port2.postMessage(null);
          });
        });
      const need = (selector: string): HTMLElement => {
        const element = document.querySelector<HTMLElement>(selector);
        if (element === null) throw new Error(`B8: no ${selector}`);
        return element;
      };
      const shown = async (selector: string) => {
        let at = await frame();
        while (document.querySelector(selector) === null) at = await frame();
        return at;
      };
      let longTasks = 0;
      const watch = new PerformanceObserver((list) => {
        longTasks += list.getEntries().length;
      });
      const texts = [...Array.from(text, (_, n) => text.slice(0, n + 1)), ...Array.from(text, (_, n) => text.slice(0, text.length - 1 - n))];

      const { clavis } = window as unknown as { readonly clavis: ClavisBridge };
      const reply = await clavis.requests.list();
      if (!reply.ok) throw new Error('B8: no list');
      const rows = reply.value;
      const folded = (value: string) => value.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
      const products = await clavis.requests.products();
      const names = new Map<string, string>(products.ok ? products.value.map((one) => [one.productId, one.names.fr]) : []);
      const held = rows.map((row) => folded(`${row.number} ${names.get(row.productId) ?? ''} ${row.entity} ${row.holder}`));

      const typeOver = async (field: HTMLElement, count: () => string, settle: () => Promise<unknown>) => {
        const keys: number[] = [];
        const found: string[] = [];
        for (const value of texts) {
          await frame();
          const start = performance.now();
          // By the platform's own setter: React watches the one of the element.
          Reflect.set(HTMLInputElement.prototype, 'value', value, field);
          field.dispatchEvent(new Event('input', { bubbles: true }));
          await settle();
          document.body.getBoundingClientRect();
          keys.push(performance.now() - start);
          found.push(count());
        }
        return { keys, found };
      };

      // Ours.
      watch.observe({ type: 'longtask' });
      const changes: number[] = [];
      for (const [section, selector] of [...toShow.slice(1), ...toShow.slice(0, 1)]) {
        await frame();
        const start = performance.now();
        need(`[data-testid="rail-${section}"]`).click();
        changes.push((await shown(selector)) - start);
      }
      // React draws what a key changes in a microtask.
      const ours = await typeOver(need('[data-testid="request-search"]'), () => need('[data-testid="request-count"]').textContent.replaceAll(/\D*(\d+).*/gu, '$1'), async () => Promise.resolve());
      await frame();
      for (const entry of watch.takeRecords()) longTasks += entry.duration > 50 ? 1 : 0;
      watch.disconnect();

      // The plain table.
      const root = need('#root');
      root.hidden = true;
      const box = document.createElement('div');
      await frame();
      const start = performance.now();
      const table = document.createElement('table');
      const lines = rows.map((row) => {
        const tr = document.createElement('tr');
        for (const cell of [new Date(row.createdAt).toLocaleDateString('fr-FR'), `${row.number}`, names.get(row.productId) ?? '', row.entity, row.holder, row.state]) tr.append(Object.assign(document.createElement('td'), { textContent: cell }));
        return tr;
      });
      table.append(...lines);
      const search = document.createElement('input');
      let left = rows.length;
      search.addEventListener('input', () => {
        const words = folded(search.value).split(/\s+/u).filter(Boolean);
        left = 0;
        for (const [n, tr] of lines.entries()) {
          tr.hidden = !words.every((word) => held[n]?.includes(word));
          if (!tr.hidden) left += 1;
        }
      });
      box.append(search, table);
      document.body.append(box);
      const plainChanges = [(await frame()) - start];
      const plain = await typeOver(search, () => `${left}`, async () => undefined);
      box.remove();
      root.hidden = false;
      await frame();
      return { changes, keys: ours.keys, found: ours.found, plainChanges, plainKeys: plain.keys, plainFound: plain.found, longTasks };
    },
    { text: TEXT, screens: SCREENS.map(([section, selector]) => [section, selector] as const) },
  );
}
