import {endPauses, randomId, ServiceClock} from 'helpshift-chat/client';
import {httpAgentApi} from './api/agent-api.js';
import {httpAppsApi} from './settings/apps-api.js';
import {startFeed} from './api/feed.js';
import './define.js';
import {isSettingsAddress, parseRoute} from './route.js';
import {connectEffects} from './state/effects.js';
import {InboxStore} from './state/store.js';
import {chooseStrings} from './strings/languages.js';

const strings = chooseStrings(navigator.languages);
document.documentElement.lang = strings.locale;
document.documentElement.dir = strings.direction;

const store = new InboxStore();
const clock = new ServiceClock();
connectEffects(store, {api: httpAgentApi, startFeed, createId: randomId, clock});

const showRoute = (): void => {
  const {hash} = location;
  if (isSettingsAddress(hash)) store.dispatch({type: 'open-settings'});
  else store.dispatch({type: 'open-conversation', id: parseRoute(hash).conversationId});
};
const showVisibility = (): void => {
  store.dispatch({type: 'set-page-visible', isVisible: !document.hidden});
  // The agent looks: what waits for the next attempt is tried now.
  if (!document.hidden) endPauses();
};
addEventListener('hashchange', showRoute);
document.addEventListener('visibilitychange', showVisibility);
showRoute();
showVisibility();

const inbox = document.querySelector('hs-inbox');
if (!inbox) throw new Error('index.html: <hs-inbox> is missing');
inbox.strings = strings;
inbox.appsApi = httpAppsApi;
inbox.now = () => clock.now();
inbox.store = store;
store.dispatch({type: 'start'});
