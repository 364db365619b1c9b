import {endPauses, randomId, ServiceClock} from 'helpshift-chat/client';
import {httpAgentApi} from './api/agent-api.js';
import {httpAppsApi} from './settings/apps-api.js';
import {httpFilesApi} from './files/files-api.js';
import {InboxFiles} from './files/inbox-files.js';
import {keepPage} from './files/keep-page.js';
import {startFeed} from './api/feed.js';
import {AgentOutbox} from './outbox/agent-outbox.js';
import {isUnauthorized} from './api/refusals.js';
import './define.js';
import {AUDIT_ADDRESS, isSettingsAddress, parseRoute, SESSIONS_ADDRESS} from './route.js';
import {connectEffects} from './state/effects.js';
import {InboxStore} from './state/store.js';
import {leavingLoses} from './state/unsent.js';
import {ENGLISH, loadInboxLanguage, type InboxLanguage} from './strings/languages.js';

const store = new InboxStore();
const clock = new ServiceClock();
const files = new InboxFiles({
  api: httpFilesApi,
  onFailure: (error) => isUnauthorized(error) && store.dispatch({type: 'logged-out', notice: 'session-ended'}),
});
connectEffects(store, {
  api: httpAgentApi,
  appsApi: httpAppsApi,
  filesApi: httpFilesApi,
  files,
  openOutbox: (agentId) => new AgentOutbox(agentId),
  startFeed,
  createId: randomId,
  clock,
});
keepPage(() => leavingLoses(store.state));

const showRoute = (): void => {
  const {hash} = location;
  if (isSettingsAddress(hash)) store.dispatch({type: 'open-settings'});
  else if (hash === SESSIONS_ADDRESS) store.dispatch({type: 'open-sessions'});
  else if (hash === AUDIT_ADDRESS) store.dispatch({type: 'open-audit'});
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
const speak = ({locale, direction, strings}: InboxLanguage): void => {
  Object.assign(document.documentElement, {lang: locale, dir: direction});
  inbox.strings = strings;
};
speak(ENGLISH);
loadInboxLanguage(navigator.languages).then(speak, () => console.warn('The language did not load: reload the page.'));
inbox.now = () => clock.now();
inbox.files = files;
inbox.store = store;
store.dispatch({type: 'start'});
