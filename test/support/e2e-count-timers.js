/** Runs in a page before its first script. Counts the timers that are set and have neither run nor been cleared. */
/** @type {Set<number>} */
const pending = new Set();
const real = {
  setTimeout: window.setTimeout.bind(window),
  setInterval: window.setInterval.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  clearInterval: window.clearInterval.bind(window),
};
const forget = (/** @type {number | undefined} */ id) => id !== undefined && pending.delete(id);

Object.assign(window, {
  countTimers: () => pending.size,
  setTimeout(/** @type {() => void} */ handler, /** @type {number} */ delay) {
    const id = real.setTimeout(() => {
      forget(id);
      handler();
    }, delay);
    pending.add(id);
    return id;
  },
  setInterval(/** @type {() => void} */ handler, /** @type {number} */ delay) {
    const id = real.setInterval(handler, delay);
    pending.add(id);
    return id;
  },
  clearTimeout(/** @type {number | undefined} */ id) {
    forget(id);
    real.clearTimeout(id);
  },
  clearInterval(/** @type {number | undefined} */ id) {
    forget(id);
    real.clearInterval(id);
  },
});
