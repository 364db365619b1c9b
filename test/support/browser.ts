import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';

export interface BrowserOptions {
  /** Keeps pages that are left, to show them again as they were. Wait for `commit`: nothing is loaded. Default: false */
  readonly hasPageCache?: boolean;
}

/** A real Chromium for tests of the whole system. Close it in `after`. */
export function launchBrowser({hasPageCache = false}: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findOrInstallChromium({isWhole: hasPageCache}),
    args: [...CHROMIUM_FLAGS],
    ...(hasPageCache && {ignoreDefaultArgs: ['--disable-back-forward-cache']}),
  });
}
