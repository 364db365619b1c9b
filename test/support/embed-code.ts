/**
 * The embed code, as Helpshift describes it: a function that collects calls, a script with the id `hs-chat` before the
 * first one of the page, and `init` when it has loaded.
 */
export function embedCode(src: string): string {
  return `(function (page, id) {
    if (typeof window.Helpshift === 'function') { window.Helpshift('update'); return; }
    var collect = function () { collect.q.push(arguments); };
    collect.q = [];
    window.Helpshift = collect;
    if (page.getElementById(id)) return;
    var script = page.createElement('script');
    script.async = true;
    script.id = id;
    script.src = ${JSON.stringify(src)};
    script.onload = function () { window.Helpshift('init'); };
    var first = page.getElementsByTagName('script')[0];
    first.parentNode.insertBefore(script, first);
  })(document, 'hs-chat');`;
}
