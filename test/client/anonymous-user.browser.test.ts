import {expect} from '@open-wc/testing';
import {createStore, entries, set, type UseStore} from 'idb-keyval';
import {ANONYMOUS_DATABASE, hasDatabase} from '../../src/client/browser-databases.js';
import {
  anonymousCredential,
  forgetAnonymousUser,
  forgetCleared,
  hasAnonymousUser,
  isOverAtService,
  removeOverdue,
  takeAnonymousCredential,
  watchAnonymousUser,
} from '../../src/client/anonymous-user.js';
import {type AppAddress, appKey} from '../../src/client/app-address.js';
import {deleteAnonymousDatabase} from '../support/anonymous-database.js';
import {until} from '../support/chat.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const SEVEN_DAYS_MS = 7 * DAY_MS;
const realNow = Date.now;

/** An app for one test only: all tests share the browser's storage. */
const newApp = (change: Partial<AppAddress> = {}): AppAddress => ({
  serviceUrl: 'https://chat.example',
  domain: crypto.randomUUID(),
  platformId: 'foo',
  ...change,
});

const isKept = () => expect.fail('it is kept');
const credentialOf = (app: AppAddress) => anonymousCredential(app, isKept);

/** Stops this computer's clock at `time`, for the rest of the test. */
function setClock(time: number): void {
  Date.now = () => time;
}

/** Shifts this computer's clock. */
function shiftClock(byMs: number): void {
  Date.now = () => realNow() + byMs;
}

/** Closes the database after each use, because a test deletes it. */
const store: UseStore = async (mode, work) =>
  createStore(ANONYMOUS_DATABASE, 'users')(mode, async (users) => {
    const result = await work(users);
    users.transaction.db.close();
    return result;
  });

/** This browser's records of an app. */
async function keptOf(app: AppAddress): Promise<unknown[]> {
  const kept = await entries<string, unknown>(store);
  return kept.filter(([key]) => key.includes(app.domain));
}

const keep = (app: AppAddress, record: unknown) => set(appKey(app), record, store);

function blockStorage(): void {
  const refuse = () => {
    throw new DOMException('The user denied permission to access the database.', 'SecurityError');
  };
  Object.assign(indexedDB, {open: refuse, databases: refuse});
}

const realPut: unknown = Reflect.get(IDBObjectStore.prototype, 'put');

afterEach(() => {
  Date.now = realNow;
  Object.assign(IDBObjectStore.prototype, {put: realPut});
  for (const method of ['open', 'databases']) Reflect.deleteProperty(indexedDB, method);
});

