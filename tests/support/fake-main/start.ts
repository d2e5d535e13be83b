/** Page of the screens over a fake main: `?scenario=blocked&language=fr`. The renderer is the real one, loaded after this. */
import { errors } from '../../../src-shared/messages/fr/errors.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';
import { FakeMain } from './fake-main.ts';
import { makePseudo } from './pseudo-locale.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

const query = new URLSearchParams(location.search);
const name = query.get('scenario') ?? 'blocked';
if (!Object.hasOwn(SCENARIOS, name)) throw new Error(`no scenario ${name}`);

const fakeMain = new FakeMain(SCENARIOS[name as ScenarioName], query.get('language') === 'en' ? 'en' : 'fr');
Object.assign(window, { fakeMain, clavis: fakeMain.bridge() });
if (query.has('pseudo')) for (const words of [french, errors]) makePseudo(words);
