/** An app as an operator makes it for a site that comes from Helpshift Web Chat, and the users and pages of that site. */
import {execFile} from 'node:child_process';
import {createHmac, randomUUID} from 'node:crypto';
import {promisify} from 'node:util';
import type {BrowserContext} from 'playwright-core';
import {ROOT} from '../../scripts/run.mjs';
import {ApiSession} from './e2e-api.js';
import type {TestApp} from './e2e-app.js';
import type {System} from './e2e-system.js';
import {Visitor} from './e2e-visitor.js';

const run = promisify(execFile);

/** The keys of `helpshiftConfig` that name a user. */
export interface MovedUser {
  readonly userId: string;
  readonly userName: string;
  readonly userAuthToken: string;
}

/** Makes an app with the command. Default: one with unique names */
export async function createMovedApp(
  system: System,
  app = {domain: `domain-${randomUUID()}`, platformId: `platform-${randomUUID()}`},
): Promise<TestApp> {
  const options = ['--from-helpshift', '--origin', system.site.origin, '--json'];
  const command = ['service/dist/main.js', 'app', 'create', `${app.domain}/${app.platformId}`, ...options];
  const env = {...process.env, ...system.settings};
  const {stdout} = await run(process.execPath, command, {cwd: ROOT, env});
  const {secret} = (JSON.parse(stdout) as {key: {secret: string}}).key;
  return {...app, secret};
}

/** The names of an app, as `helpshiftConfig` has them. */
export function namesOf({domain, platformId}: TestApp): {domain: string; platformId: string} {
  return {domain, platformId};
}

/** A new user of the site, whose server signs for them. */
export function createMovedUser(app: TestApp, userName: string): MovedUser {
  const userId = `${userName}-${randomUUID()}`;
  return {userId, userName, userAuthToken: compatibleToken(app, userId)};
}

/** A token as Helpshift's own sample servers make it: without a version, a separator and padding. */
export function compatibleToken({secret}: TestApp, userId: string): string {
  return createHmac('sha256', secret).update(userId).digest('base64').replace(/=+$/, '');
}

/** The user has written a message of their own before. */
export async function writeAs({url}: System, app: TestApp, {userId, userAuthToken}: MovedUser): Promise<void> {
  const session = await ApiSession.claim(url, app, {'user-id': userId, 'user-auth-token': userAuthToken});
  await session.send(`I am ${userId}`);
}

/** That message, as `Visitor.messages` gives it. */
export function messageOf({userId}: MovedUser): string {
  return `user: I am ${userId}`;
}

/**
 * Opens a page of the site.
 *
 * @param html - What follows its title in the head, and the body.
 * @param prepare - Called before the page opens.
 */
export async function openHtml(
  system: System,
  html: string,
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<Visitor> {
  const head = '<meta name="viewport" content="width=device-width, initial-scale=1" /><title>A small shop</title>';
  const address = system.site.publishHtml(`<!doctype html><html lang="en"><head>${head}${html}</html>`);
  return system.watch(await Visitor.open(system.browser, address, {}, prepare));
}
