/** Draws the inbox in a page: the whole inbox with a service in memory, or one of its elements. */
import {ContextProvider} from '@lit/context';
import {expect, fixtureCleanup, fixtureSync, html, waitUntil} from '@open-wc/testing';
import {emulateMedia} from '@web/test-runner-commands';
import type {LitElement} from 'lit';
import type {SyncedHead} from '../../../inbox/api/parse-agent.js';
import '../../../inbox/define.js';
import {AgentOutbox} from '../../../inbox/outbox/agent-outbox.js';
import type {HsInbox} from '../../../inbox/hs-inbox.js';
import {inboxContext, type InboxContext} from '../../../inbox/parts/inbox-context.js';
import type {AppState} from '../../../inbox/settings/settings-state.js';
import type {Action} from '../../../inbox/state/actions.js';
import {connectEffects} from '../../../inbox/state/effects.js';
import {InboxStore} from '../../../inbox/state/store.js';
import {en} from '../../../inbox/strings/en.js';
import type {InboxStrings} from '../../../inbox/strings/inbox-strings.js';
import '../../../../test/support/tellable-errors.js';
import {FakeApps} from './fake-apps.js';
import {FakeFiles, fileTools} from './fake-files.js';
import {FakeFeed} from './fake-feed.js';
import {FakeService} from './fake-service.js';
import {ADMINISTRATOR} from './fixtures.js';

const LOOK_AGAIN_MS = 10;
const WAIT_LIMIT_MS = 5_000;

/** Waits for a condition. `message` describes the condition in the error. */
export function until(condition: () => unknown, message: string): Promise<void> {
  return waitUntil(() => !!condition(), message, {interval: LOOK_AGAIN_MS, timeout: WAIT_LIMIT_MS});
}

/** Adds the inbox's colours to the page. Call it in a `describe`. */
export function useInboxStyles(): void {
  before(async () => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '/service/inbox/inbox.css';
    const loaded = new Promise((resolve) => link.addEventListener('load', resolve, {once: true}));
    document.head.append(link);
    await loaded;
    document.documentElement.lang = 'en';
  });
  afterEach(async () => {
    fixtureCleanup();
    await emulateMedia({colorScheme: 'light', reducedMotion: 'no-preference'});
  });
}

/** Checks an element with axe, in the light and in the dark scheme. */
export async function expectAccessible(element: Element): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without transitions, so that axe sees no colour in between.
    await emulateMedia({colorScheme, reducedMotion: 'reduce'});
    await expect(element).to.be.accessible();
  }
  await emulateMedia({colorScheme: 'light', reducedMotion: 'no-preference'});
}

export interface PartPage<E> {
  readonly element: E;
  /** The element's events. */
  readonly actions: readonly Action[];
}

/** Draws one element with these properties. Its actions also go to `dispatch`. It is removed after the test. */
export async function addPart<N extends keyof HTMLElementTagNameMap>(
  name: N,
  properties: Partial<HTMLElementTagNameMap[N]>,
  {strings = en, now = () => Date.now(), files = fileTools().files, dispatch: send}: Partial<InboxContext> = {},
): Promise<PartPage<HTMLElementTagNameMap[N]>> {
  const actions: Action[] = [];
  const place = fixtureSync<HTMLElement>(html`<div></div>`);
  const dispatch = (action: Action): void => {
    actions.push(action);
    send?.(action);
  };
  new ContextProvider(place, {context: inboxContext, initialValue: {dispatch, now, strings, files}});
  const element = Object.assign(document.createElement(name), properties);
  place.append(element);
  await drawn(element);
  return {element, actions};
}

/** Waits until an element and all elements in it are up to date. */
export async function drawn(element: Element): Promise<void> {
  await (element as Partial<LitElement>).updateComplete;
  for (const inner of element.shadowRoot?.querySelectorAll('*') ?? []) await drawn(inner);
}

export interface InboxPage {
  readonly inbox: HsInbox;
  readonly store: InboxStore;
  readonly service: FakeService;
  readonly apps: FakeApps;
  readonly feed: FakeFeed;
  readonly files: FakeFiles;
  /** The paths of the downloads. */
  readonly saved: readonly string[];
  /** Sends a frame to the inbox on the live connection. */
  readonly tell: (conversation: SyncedHead) => void;
}

