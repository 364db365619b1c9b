import type {ChatError, ChatErrorCode} from '../client/errors.js';
import {type WebChatRuntimeError, WebChatRuntimeErrorEvent} from './events.js';

/** Reports each fault to the page once, until it is corrected. */
export class RuntimeErrors {
  readonly #host: EventTarget;
  readonly #reported = new Set<string>();

  constructor(host: EventTarget) {
    this.#host = host;
  }

  /** `cause` is for the console only: it may contain the service's address, but no user data. */
  report(detail: WebChatRuntimeError, cause = ''): void {
    const key = detail.error + detail.reason;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    console.warn('<helpshift-chat>', detail.error, detail.reason, cause);
    const event = new WebChatRuntimeErrorEvent(detail);
    this.#host.dispatchEvent(event);
  }

  /** Reports a failed request. */
  readonly reportFailure = ({code, message}: ChatError): void => {
    this.report({error: 'SERVICE_FAILED', reason: code.toUpperCase() as Uppercase<ChatErrorCode>}, message);
  };

  /** Forgets the faults of this kind: the next one is reported again. */
  settle(error: WebChatRuntimeError['error']): void {
    for (const key of this.#reported) if (key.startsWith(error)) this.#reported.delete(key);
  }
}
