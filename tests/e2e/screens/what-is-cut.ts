import type { Page } from 'playwright';

/** What is wider than its place: a page or dialog that scrolls sideways, a text cut where nothing scrolls, one that leaves its button. */
export async function whatIsCut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const lineOf = (element: Element) => `${element.tagName} ${(element.textContent ?? '').slice(0, 60)}`;
    const cut = Array.from(document.querySelectorAll('#root *'))
      .filter((element) => {
        const { overflowX, clipPath } = getComputedStyle(element);
        // What is typed into a field scrolls within it.
        return element.tagName !== 'INPUT' && clipPath === 'none' && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && overflowX !== 'auto';
      })
      .map(lineOf);
    const leaving = Array.from(document.querySelectorAll('#root button, #root h1, #root h2, #root h3, #root p, #root li, #root td, #root th'))
      .filter((element) => {
        const { display, position } = getComputedStyle(element);
        return display !== 'inline' && display !== 'contents' && position !== 'absolute' && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
      })
      .map(lineOf);
    const sideways = [document.documentElement, document.querySelector('#content') ?? document.body, ...document.querySelectorAll('dialog[open]')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName} scrolls sideways`);
    return [...new Set([...cut, ...leaving, ...sideways])];
  });
}
