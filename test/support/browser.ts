import {chromium, type Browser} from 'playwright-core';
import {CHROMIUM_FLAGS, findOrInstallChromium} from '../../scripts/find-browser.mjs';

/** A real Chromium for tests of the whole system. Close it in `after`. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({executablePath: findOrInstallChromium(), args: [...CHROMIUM_FLAGS]});
}
