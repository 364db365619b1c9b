/** Uses `<helpshift-chat>` as a user does. Finds its parts by their documented names. */
import {fixtureSync, html, waitUntil} from '@open-wc/testing';
import '../../src/index.js';
import './tellable-errors.js';
import type {HelpshiftChat} from '../../src/element/helpshift-chat.js';

export type {HelpshiftChat};

export type ChatEventName = Extract<
  keyof GlobalEventHandlersEventMap,
  | 'userauthfailure'
  | 'widgettoggle'
  | 'conversationstart'
  | 'messageadd'
  | 'agentmessagereceived'
  | 'conversationresolved'
  | 'conversationrejected'
  | 'conversationreopened'
  | 'conversationend'
  | 'csatsubmit'
  | 'chatend'
  | 'userclickonaction'
  | 'newunreadmessages'
  | 'webchatruntimeerror'
>;

/** All tests of a run share one tab, and a panel that was open in it opens again. */
function forgetOpenPanels(): void {
  sessionStorage.clear();
}

forgetOpenPanels();
afterEach(forgetOpenPanels);

const LOOK_AGAIN_MS = 10;
const WAIT_LIMIT_MS = 15_000;

/** Waits for a condition. `message` describes the condition in the error. */
export function until(condition: () => unknown, message: string): Promise<void> {
  return waitUntil(() => !!condition(), message, {interval: LOOK_AGAIN_MS, timeout: WAIT_LIMIT_MS});
}

/** Waits until the promise of the condition resolves to true. */
export async function untilAsync(condition: () => Promise<unknown>, message: string): Promise<void> {
  const isMet = async () => !!(await condition());
  await waitUntil(isMet, message, {interval: LOOK_AGAIN_MS, timeout: WAIT_LIMIT_MS});
}

/** Adds an empty element to the page; it is removed after the test. */
export function addPlace(): HTMLDivElement {
  return fixtureSync(html`<div></div>`);
}

/** Puts a chat on the page; it is removed after the test. */
export function addChat(attributes: Readonly<Record<string, string>> = {}, parent: Node = addPlace()): HelpshiftChat {
  const chat = document.createElement('helpshift-chat');
  setAttributes(chat, attributes);
  parent.appendChild(chat);
  return chat;
}

export function setAttributes(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** All descendants, also in open shadow trees. */
export function* allElements(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* allElements(element.shadowRoot);
  }
}

/** All elements of a part, in the order of the page. */
export function parts(chat: HelpshiftChat, part: string): HTMLElement[] {
  if (!chat.shadowRoot) return [];
  return [...allElements(chat.shadowRoot)].filter((element): element is HTMLElement => element.part.contains(part));
}

/** The only element of a part, if it exists. */
export function findPart(chat: HelpshiftChat, part: string): HTMLElement | undefined {
  return parts(chat, part)[0];
}

/** The only element of a part; throws when it does not exist. */
export function getPart(chat: HelpshiftChat, part: string): HTMLElement {
  const element = findPart(chat, part);
  if (!element) throw new Error(`no ${part} is drawn`);
  return element;
}

/** Whether a part exists. Compare this and not the part itself: a failed assertion would print the whole page. */
export const isDrawn = (chat: HelpshiftChat, part: string): boolean => findPart(chat, part) !== undefined;

/** Waits until a part is visible. */
export async function shownPart(chat: HelpshiftChat, part: string): Promise<HTMLElement> {
  await until(() => isShown(chat, part), `the ${part} is shown`);
  return getPart(chat, part);
}

/** Whether this part is visible. */
export function isShown(chat: HelpshiftChat, part: string): boolean {
  return findPart(chat, part)?.checkVisibility({visibilityProperty: true, opacityProperty: false}) ?? false;
}

export const isLauncherShown = (chat: HelpshiftChat): boolean => isShown(chat, 'launcher');
export const isPanelShown = (chat: HelpshiftChat): boolean => isShown(chat, 'panel');

export async function shownLauncher(chat: HelpshiftChat): Promise<HTMLButtonElement> {
  return (await shownPart(chat, 'launcher')) as HTMLButtonElement;
}

export function getInput(chat: HelpshiftChat): HTMLTextAreaElement {
  return getPart(chat, 'input') as HTMLTextAreaElement;
}

