/** Checks a chat on every change. */
import {allElements, type HelpshiftChat} from './chat.js';

/**
 * Calls `look` now, after every change in the chat's DOM (before the next paint), and in every frame, until the
 * returned function is called.
 */
export function watchChat(chat: HelpshiftChat, look: () => void): () => void {
  const watched = new WeakSet<ShadowRoot>();
  const observer = new MutationObserver(() => {
    watchNewRoots();
    look();
  });
  const watchNewRoots = (): void => {
    for (const {shadowRoot} of [chat, ...(chat.shadowRoot ? allElements(chat.shadowRoot) : [])]) {
      if (!shadowRoot || watched.has(shadowRoot)) continue;
      watched.add(shadowRoot);
      observer.observe(shadowRoot, {attributes: true, characterData: true, childList: true, subtree: true});
    }
  };
  let frame = 0;
  const lookAtFrame = (): void => {
    watchNewRoots();
    look();
    frame = requestAnimationFrame(lookAtFrame);
  };
  lookAtFrame();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** Waits two frames: all pending drawing is done. */
export async function nextFrames(): Promise<void> {
  for (let count = 0; count < 2; count++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Collects the console's warnings for the test. Call it in a `describe`. */
export function useWarnings(): readonly string[] {
  const warnings: string[] = [];
  const {warn} = console;
  beforeEach(() => {
    warnings.length = 0;
    console.warn = (...parts: unknown[]) => void warnings.push(parts.map(String).join(' '));
  });
  afterEach(() => {
    console.warn = warn;
  });
  return warnings;
}
