/** Stands for `next/script`: does to the document what Next does, once for each id. */
import {useEffect} from 'react';

const added = new Set();

export default function Script({id, src, strategy, children}) {
  // Next runs it before React takes over the page.
  if (strategy === 'beforeInteractive') add(id, strategy, {textContent: children});
  useEffect(() => add(id, strategy, {src}), [id, strategy, src]);
  return null;
}

function add(id, strategy, properties) {
  if (added.has(id)) return;
  added.add(id);
  const script = Object.assign(document.createElement('script'), properties);
  script.setAttribute('id', id);
  script.setAttribute('data-nscript', strategy);
  document.body.appendChild(script);
}
