import type {ChatError, ChatErrorCode} from '../client/errors.js';
import {type WebChatRuntimeError, WebChatRuntimeErrorEvent} from './early-events.js';

/** Reports faults to the page. */
export class RuntimeErrors {
  readonly #host: EventTarget;
  readonly #reported = new Set<string>();

  constructor(host: EventTarget) {
    this.#host = host;
  }

  /** Reports a fault once, until it is corrected. */
  report(detail: WebChatRuntimeError, cause?: string): void {
    const key = detail.error + detail.reason;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.tell(detail, cause);
  }

  /**
   * Reports a fault that nothing corrects, each time. `cause` is for the console only: it may contain the service's
   * address, but no user data.
   */
  tell(detail: WebChatRuntimeError, cause = ''): void {
    console.warn('<helpshift-chat>', detail.error, detail.reason, cause);
    const event = new WebChatRuntimeErrorEvent(detail);
    this.#host.dispatchEvent(event);
  }

  /** Reports a failed request. */
  readonly reportFailure = ({code, message}: ChatError): void => {
    this.report({error: 'SERVICE_FAILED', reason: code.toUpperCase() as Uppercase<ChatErrorCode>}, message);
  };

  /** Reports that a part of the chat's code did not load. */
  reportLoadFailed(): void {
    this.report({error: 'PANEL_FAILED', reason: 'UNREACHABLE'});
  }

  /** Forgets the faults of this kind: the next one is reported again. */
  settle(error: WebChatRuntimeError['error']): void {
    for (const key of this.#reported) if (key.startsWith(error)) this.#reported.delete(key);
  }
}
