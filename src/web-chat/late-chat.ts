import type {HelpshiftChat} from '../element/helpshift-chat.js';

export const TAG = 'helpshift-chat';

/** Loads code that is not here: what defines the element, or the advice. It may be called again after a failure. */
export type Load = (file: 'helpshift-chat' | 'helpshift-chat-advice') => Promise<unknown>;

export type Method = 'open' | 'close' | 'hide' | 'show';

/** The one element of `Helpshift`, whose class loads late. A tuple, because names cost bytes. */
export type LateChat = readonly [
  /** Not in the page until `put`. It has listeners and properties before its class has loaded. */
  element: HelpshiftChat,
  /** Puts the element into the page, where it is not there. Waits for the body if there is none yet. */
  put: () => void,
  /** Makes what lets a method wait for `update`. */
  wait: (method: Method) => () => void,
  /** Loads the class, or calls what waits if it has loaded and `put` was called. To be called after each change. */
  update: () => void,
];

export function createLateChat(load: Load): LateChat {
  const element = document.createElement(TAG);
  const waiting: Method[] = [];
  let isStarted = false;
  let loading: Promise<void> | undefined;

  function update(): void {
    if (customElements.get(TAG)) {
      // An element outside of the page does not get its class by itself.
      customElements.upgrade(element);
      // One of them may lead to more.
      while (isStarted && waiting.length) element[waiting.shift() as Method]();
    } else loading ??= load(TAG).then(update, fail);
  }

  function fail(error: unknown): void {
    loading = undefined;
    const detail = {error: 'PANEL_FAILED', reason: 'UNREACHABLE'};
    console.warn(`<${TAG}>`, detail.error, detail.reason, error);
    element.dispatchEvent(new CustomEvent('webchatruntimeerror', {detail}));
  }

  function put(): void {
    isStarted = true;
    if (!document.body) addEventListener('DOMContentLoaded', put);
    else if (!element.isConnected) document.body.append(element);
  }

  update();
  return [element, put, (method) => () => waiting.push(method), update];
}
