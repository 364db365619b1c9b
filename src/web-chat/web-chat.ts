import type {Advise} from './advise.js';
import {createCalls} from './calls.js';
import {createLateChat, type Load, TAG} from './late-chat.js';

/** `Helpshift(name, …)`: the calls of Helpshift Web Chat. It returns nothing, and never throws. */
export type Helpshift = (name: string, ...values: unknown[]) => void;

/** Does one call: its name, then its values. */
type Run = (call: unknown) => void;

/** Where a document keeps what does the calls: a second copy of the script, or a page that has lost it, gets the same one. */
const KEY = Symbol.for(TAG);

/** Makes `window.Helpshift`, and takes over the calls that the embed code has collected. Nothing is shown until `init`. */
export function startWebChat(load: Load): void {
  const page = window as {Helpshift?: Helpshift & {q?: unknown}};
  const run = ((document as {[KEY]?: Run})[KEY] ??= createRun(load));
  const queue = page.Helpshift?.q as unknown[] | undefined;
  page.Helpshift = (...call) => run(call);
  if (queue?.splice) {
    // The page may have kept the embed code's function, which goes on collecting.
    queue.push = ((...calls: unknown[]) => calls.forEach(run)) as typeof queue.push;
    queue.splice(0).forEach(run);
  }
}

function createRun(load: Load): Run {
  const advise: Advise = (tell) => {
    // Without a network there is no advice.
    load(`${TAG}-advice`).then(tell as () => void, () => {});
  };
  const [element, put, wait, update] = createLateChat(load);
  const calls = createCalls(element, put, wait, advise);
  return (call) => {
    try {
      const [name, ...values] = call as [name: string, ...values: never[]];
      const isUsed = calls[name] ? calls[name](...values) : false;
      update();
      if (isUsed === false) advise((advice) => advice.oddCall(name, values, Object.keys(calls)));
    } catch (error) {
      console.warn(`<${TAG}>`, error);
    }
  };
}
