import type {Position} from './position.js';

/** The element, as its controllers and the panel use it. */
export interface ChatHost extends EventTarget {
  readonly shadowRoot: ShadowRoot | null;
  readonly clearAnonymousUserOnLogin: boolean;
  readonly fullScreen: boolean;
  readonly position: Position | null | undefined;
  readonly language: string | null | undefined;
  readonly conversationPrefillText: string | null | undefined;
  requestUpdate(): void;
  close(): void;
  logout(): void;
}
