/**
 * A frame with a strict Content Security Policy. It has its own copies of the modules; a test can block some of them.
 */
import {oneEvent} from '@open-wc/testing';
import {addPlace, type HelpshiftChat, setAttributes} from './chat.js';

export interface StrictPage {
  readonly document: Document;
  /** The violations of the policy, as `directive: blocked resource`. */
  readonly violations: readonly string[];
  addChat(attributes: Readonly<Record<string, string>>): HelpshiftChat;
  /** Blocks modules whose paths end like this. An empty list blocks none. */
  breakModules(...ends: string[]): Promise<void>;
}

/** Opens a new page; it is removed after the test. */
export function openStrictPage(...broken: string[]): Promise<StrictPage> {
  return openPage('', broken);
}

/** The same with a policy that allows the pictures of a conversation (`img-src blob:`). */
export function openStrictPageWithPictures(): Promise<StrictPage> {
  return openPage('pictures-', []);
}

async function openPage(kind: string, broken: readonly string[]): Promise<StrictPage> {
  const address = `/test-page/${kind}${crypto.randomUUID()}/`;
  const breakModules = async (...ends: string[]): Promise<void> => {
    await fetch(`${address}faults.json`, {method: 'POST', body: JSON.stringify(ends)});
  };
  await breakModules(...broken);
  const frame = document.createElement('iframe');
  Object.assign(frame, {src: address, title: 'A strict page', width: '780', height: '560'});
  const loaded = oneEvent(frame, 'load');
  addPlace().append(frame);
  await loaded;
  const page = frame.contentDocument;
  if (!page) throw new Error('the page has not loaded');
  const violations: string[] = [];
  page.addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI, sample}) => {
    violations.push(`${violatedDirective}: ${blockedURI} ${sample}`);
  });
  return {
    document: page,
    violations,
    breakModules,
    addChat(attributes) {
      const chat = page.createElement('helpshift-chat');
      setAttributes(chat, attributes);
      page.body.append(chat);
      return chat;
    },
  };
}