describe('anonymousCredential', () => {
  it('is 256 random bits in base64url, and stays the same', async () => {
    const app = newApp();
    const credential = await credentialOf(app);
    expect(credential).to.match(/^[\w-]{43}$/);
    expect(await credentialOf(app)).to.equal(credential);
  });

  it('differs for another service, domain or app', async () => {
    const app = newApp();
    const others = [
      app,
      newApp(),
      {...app, platformId: 'bar'},
      {...app, serviceUrl: 'https://other.example'},
      {...app, domain: `${app.domain}","foo`, platformId: ''},
    ];
    const credentials = await Promise.all(others.map(credentialOf));
    expect(new Set(credentials).size).to.equal(others.length);
  });

  it('is the same for simultaneous calls', async () => {
    const app = newApp();
    const credentials = await Promise.all(Array.from({length: 20}, () => credentialOf(app)));
    expect(new Set(credentials).size).to.equal(1);
  });

  it('"will be cleared from Web Chat after 7 days": is somebody new from then on', async () => {
    const app = newApp();
    const start = Date.now();
    setClock(start);
    const credential = await credentialOf(app);
    setClock(start + SEVEN_DAYS_MS - 1);
    expect(await hasAnonymousUser(app)).to.be.true;
    expect(await credentialOf(app)).to.equal(credential);
    setClock(start + SEVEN_DAYS_MS);
    expect(await hasAnonymousUser(app)).to.be.false;
    expect(await credentialOf(app)).not.to.equal(credential);
    expect(await hasAnonymousUser(app)).to.be.true;
  });

  it('lasts seven days on a clock that is years off, as long as the error stays the same', async () => {
    for (const error of [-3000, 3000].map((days) => days * DAY_MS)) {
      const app = newApp();
      const start = realNow() + error;
      setClock(start);
      const credential = await credentialOf(app);
      expect(await isOverAtService(app, credential, realNow())).to.be.false;
      setClock(start + SEVEN_DAYS_MS - 1);
      expect(await isOverAtService(app, credential, realNow() + SEVEN_DAYS_MS - DAY_MS)).to.be.false;
      expect(await credentialOf(app)).to.equal(credential);
      setClock(start + SEVEN_DAYS_MS);
      expect(await credentialOf(app)).not.to.equal(credential);
    }
  });

  it('survives a clock that is set back, but lasts no longer: the service has a clock too', async () => {
    const app = newApp();
    const serviceTime = 1_800_000_000_000;
    const credential = await credentialOf(app);
    expect(await isOverAtService(app, credential, serviceTime)).to.be.false;
    shiftClock(-3 * DAY_MS);
    expect(await credentialOf(app)).to.equal(credential);
    expect(await isOverAtService(app, credential, serviceTime + SEVEN_DAYS_MS - DAY_MS)).to.be.false;
    expect(await isOverAtService(app, credential, serviceTime + SEVEN_DAYS_MS)).to.be.true;
  });

  it('also counts the time before the first answer of the service, which may have been down', async () => {
    const app = newApp();
    const start = realNow();
    setClock(start);
    const credential = await credentialOf(app);
    setClock(start + 2 * DAY_MS);
    const serviceTime = 1_800_000_000_000;
    expect(await isOverAtService(app, credential, serviceTime)).to.be.false;
    expect(await isOverAtService(app, credential, serviceTime + 4 * DAY_MS)).to.be.false;
    expect(await isOverAtService(app, credential, serviceTime + 5 * DAY_MS)).to.be.true;
  });

  it('does not last longer when its record is edited', async () => {
    const app = newApp();
    await keep(app, {credential: 'a'.repeat(43), createdAt: Date.now() + SEVEN_DAYS_MS + DAY_MS});
    expect(await hasAnonymousUser(app)).to.be.false;
  });

  it('replaces any invalid record', async () => {
    const createdAt = Date.now();
    const long = 'a'.repeat(43);
    for (const broken of [
      null,
      'text',
      [],
      {credential: long},
      {credential: 'short', createdAt},
      {credential: 7, createdAt},
      {credential: `${long}\n`, createdAt},
      {credential: long, createdAt: `${createdAt}`},
      {credential: long, createdAt: NaN},
    ]) {
      const app = newApp();
      await keep(app, broken);
      expect(await hasAnonymousUser(app), JSON.stringify(broken)).to.be.false;
      const credential = await credentialOf(app);
      expect(credential).to.match(/^[\w-]{43}$/);
      expect(credential).not.to.equal(long);
    }
  });

  it('keeps the stored user when the browser cannot write any more', async () => {
    const app = newApp();
    const credential = await credentialOf(app);
    const refuse = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    Object.assign(IDBObjectStore.prototype, {put: refuse});
    expect(await credentialOf(app)).to.equal(credential);
  });

  it("keeps this page's user when blocked storage becomes available", async () => {
    blockStorage();
    const app = newApp();
    const credential = await anonymousCredential(app, () => {});
    for (const method of ['open', 'databases']) Reflect.deleteProperty(indexedDB, method);
    expect(await credentialOf(app)).to.equal(credential);
  });

  it('works without messages between tabs: some browsers block them together with storage', async () => {
    const RealChannel = BroadcastChannel;
    window.BroadcastChannel = class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel;
    try {
      const app = newApp();
      const credential = await credentialOf(app);
      watchAnonymousUser(app, credential, AbortSignal.abort(), () => expect.fail('no user has ended'));
      expect(await takeAnonymousCredential(app)).to.equal(credential);
    } finally {
      window.BroadcastChannel = RealChannel;
    }
  });

  const hindrances: Record<string, () => unknown> = {
    'storage is blocked': blockStorage,
    'the quota is used up': () => {
      const refuse = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      };
      Object.assign(IDBObjectStore.prototype, {put: refuse});
    },
    'the database is of a version from the future': async () => {
      await deleteAnonymousDatabase();
      await new Promise<void>((resolve) => {
        const opening = indexedDB.open(ANONYMOUS_DATABASE, 99);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      });
    },
  };
  for (const [where, hinder] of Object.entries(hindrances)) {
    it(`lasts as long as the page when ${where}, and reports this once`, async () => {
      await hinder();
      const app = newApp();
      let told = 0;
      const credential = await anonymousCredential(app, () => told++);
      expect(await anonymousCredential(app, () => told++)).to.equal(credential);
      expect(told).to.equal(1);
      expect(await hasAnonymousUser(app)).to.be.true;
      expect(await isOverAtService(app, credential, 0)).to.be.false;
      expect(await removeOverdue(app)).to.be.empty;
      expect(await takeAnonymousCredential(app)).to.equal(credential);
      expect(await hasAnonymousUser(app)).to.be.false;
    });
  }

  it('leaves no database open: a site can delete it, and the browser can cache the page', async () => {
    await anonymousCredential(newApp(), () => {});
    await deleteAnonymousDatabase();
    expect(await credentialOf(newApp())).to.match(/^[\w-]{43}$/);
  });
});

describe('hasDatabase', () => {
  it('reads only the names of databases, because opening a database creates it', async () => {
    let databases = [{name: 'of the page', version: 1}];
    Object.assign(indexedDB, {databases: async () => databases, open: () => expect.fail('it is opened')});
    expect(await hasDatabase(ANONYMOUS_DATABASE)).to.be.false;
    databases = [...databases, {name: ANONYMOUS_DATABASE, version: 1}];
    expect(await hasDatabase(ANONYMOUS_DATABASE)).to.be.true;
  });

  it('is true after a user was stored', async () => {
    await credentialOf(newApp());
    expect(await hasDatabase(ANONYMOUS_DATABASE)).to.be.true;
  });

  it('is false when storage is blocked', async () => {
    blockStorage();
    expect(await hasDatabase(ANONYMOUS_DATABASE)).to.be.false;
  });
});

