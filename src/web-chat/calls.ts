import {clearUser, NO_USER, readConfig} from './config.js';
import type {Advise} from './advise.js';
import {domName, EVENT_NAMES} from './event-names.js';
import {type LateChat, TAG} from './late-chat.js';

/** By the name of the call. A call returns false when it cannot use its values. There is no prototype: a page can give any name. */
export type Calls = Readonly<Record<string, (...values: never[]) => unknown>>;

type Listener = (data: unknown) => void;

/** The calls of a page. */
export function createCalls(element: LateChat[0], put: LateChat[1], wait: LateChat[2], advise: Advise): Calls {
  /** The properties that a call has set. They stay until the configuration gives the same key. */
  const own: Record<string, unknown> & {customIssueFields?: object} = {};
  const handlers = new WeakMap<Listener, (event: Event) => void>();
  let isStarted = false;

  function configure(): void {
    const {zIndex, ...values} = readConfig(advise);
    for (const name in own) {
      // What a page calls before the start follows the configuration that the start reads.
      if (isStarted && values[name] !== undefined) delete own[name];
      else values[name] = own[name];
    }
    Object.assign(element, values);
    // CSS knows no fractions here.
    const layer = Number.isInteger(zIndex) ? zIndex : '';
    element.style.setProperty(`--${TAG}-z-index`, layer as string);
  }

  function init(): void {
    configure();
    isStarted = true;
    put();
  }

  const properties = element as unknown as Record<string, unknown>;
  const set = (name: string, value: unknown) => (properties[name] = own[name] = value);
  const setText = (name: string) => (text: unknown) => typeof text === 'string' && set(name, text);

  const setFields = (isMerged?: boolean) => (fields: unknown) =>
    Object(fields) === fields &&
    set('customIssueFields', {...(isMerged && own.customIssueFields), ...(fields as object)});

  const listen = (change: 'addEventListener' | 'removeEventListener') => (event: string, listener: Listener) => {
    if (!EVENT_NAMES.includes(event) || typeof listener !== 'function') return false;
    // A function has one handler: so it counts once for an event, and can be removed.
    const handler = handlers.get(listener) ?? ((told) => listener((told as CustomEvent).detail ?? undefined));
    handlers.set(listener, handler);
    element[change](domName(event), handler);
    return true;
  };

  const setInitialUserMessage = setText('initialUserMessage');

  return {
    __proto__: null as never,
    init,
    update: init,
    // Before the start it has no effect, because the start reads all again.
    updateHelpshiftConfig: configure,
    open() {
      if (isStarted) put();
      wait('open')();
    },
    close: wait('close'),
    hide: wait('hide'),
    show: wait('show'),
    logout() {
      // Before its class has loaded there is no session.
      (element as Partial<typeof element>).logout?.();
      Object.assign(element, NO_USER);
      clearUser();
    },
    setInitialUserMessage,
    setEndUserFirstMessage: setInitialUserMessage,
    setLanguage: setText('language'),
    setCustomIssueFields: setFields(true),
    replaceCustomIssueFields: setFields(),
    addEventListener: listen('addEventListener'),
    removeEventListener: listen('removeEventListener'),
  };
}
