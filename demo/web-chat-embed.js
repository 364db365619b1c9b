// What a site has for Helpshift Web Chat: its configuration, and the embed code. Only the address is changed.
window.helpshiftConfig = {
  platformId: 'foo',
  domain: 'bar',
  widgetOptions: {},
};

(function (page, id) {
  if (typeof window.Helpshift === 'function') {
    window.Helpshift('update');
    return;
  }
  const collect = function () {
    collect.q.push(arguments);
  };
  collect.q = [];
  window.Helpshift = collect;
  if (page.getElementById(id)) return;
  const first = page.getElementsByTagName('script')[0];
  const script = page.createElement('script');
  script.async = true;
  script.id = id;
  script.src = '/latest/webChat.js';
  script.addEventListener('load', function () {
    window.Helpshift('init');
  });
  first.parentNode.insertBefore(script, first);
})(document, 'hs-chat');