describe('the end of an anonymous user', () => {
  it('happens when they are forgotten; a later user stays', async () => {
    const app = newApp();
    const credential = await credentialOf(app);
    await forgetAnonymousUser(app, 'of somebody else');
    expect(await credentialOf(app)).to.equal(credential);
    await forgetAnonymousUser(app, credential);
    expect(await hasAnonymousUser(app)).to.be.false;
  });

  it('returns the credential once, and keeps it until the service confirms', async () => {
    const [app, other] = [newApp(), newApp()];
    const credential = await credentialOf(app);
    const kept = await credentialOf(other);
    expect(await takeAnonymousCredential(app)).to.equal(credential);
    expect(await takeAnonymousCredential(app)).to.be.undefined;
    expect(await hasAnonymousUser(app)).to.be.false;
    expect(await removeOverdue(app)).to.deep.equal([credential]);
    expect(await removeOverdue(other)).to.be.empty;
    await forgetCleared(app, credential);
    expect(await removeOverdue(app)).to.be.empty;
    expect(await keptOf(app)).to.be.empty;
    expect(await credentialOf(other)).to.equal(kept);
  });

  it('removes expired users of all apps, and invalid records, on each check', async () => {
    const [over, cleared, noise, fresh] = [newApp(), newApp(), newApp(), newApp()];
    for (const app of [over, cleared]) await credentialOf(app);
    await takeAnonymousCredential(cleared);
    await keep(noise, 'text');
    shiftClock(SEVEN_DAYS_MS);
    const credential = await credentialOf(fresh);
    expect(await removeOverdue(cleared)).to.be.empty;
    for (const app of [over, cleared, noise]) expect(await keptOf(app)).to.be.empty;
    expect(await credentialOf(fresh)).to.equal(credential);
  });

  /** Makes a new user and watches for the user's end. */
  async function watch(app = newApp()) {
    const credential = await credentialOf(app);
    const controller = new AbortController();
    const watched = {app, controller, ends: 0};
    watchAnonymousUser(app, credential, controller.signal, () => watched.ends++);
    return watched;
  }

  it('is reported when another tab removes or replaces the user', async () => {
    const watched = await watch();
    await takeAnonymousCredential(watched.app);
    await until(() => watched.ends === 1, 'the end is reported');
    await credentialOf(watched.app);
    await takeAnonymousCredential(watched.app);
    expect(watched.ends).to.equal(1);
  });

  for (const [how, wake] of Object.entries({
    'the page is looked at again': () => document.dispatchEvent(new Event('visibilitychange', {bubbles: true})),
    'the page comes back out of the cache': () => window.dispatchEvent(new Event('pageshow')),
  })) {
    it(`is reported after seven days when ${how}; no data is left`, async () => {
      const start = realNow();
      setClock(start);
      const watched = await watch();
      wake();
      setClock(start + SEVEN_DAYS_MS);
      wake();
      await until(() => watched.ends === 1, 'the end is reported');
      Date.now = realNow;
      expect(await hasAnonymousUser(watched.app)).to.be.false;
    });
  }

  it('is not reported when storage fails for a moment, as after a sleep', async () => {
    const watched = await watch();
    const realGet: unknown = Reflect.get(IDBObjectStore.prototype, 'get');
    let asked = 0;
    Object.assign(IDBObjectStore.prototype, {
      get: () => {
        asked++;
        throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
      },
    });
    window.dispatchEvent(new Event('pageshow'));
    await until(() => asked > 0, 'it is looked for');
    Object.assign(IDBObjectStore.prototype, {get: realGet});
    expect(await hasAnonymousUser(watched.app)).to.be.true;
    expect(watched.ends).to.equal(0);
    await takeAnonymousCredential(watched.app);
    await until(() => watched.ends === 1, 'the end is reported');
  });

  it('is reported in an open page without any input, as soon as the seven days are over', async () => {
    const app = newApp();
    await credentialOf(app);
    shiftClock(SEVEN_DAYS_MS - 2000);
    const watched = await watch(app);
    await until(() => watched.ends === 1, 'the end is reported');
    expect(await keptOf(app)).to.be.empty;
  });

  it('is not reported for another app, or after the end of the session', async () => {
    const [left, staying, other] = [await watch(), await watch(), await watch()];
    // A second watcher of the same user: when it reports, the message has reached all watchers.
    const same = await watch(left.app);
    left.controller.abort();
    await takeAnonymousCredential(left.app);
    await until(() => same.ends === 1, 'the end is reported');
    expect([left.ends, staying.ends, other.ends]).to.deep.equal([0, 0, 0]);
    for (const {controller} of [staying, other]) controller.abort();
  });
});
