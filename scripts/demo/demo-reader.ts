import type { Page } from 'playwright';
import type { AppView } from '../../src-shared/domain/views.ts';

/** The reader that holds the token of a demo, and the hand that puts the token back. */
export interface DemoReader {
  /** Puts the token back into the reader it was pulled from. */
  insert(page: Page): Promise<void>;
  stop(): Promise<void>;
}

/** The virtual reader inside the program: its hand is a button of the screen. */
export const virtualDemoReader: DemoReader = {
  async insert(page) {
    const reply = await page.evaluate('window.clavis.app.view()');
    const { readers } = (reply as { readonly value: AppView }).value;
    const readerId = readers.find((reader) => reader.virtual)?.readerId ?? '';
    await page.evaluate(`window.clavis.virtualReader.setInserted({ readerId: ${JSON.stringify(readerId)}, inserted: true })`);
  },
  stop: async () => undefined,
};
