import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';

export interface BrowserOptions {
  /**
   * Turns on the back/forward cache. Then wait for `commit` after going back: a cached page fires no load event.
   * Default: false
   */
  readonly hasPageCache?: boolean;
}

/** A real Chromium for end-to-end tests. Close it in `after`. */
export function launchBrowser({hasPageCache = false}: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstallChromium({isWhole: hasPageCache}),
    args: [...CHROMIUM_FLAGS],
    ...(hasPageCache && {ignoreDefaultArgs: ['--disable-back-forward-cache']}),
  });
}
