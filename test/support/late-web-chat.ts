/** `Helpshift` on a page where a test decides when its code loads. */
import {until} from './chat.js';
import {openWebChatPage, type WebChatPage} from './web-chat-page.js';

export interface LateWebChat {
  readonly page: WebChatPage;
  /** How often the element was asked for. */
  readonly tries: () => number;
  /** Answers the newest try. */
  readonly succeed: () => Promise<void>;
  readonly fail: () => void;
}

interface Try {
  readonly succeed: () => void;
  readonly fail: (error: Error) => void;
}

/** @param config - `helpshiftConfig`. */
export async function openLateWebChat(config: object): Promise<LateWebChat> {
  const page = await openWebChatPage({config, code: ''});
  const script = page.document.createElement('script');
  script.type = 'module';
  script.textContent = `
    import {startWebChat} from '/src/web-chat/web-chat.ts';
    window.tries = [];
    const element = () => new Promise((succeed, fail) => {
      window.tries.push({succeed: () => succeed(import('/src/index.ts')), fail});
    });
    startWebChat((file) => (file === 'helpshift-chat' ? element() : import('/src/web-chat/advice.ts')));`;
  page.document.head.append(script);
  await until(() => page.window.Helpshift, 'Helpshift is there');
  const tries = (): readonly Try[] => (page.window as unknown as {tries: readonly Try[]}).tries;
  return {
    page,
    tries: () => tries().length,
    async succeed() {
      tries().at(-1)?.succeed();
      await until(() => page.window.customElements.get('helpshift-chat'), 'the class has loaded');
    },
    fail: () => tries().at(-1)?.fail(new Error('Failed to fetch')),
  };
}
