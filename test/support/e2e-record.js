/**
 * Runs in each page before its first script. Writes to the console what only the page can see: the chat's events,
 * violations of its policy, and each time a launcher appears or disappears. The console output survives a reload; see
 * e2e-page.ts.
 */
const CHAT_EVENTS = [
  'userauthfailure',
  'widgettoggle',
  'conversationstart',
  'conversationresolved',
  'conversationrejected',
  'conversationreopened',
  'conversationend',
  'messageadd',
  'agentmessagereceived',
  'csatsubmit',
  'chatend',
  'userclickonaction',
  'newunreadmessages',
  'userchanged',
  'webchatruntimeerror',
];

/**
 * @param {string} kind
 * @param {unknown} value
 */
function say(kind, value) {
  // eslint-disable-next-line no-console -- see above
  console.debug(`e2e ${kind} ${JSON.stringify(value)}`);
}

for (const name of CHAT_EVENTS) {
  // A listener on the window gets only events that bubble and are composed, like a page's listener on the document.
  addEventListener(name, (event) => {
    /** @type {unknown} */
    const detail = event instanceof CustomEvent ? event.detail : undefined;
    say('event', {name, detail});
  });
}

addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) =>
  say('violation', `${violatedDirective} ${blockedURI}`),
);

/** @type {unknown} */
const original = Reflect.get(Element.prototype, 'attachShadow');
const attachShadow = /** @type {(this: Element, options: ShadowRootInit) => ShadowRoot} */ (original);

/** @param {ShadowRootInit} options */
Element.prototype.attachShadow = function (options) {
  const root = attachShadow.call(this, options);
  if (this.localName !== 'helpshift-chat') return root;
  let wasShown = false;
  // Sees each change of the DOM, also one that is undone before the next paint.
  new MutationObserver(() => {
    const isShown = root.querySelector('[part~="launcher"]')?.checkVisibility() ?? false;
    if (isShown !== wasShown) say('launcher', isShown);
    wasShown = isShown;
  }).observe(root, {attributes: true, childList: true, subtree: true});
  return root;
};
