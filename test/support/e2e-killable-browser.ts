/** A browser with a profile on the disk, which a test can kill as the system would. */
import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type BrowserContext, chromium} from 'playwright-core';
import {launchOptions} from './browser.js';
import {Visitor} from './e2e-visitor.js';

export class KillableBrowser {
  readonly #profile: string;
  #context: BrowserContext | undefined;

  private constructor(profile: string) {
    this.#profile = profile;
  }

  /** It ends, and its profile is removed, after the test. */
  static async start(test: {after(end: () => unknown): void}): Promise<KillableBrowser> {
    const browser = new KillableBrowser(await mkdtemp(join(tmpdir(), 'helpshift-chat-browser-')));
    test.after(async () => {
      await browser.#context?.close();
      await rm(browser.#profile, {recursive: true, force: true, maxRetries: 5});
    });
    return browser;
  }

  /** Opens a page. Starts the browser when it does not run. */
  async visit(address: string): Promise<Visitor> {
    this.#context ??= await chromium.launchPersistentContext(this.#profile, {...launchOptions(), locale: 'en-US'});
    return Visitor.openIn(this.#context, address);
  }

  /** Kills all its processes, without a word to any page. */
  async kill(): Promise<void> {
    const closed = this.#context?.waitForEvent('close', {timeout: 30_000});
    for (const pid of processesWith(`--user-data-dir=${this.#profile}`)) process.kill(pid, 'SIGKILL');
    await closed;
    this.#context = undefined;
    // What the browser leaves behind to say that it runs.
    for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
      await rm(join(this.#profile, name), {force: true});
    }
  }
}

function processesWith(argument: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(argument);
      } catch {
        return false; // It has ended meanwhile.
      }
    })
    .map(Number);
}