export function getSendButton(chat: HelpshiftChat): HTMLButtonElement {
  return getPart(chat, 'send-button') as HTMLButtonElement;
}

/** The button or link with this text, if it is shown. */
export function findControl(chat: HelpshiftChat, text: string): HTMLElement | undefined {
  return [...(chat.shadowRoot ? allElements(chat.shadowRoot) : [])].find(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      element.matches('button, a') &&
      element.textContent.trim() === text &&
      element.checkVisibility(),
  );
}

/** Waits for the button or link with this text. */
export async function shownControl(chat: HelpshiftChat, text: string): Promise<HTMLElement> {
  await until(() => findControl(chat, text), `"${text}" is shown`);
  return findControl(chat, text) as HTMLElement;
}

/** Opens the chat and waits until its input is ready and its messages are drawn. */
export async function openChat(chat: HelpshiftChat): Promise<HTMLTextAreaElement> {
  chat.open();
  await shownPart(chat, 'input');
  // They are drawn in tasks of their own, and no screen reader is told of them.
  await until(() => getPart(chat, 'messages').ariaLive !== 'off', 'the messages are drawn');
  // Until then it is paler and not at its place.
  await until(() => !findPart(chat, 'panel')?.getAnimations().length, 'the panel stands still');
  return getInput(chat);
}

/** Types into the input like a user, without sending. */
export async function write(chat: HelpshiftChat, text: string): Promise<void> {
  const input = getInput(chat);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true}));
  await until(() => getSendButton(chat).disabled === (text.trim() === ''), 'the send button follows the text');
}

/** Writes and sends a message. Resolves when it has been stored. */
export async function sendMessage(chat: HelpshiftChat, text: string): Promise<void> {
  const stored = new Promise<void>((resolve) => {
    chat.addEventListener('messageadd', ({detail}) => detail.body === text && resolve());
  });
  await write(chat, text);
  getSendButton(chat).click();
  await stored;
  await until(() => messageTexts(chat).includes(text), 'the message is shown');
}

/** The texts of the messages, from top to bottom. */
export function messageTexts(chat: HelpshiftChat): string[] {
  return parts(chat, 'message').map(({textContent}) => textContent);
}

/** All text in the chat, also visually hidden text. */
export function allText(chat: HelpshiftChat): string {
  const roots = [...allElements(chat)].concat(chat).map(({shadowRoot}) => shadowRoot?.textContent ?? '');
  const nested = chat.shadowRoot ? [...allElements(chat.shadowRoot)] : [];
  const fields = nested.filter((element) => element instanceof HTMLTextAreaElement).map(({value}) => value);
  return [...roots, ...nested.map(({shadowRoot}) => shadowRoot?.textContent ?? ''), ...fields].join('\n');
}

/** The element with the focus, also in an open shadow tree. */
export function focusedElement(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Whether this element has the focus. */
export const hasFocus = (element: Element): boolean => focusedElement() === element;

/** Collects the events of one type at the document. */
export function recordEvents<N extends ChatEventName>(name: N, target: EventTarget = document): Recorded<N> {
  const events: GlobalEventHandlersEventMap[N][] = [];
  const listener = (event: Event): void => void events.push(event as GlobalEventHandlersEventMap[N]);
  target.addEventListener(name, listener);
  return {
    events,
    get details() {
      return events.map(({detail}) => detail as GlobalEventHandlersEventMap[N]['detail']);
    },
  };
}

export interface Recorded<N extends ChatEventName> {
  readonly events: readonly GlobalEventHandlersEventMap[N][];
  readonly details: readonly GlobalEventHandlersEventMap[N]['detail'][];
}

/** All elements of a chat with their attributes and texts, without the times of its messages. */
export function look(chat: HelpshiftChat): string {
  const elements = [...allElements(chat.shadowRoot as ShadowRoot)].filter(({localName}) => localName !== 'time');
  return elements
    .map(({localName, attributes, childNodes}) => {
      const texts = [...childNodes].filter((node) => node instanceof Text).map(({data}) => data.trim());
      return [localName, ...[...attributes].map(({name, value}) => `${name}="${value}"`), ...texts].join(' ');
    })
    .join('\n');
}
