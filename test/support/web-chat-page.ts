/** A page with the embed code of Helpshift Web Chat, in a frame. */
import {addPlace, type HelpshiftChat, until} from './chat.js';
import {embedCode as embedCodeOf} from './embed-code.js';
import {serviceUrl} from './service.js';

/** `Helpshift`, as a page calls it. */
export type HelpshiftCalls = ((...call: unknown[]) => unknown) & {q?: unknown[]};

/** The globals of the page. */
export interface WebChatWindow extends Window {
  Helpshift: HelpshiftCalls;
  helpshiftConfig: unknown;
}

export interface WebChatPage {
  readonly window: WebChatWindow;
  readonly document: Document;
  /** The console's warnings. */
  readonly warnings: readonly string[];
  /** Uncaught errors. */
  readonly errors: readonly string[];
  /** The only element. Throws when there is none, or more than one. */
  readonly chat: HelpshiftChat;
  /** All elements of the document. */
  readonly chats: readonly HelpshiftChat[];
  call(...call: unknown[]): void;
  /** Sets keys of the page's object, and tells the chat. */
  configure(keys: object): void;
  /** Waits until the element's class has loaded, and the element is in the page. */
  loaded(): Promise<HelpshiftChat>;
  /** Runs a classic script in the page. */
  run(code: string): void;
}

export const SCRIPT_URL = `${serviceUrl}/webChat.js`;

export const embedCode = (address = SCRIPT_URL): string => embedCodeOf(address);

export interface PageOptions {
  /** `helpshiftConfig`. */
  readonly config?: unknown;
  /** The code that comes after it. Default: the embed code */
  readonly code?: string;
  /** HTML of the head, before all scripts. */
  readonly head?: string;
  /** The nonce of all scripts. */
  readonly nonce?: string;
}

/** Opens a page; it is removed after the test. */
export async function openWebChatPage({
  config,
  code = embedCode(),
  head = '',
  nonce = '',
}: PageOptions = {}): Promise<WebChatPage> {
  const record = `
    window.seen = {warnings: [], errors: []};
    console.warn = (...parts) => seen.warnings.push(parts.map(String).join(' '));
    addEventListener('error', (event) => seen.errors.push(event.message));
    addEventListener('unhandledrejection', (event) => seen.errors.push(String(event.reason)));`;
  const frame = document.createElement('iframe');
  const script = (text: string): string => `<script nonce="${nonce}">${text}</script>`;
  const given = config === undefined ? '' : `window.helpshiftConfig = ${JSON.stringify(config)};`;
  const html = `<!doctype html><html lang="en"><head><title>A site</title>${head}${script(record + given)}
    ${script(code)}</head><body><h1>A site</h1></body></html>`;
  Object.assign(frame, {srcdoc: html, title: 'A page with the embed code', width: '780', height: '560'});
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  addPlace().append(frame);
  await loaded;
  const view = frame.contentWindow as WebChatWindow & {seen: {warnings: string[]; errors: string[]}};
  const page: WebChatPage = {
    window: view,
    document: view.document,
    ...view.seen,
    get chats() {
      return [...view.document.querySelectorAll('helpshift-chat')];
    },
    get chat() {
      const {chats} = page;
      const [chat] = chats;
      if (!chat || chats.length > 1) throw new Error(`${chats.length} elements are in the page`);
      return chat;
    },
    call: (...call) => void view.Helpshift(...call),
    configure(keys) {
      Object.assign(view.helpshiftConfig as object, keys);
      view.Helpshift('updateHelpshiftConfig');
    },
    async loaded() {
      await until(() => page.chats.some((chat) => 'identityState' in chat), 'the element is in the page');
      return page.chat;
    },
    run(text) {
      const element = view.document.createElement('script');
      element.textContent = text;
      view.document.head.append(element);
    },
  };
  return page;
}
