/**
 * Finds a Chromium for the tests and benchmarks, or installs one: `CHROME_PATH`, the names on `PATH`, the usual places,
 * Playwright's folder, then Debian's packages (as root), then Playwright's download. Run on its own it prints the path.
 */
import {existsSync, readdirSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {attempt, installFromDebian, isProgram, placesOnPath} from './find-program.mjs';
import {ROOT, runScript} from './run.mjs';

// Chromium without its windows and menus: the same engine, and the tests take half of the processor's time.
const HEADLESS_NAMES = ['chromium-headless-shell', 'chrome-headless-shell'];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

const USUAL_PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const ADVICE =
  'No Chromium was found, and none could be installed: install one (Debian: apt-get install chromium) or set CHROME_PATH.';

/**
 * What every Chromium of ours starts with. As root it has no sandbox to start; the rest keeps it from calling home.
 *
 * @type {readonly string[]}
 */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @typedef {object} BrowserNeeds
 * @property {boolean} [isWhole] With all of the browser, because the part without windows has no back/forward cache.
 */

/**
 * The path of a Chromium that can be run, installing one if there is none.
 *
 * @param {BrowserNeeds} [needs]
 * @returns {string}
 * @throws {Error} One line that says what to install.
 */
export function findOrInstallChromium(needs) {
  return findChromium(needs) ?? installPackage('chromium', needs) ?? installWithPlaywright(needs) ?? fail();
}

/**
 * Installs what the tests want and this computer lacks. What cannot be installed is named by the test that needs it.
 */
export function prepareBrowsers() {
  if (process.env['CHROME_PATH']) return;
  if (!placesOnPath(HEADLESS_NAMES).some(isProgram)) installPackage('chromium-headless-shell');
  try {
    findOrInstallChromium({isWhole: true});
  } catch {
    // The test says so.
  }
}

/**
 * @param {BrowserNeeds} [needs]
 * @returns {string | undefined}
 */
export function findChromium({isWhole = false} = {}) {
  const given = process.env['CHROME_PATH'];
  if (given) {
    if (isProgram(given)) return given;
    throw new Error(`CHROME_PATH: ${given} is not a program`);
  }
  const names = isWhole ? NAMES : [...HEADLESS_NAMES, ...NAMES];
  return [...placesOnPath(names), ...USUAL_PLACES, ...playwrightBrowsers()].find(isProgram);
}

/**
 * Firefox is not installed for anybody: the tests run in it only when asked to.
 *
 * @returns {string}
 * @throws {Error} One line that says what to install.
 */
export function findFirefox() {
  const found = [process.env['FIREFOX_PATH'] ?? '', ...placesOnPath(['firefox-esr', 'firefox'])].find(isProgram);
  if (!found)
    throw new Error('No Firefox was found: install one (Debian: apt-get install firefox-esr) or set FIREFOX_PATH.');
  return found;
}

/** Where Playwright keeps what it downloaded, newest first. */
function playwrightBrowsers() {
  const folder = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache/ms-playwright');
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).filter((name) => /^chromium-\d+$/.test(name));
  const newestFirst = versions.sort().reverse();
  return newestFirst.flatMap((name) =>
    ['chrome-linux/chrome', 'chrome-linux64/chrome'].map((program) => join(folder, name, program)),
  );
}

/**
 * @param {string} name of the package
 * @param {BrowserNeeds} [needs]
 */
function installPackage(name, needs) {
  // A page needs a font.
  installFromDebian(name, 'fonts-dejavu-core');
  return findChromium(needs);
}

/** @param {BrowserNeeds} [needs] */
function installWithPlaywright(needs) {
  console.error('Installing Chromium with Playwright …');
  attempt(process.execPath, [join(ROOT, 'node_modules/playwright-core/cli.js'), 'install', 'chromium']);
  return findChromium(needs);
}

/** @returns {never} */
function fail() {
  throw new Error(ADVICE);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => console.log(findOrInstallChromium()));
}
