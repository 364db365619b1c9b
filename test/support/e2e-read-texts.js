/**
 * Runs in a page, started by e2e-reachable.ts. Collects every text that a script of the page can read. The test
 * searches the result outside the page, because the searched text must not get into the page.
 */
// eslint-disable-next-line @typescript-eslint/no-floating-promises -- it is the value of this file; see e2e-reachable.ts
(async () => {
  // Far above the size of a page with one chat. A limit, because a walk through a browser's objects may never end.
  const OBJECTS_LIMIT = 500_000;

  /** @type {Set<string>} */
  const texts = new Set();
  /** @type {Set<object>} */
  const visited = new Set();
  /** @type {unknown[]} */
  const queue = [];

  /** @param {unknown} value */
  function take(value) {
    if (typeof value === 'string') texts.add(value);
    else if ((typeof value === 'object' && value !== null) || typeof value === 'function') queue.push(value);
  }

  /** @param {() => unknown} read */
  function takeIfAllowed(read) {
    try {
      take(read());
    } catch {
      // The getter throws: it belongs to another object.
    }
  }

  /** @param {object} object */
  function visit(object) {
    if (visited.has(object)) return;
    visited.add(object);
    if (visited.size > OBJECTS_LIMIT) throw new Error('the page holds more objects than expected');
    // A class's getters work only on its instances.
    const isPrototype = Object.hasOwn(object, 'constructor');
    for (const key of Reflect.ownKeys(object)) {
      take(key);
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      take(property?.value);
      if (property?.get && !isPrototype) takeIfAllowed(() => Reflect.get(object, key));
    }
    takeIfAllowed(() => Reflect.getPrototypeOf(object));
    takeIfAllowed(() => visitKnown(object));
  }

  /**
   * Reads values that are not properties. Throws for the prototype of a type.
   *
   * @param {object} object
   */
  function visitKnown(object) {
    if (object instanceof Map) for (const entry of object) entry.forEach(take);
    if (object instanceof Set) object.forEach(take);
    if (object instanceof Element) visitElement(object);
    if (object instanceof CharacterData) take(object.data);
  }

  /** @param {Element} element */
  function visitElement(element) {
    for (const {name, value} of element.attributes) [name, value].forEach(take);
    for (const key of ['value', 'defaultValue', 'textContent']) takeIfAllowed(() => Reflect.get(element, key));
    for (let type = Reflect.getPrototypeOf(element); type && isOfPage(type); type = Reflect.getPrototypeOf(type)) {
      for (const key of Reflect.ownKeys(type)) takeIfAllowed(() => Reflect.get(type, key, element));
    }
    if (element.shadowRoot) visitTree(element.shadowRoot);
  }

  /** @param {object} prototype */
  function isOfPage(prototype) {
    return !/\[native code\]/.test(Function.prototype.toString.call(prototype.constructor));
  }

  /** @param {Node} root */
  function visitTree(root) {
    const walker = document.createTreeWalker(root);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) queue.push(node);
  }

  /** @param {IDBDatabase} database */
  async function visitDatabase(database) {
    for (const name of database.objectStoreNames) {
      take(name);
      const store = database.transaction(name).objectStore(name);
      for (const request of [store.getAll(), store.getAllKeys()]) {
        await new Promise((resolve) => (request.onsuccess = resolve));
        take(request.result);
      }
    }
  }

  for (const {name = ''} of await indexedDB.databases()) {
    take(name);
    const request = indexedDB.open(name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    await visitDatabase(request.result);
    request.result.close();
  }
  for (const name of await caches.keys()) {
    take(name);
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      take(request.url);
      take(await (await cache.match(request))?.text());
    }
  }
  for (const storage of [localStorage, sessionStorage]) Object.entries(storage).flat().forEach(take);
  [document.cookie, document.title, location.href, document.referrer, window.name, history.state].forEach(take);
  take(performance.getEntries().map(({name}) => name));
  // A script of the page could read the result of the last search.
  [RegExp.input, RegExp.lastMatch, RegExp.leftContext, RegExp.rightContext].forEach(take);
  visitTree(document);
  take(window);
  for (let at = 0; at < queue.length; at++) visit(/** @type {object} */ (queue[at]));
  return [...texts];
})();
