import type { i18n } from 'i18next';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeMain } from '../../support/fake-main/fake-main.ts';
import { ANSWERS_STEP, LINK_STEP, PIN_STEP } from '../../support/fake-main/sample-views.ts';
import { SCENARIOS, type ScenarioName } from '../../support/fake-main/scenarios.ts';
import { eventually } from '../../support/eventually.ts';

/** The store and what moves it, over a fake main: no window but the two things they ask of one. */
async function open(scenario: ScenarioName) {
  vi.resetModules();
  const main = new FakeMain(SCENARIOS[scenario], 'fr');
  vi.stubGlobal('window', { clavis: main.bridge() });
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  const { connectStore } = await import('../../../src-renderer/src/store/connect-store.ts');
  const { useClavisStore } = await import('../../../src-renderer/src/store/clavis-store.ts');
  const navigate = await import('../../../src-renderer/src/store/navigate.ts');
  const { usePlaces: places } = await import('../../../src-renderer/src/store/places.ts');
  const words = { language: 'fr', changeLanguage: vi.fn(async () => undefined) };
  const disconnect = connectStore(words as unknown as i18n);
  await eventually(() => expect(main.calls.length).toBeGreaterThanOrEqual(2));
  await Promise.resolve();
  return { main, words, disconnect, store: useClavisStore, navigate, places };
}

beforeEach(() => vi.unstubAllGlobals());

describe('the store', () => {
  it('shows what main answers, and then what main pushes', async () => {
    const { main, store } = await open('blocked');
    await eventually(() => expect(store.getState().app?.tokens).toHaveLength(1));
    main.showApp({ tokens: [] });
    expect(store.getState().app?.tokens).toHaveLength(0);
  });

  it('drops an answer that is older than a push', async () => {
    vi.resetModules();
    const main = new FakeMain(SCENARIOS.blocked, 'fr');
    const bridge = main.bridge();
    const late: (() => void)[] = [];
    const held = { ...bridge, app: { ...bridge.app, view: () => new Promise((resolve) => late.push(() => resolve({ ok: true, value: SCENARIOS.blocked.app }))) } };
    vi.stubGlobal('window', { clavis: held });
    vi.stubGlobal('document', { documentElement: { lang: '' } });
    const { connectStore } = await import('../../../src-renderer/src/store/connect-store.ts');
    const { useClavisStore } = await import('../../../src-renderer/src/store/clavis-store.ts');
    connectStore({ language: 'fr', changeLanguage: async () => undefined } as unknown as i18n);
    main.showApp({ mailCount: 7 });
    for (const answer of late) answer();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(useClavisStore.getState().app?.mailCount).toBe(7);
  });

  it('keeps the distance to the clock of main', async () => {
    const { main, store } = await open('blocked');
    const before = Date.now();
    main.showApp({ now: before + 3_600_000 });
    expect(Math.abs(store.getState().clockOffset - 3_600_000)).toBeLessThan(5000);
  });

  it('follows the language of main, in words and in the document', async () => {
    const { main, words } = await open('blocked');
    main.showApp({ language: 'en' });
    expect(words.changeLanguage).toHaveBeenCalledWith('en');
    expect(document.documentElement.lang).toBe('en');
  });

  it('brings an unblock that arrives to the front, from whatever section', async () => {
    const { main, store, navigate } = await open('blocked');
    navigate.goToSection('mailbox');
    main.showUnblock(LINK_STEP);
    expect(store.getState().section).toBe('tokens');
  });

  it('leaves the person where they are when an unblock only moves on', async () => {
    const { main, store, navigate } = await open('answers');
    navigate.goToSection('help');
    main.showUnblock({ tries: { left: 2, max: 3 } });
    expect(store.getState().section).toBe('help');
  });

  it('hears nothing more once disconnected', async () => {
    const { main, store, disconnect } = await open('blocked');
    disconnect();
    main.showApp({ mailCount: 9 });
    expect(store.getState().app?.mailCount).not.toBe(9);
  });
});

describe('going away', () => {
  it('asks first when something typed would be lost', async () => {
    const { store, navigate } = await open('answers');
    store.setState({ unsaved: 'answers' });
    navigate.goToSection('help');
    expect(store.getState().section).toBe('tokens');
    expect(store.getState().departure).toEqual({ kind: 'section', section: 'help' });
    navigate.cancelDeparture();
    expect(store.getState()).toMatchObject({ section: 'tokens', departure: null, unsaved: 'answers' });
    navigate.goToSection('help');
    navigate.confirmDeparture();
    expect(store.getState()).toMatchObject({ section: 'help', departure: null, unsaved: 'none' });
  });

  it('asks before a password that is shown once goes with its page, and stays there until the yes', async () => {
    const { store, navigate, places } = await open('certificates');
    const detail = { kind: 'detail', sha256: 'e'.repeat(64) } as const;
    navigate.goToPlace('certificates', { certificates: detail });
    store.setState({ unsaved: 'password' });
    for (const away of [() => navigate.goToSection('certificates'), () => navigate.goToPlace('certificates', { certificates: { kind: 'list' } })]) {
      away();
      expect(store.getState().departure?.kind).toBe('place');
      expect(places.getState().certificates).toEqual(detail);
      navigate.cancelDeparture();
      expect([store.getState().departure, places.getState().certificates]).toEqual([null, detail]);
    }
    navigate.goToPlace('requests', { requests: { kind: 'form', requestId: null } });
    navigate.confirmDeparture();
    expect(store.getState()).toMatchObject({ section: 'requests', departure: null, unsaved: 'none' });
    expect(places.getState().requests).toEqual({ kind: 'form', requestId: null });
  });

  it('asks before a chosen PIN is dropped, and not when there is nothing to lose', async () => {
    const held = await open('blocked');
    held.main.showUnblock(ANSWERS_STEP);
    held.navigate.leaveUnblock();
    expect(held.store.getState().departure).toEqual({ kind: 'unblock' });
    expect(held.main.unblock).not.toBeNull();
    held.navigate.confirmDeparture();
    await eventually(() => expect(held.main.unblock).toBeNull());

    const fresh = await open('blocked');
    fresh.main.showUnblock(PIN_STEP);
    fresh.navigate.leaveUnblock();
    await eventually(() => expect(fresh.main.unblock).toBeNull());
  });

  it('keeps no secret in the store', async () => {
    const { store } = await open('pin');
    expect(Object.keys(store.getState()).toSorted()).toEqual(['account', 'app', 'arrivals', 'chosen', 'clockOffset', 'departure', 'entry', 'pinTask', 'section', 'unblock', 'unsaved']);
  });
});
