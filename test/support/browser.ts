import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';

export interface BrowserOptions {
  /** Keeps pages that are left, to show them again as they were. Wait for `commit`: nothing is loaded. Default: false */
  readonly hasPageCache?: boolean;
}

/**
 * A real Chromium for tests of the whole system. Close it in `after`: that closes the contexts that were made by it. The
 * process is the one of the test run (`BROWSER_ENDPOINT`) where there is one and it will do.
 */
export function launchBrowser({hasPageCache = false}: BrowserOptions = {}): Promise<Browser> {
  const endpoint = process.env['BROWSER_ENDPOINT'];
  if (endpoint && !hasPageCache) return chromium.connect(endpoint);
  return chromium.launch({
    executablePath: findOrInstallChromium(),
    args: [...CHROMIUM_FLAGS],
    ...(hasPageCache && {ignoreDefaultArgs: ['--disable-back-forward-cache']}),
  });
}
