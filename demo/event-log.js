/** The element's events. They bubble, so one place can hear them all; a site listens to those it needs. */
const EVENT_NAMES = [
  'userauthfailure',
  'newunreadmessages',
  'userchanged',
  'widgettoggle',
  'conversationstart',
  'messageadd',
  'agentmessagereceived',
  'conversationresolved',
  'conversationrejected',
  'conversationreopened',
  'conversationend',
  'csatsubmit',
  'chatend',
  'userclickonaction',
  'loginrequest',
  'webchatruntimeerror',
];

/**
 * Writes each event into `log` as it comes, the newest first.
 *
 * @param {EventTarget} target
 * @param {Element} log
 */
export function showEvents(target, log) {
  for (const name of EVENT_NAMES) {
    target.addEventListener(name, (event) => {
      log.querySelector('.empty')?.remove();
      log.prepend(entry(name, event instanceof CustomEvent ? event.detail : undefined));
    });
  }
}

/**
 * A row of the log.
 *
 * @param {string} name
 * @param {unknown} detail
 */
export function entry(name, detail) {
  const now = new Date();
  const time = document.createElement('time');
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleTimeString();
  const title = document.createElement('strong');
  title.textContent = name;
  const row = document.createElement('div');
  row.className = 'event';
  row.append(time, title);
  if (detail !== undefined && detail !== null) {
    const code = document.createElement('code');
    code.textContent = JSON.stringify(detail);
    row.append(code);
  }
  return row;
}