/** Draws the whole inbox with a filled service in memory. It is removed after the test. */
export function addInbox(service: FakeService, strings: InboxStrings = en): InboxPage {
  const apps = new FakeApps();
  const feed = new FakeFeed();
  const [api, saved]: [FakeFiles, string[]] = [new FakeFiles(), []];
  const tools = fileTools(api, saved);
  const store = createStore(service, apps, feed, tools);
  const inbox = document.createElement('hs-inbox');
  Object.assign(inbox, {strings, files: tools.files, store});
  fixtureSync<HTMLElement>(html`<div></div>`).append(inbox);
  const tell = (conversation: SyncedHead): void => feed.options.frame({type: 'changed', conversation});
  return {inbox, store, service, apps, feed, files: api, saved, tell};
}

function createStore(
  api: FakeService,
  appsApi: FakeApps,
  {start: startFeed}: FakeFeed,
  files = fileTools(),
): InboxStore {
  const store = new InboxStore();
  let ids = 0;
  const clock = {hear: () => {}, now: () => Date.now()};
  // All tests share the browser's database, and most of them the agent.
  const page = crypto.randomUUID();
  const openOutbox = (agentId: string): AgentOutbox => new AgentOutbox(`${agentId} on ${page}`);
  connectEffects(store, {api, appsApi, ...files, startFeed, openOutbox, createId: () => `id-${++ids}`, clock});
  return store;
}

/** Makes a store. Its agent is an administrator, and has opened the settings page. */
function openSettings(apps: FakeApps): InboxStore {
  const store = createStore(new FakeService(), apps, new FakeFeed());
  store.dispatch({type: 'logged-in', agent: ADMINISTRATOR});
  store.dispatch({type: 'open-settings'});
  return store;
}

/** The settings page alone. It follows its store. */
export async function addSettings(apps: FakeApps): Promise<HTMLElementTagNameMap['hs-settings']> {
  const store = openSettings(apps);
  const {element} = await addPart('hs-settings', {settings: store.state.settings}, store);
  const follow = (): unknown => (element.settings = store.state.settings);
  store.subscribe(follow);
  follow();
  return element;
}

/** The settings of one app, as the elements get them. They follow the store. */
export async function addSettingsPart<N extends 'hs-app-form' | 'hs-app-keys' | 'hs-token-test' | 'hs-app-settings'>(
  name: N,
  apps = new FakeApps(),
): Promise<{element: HTMLElementTagNameMap[N]; apps: FakeApps}> {
  const store = openSettings(apps);
  await until(() => store.state.settings.list === 'ready', 'the apps are loaded');
  const current = (): AppState => store.state.settings.apps[0] as AppState;
  const {element} = await addPart(name, {current: current()} as Partial<HTMLElementTagNameMap[N]>, store);
  store.subscribe(() => (element.current = current()));
  return {element, apps};
}

/** All descendants, also in open shadow trees. */
export function* allElements(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* allElements(element.shadowRoot);
  }
}

/** Every element in `root` that matches the selector, at any depth. */
export function findAll<E extends HTMLElement>(root: Element, selector: string): E[] {
  const roots: Element[] = root.shadowRoot ? [...allElements(root.shadowRoot)] : [];
  return roots.filter((element): element is E => element.matches(selector));
}

/** The first element in `root` that matches the selector, at any depth; throws when there is none. */
export function get<E extends HTMLElement = HTMLElement>(root: Element, selector: string): E {
  const [element] = findAll<E>(root, selector);
  if (!element) throw new Error(`<${root.localName}>: there is no ${selector}`);
  return element;
}

/** The visible button with this text or label; `undefined` when there is none. */
export function findButton(root: Element, name: string): HTMLButtonElement | undefined {
  return findAll<HTMLButtonElement>(root, 'button').find(
    (button) => (button.ariaLabel ?? button.textContent.trim()) === name && button.checkVisibility(),
  );
}

export function getButton(root: Element, name: string): HTMLButtonElement {
  const button = findButton(root, name);
  if (!button) throw new Error(`<${root.localName}>: there is no button "${name}"`);
  return button;
}

/** The visible text of an element, at any depth. */
export function textOf(root: Element): string {
  const texts: string[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Text) texts.push(node.data);
    else if (node instanceof Element && !(node instanceof HTMLStyleElement)) {
      for (const child of (node.shadowRoot ?? node).childNodes) visit(child);
    }
  };
  visit(root);
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

/** The element with the focus, also in an open shadow tree. */
export function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Replaces the text nodes of an element, at any depth, with `<font>` elements, as Google Translate does. */
export function translatePage(root: Element): void {
  const visit = (node: Node): void => {
    if (node instanceof Text && node.data.trim()) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.textContent = node.data;
      outer.append(inner);
      node.replaceWith(outer);
    } else if (node instanceof Element && !(node instanceof HTMLStyleElement)) {
      for (const child of [...(node.shadowRoot ?? node).childNodes]) visit(child);
    }
  };
  visit(root);
}
