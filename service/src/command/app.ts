import {APP_ARGUMENT, parseAppArgument, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {withDatabase} from './database.js';
import {UsageError} from './errors.js';
import {readSecret, SECRET_OPTIONS} from './input.js';
import {columns, json, JSON_OPTION, printable} from './output.js';
import {describeSettings, readChanges, SETTING_FIELDS, SETTING_OPTIONS} from './setting-options.js';
import {changeApp, createApp, listAppRecords, requireNewApp} from '../apps/app-administration.js';
import {appName} from '../apps/apps.js';
import {trailOfCommand} from '../audit/audit.js';
import {moveAddresses} from '../identity/move-addresses.js';
import type {Config} from '../config.js';
import type {AppRecord} from '../apps/app-administration.js';
import type {AppChanges} from '../apps/stored-settings.js';
import type {App, AppKey} from '../apps/apps.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {Terminal} from './terminal.js';

const FIELDS = {...SETTING_FIELDS, domain: APP_ARGUMENT, platformId: APP_ARGUMENT};

/** What the setting `compatible-tokens` allows, said when it is switched on. */
const COMPATIBLE_TOKENS_NOTES: Readonly<Record<CompatibleTokens, string | undefined>> = {
  none: undefined,
  cautious:
    'Tokens of the compatible form are accepted while no other user can be meant. They have no separator: whoever gets your ' +
    "site to sign an address that they chose can still make another user's token. Change to the strict form when you can.",
  all:
    'Every token of the compatible form is accepted. They have no separator: whoever gets your site to sign an identifier ' +
    "that they chose can read another user's conversations. Safe only where your site signs addresses alone, never a user ID.",
};

export const appCreate = defineCommand(
  {
    name: 'app create',
    summary: 'Makes an app and its first secret key, and prints the code for its pages',
    positionals: [APP_ARGUMENT],
    options: {
      ...SETTING_OPTIONS,
      'from-helpshift': {kind: 'flag', help: 'the site makes tokens for Helpshift: --compatible-tokens cautious'},
      ...SECRET_OPTIONS,
      json: JSON_OPTION,
    },
    fields: FIELDS,
  },
  async ({positionals: [name], options}, terminal) => {
    const app = parseAppArgument(name);
    const secret = await readSecret(options, terminal);
    const changes = readNewApp(options['from-helpshift'], options);
    requireNewApp(app, changes);
    await withDatabase(terminal, {isMadeIfMissing: true}, async ({config, engine}) => {
      const key = await createApp(engine, app, {...changes, secret}, trailOfCommand(engine.clock));
      const madeKey = secret === undefined ? {id: key.id, secret: key.secret} : {id: key.id};
      noteCompatibleTokens(terminal, changes);
      if (config.publicOrigin === undefined) {
        terminal.note(
          `PUBLIC_URL is not set: below, put the address of your service in the place of ${originOf(config)}.`,
        );
      }
      if (options.json) terminal.print(json({...app, key: madeKey, tag: tagOf(config, app)}));
      else {
        const code = options['from-helpshift'] ? embedCodeOf(config, app) : tagOf(config, app);
        terminal.print(describeNewApp(app, changes, madeKey, code));
      }
    });
  },
);

export const appList = defineCommand(
  {
    name: 'app list',
    summary: 'Lists the apps and their settings',
    positionals: [],
    options: {domain: {kind: 'text', value: 'DOMAIN', help: 'only the apps of this domain'}, json: JSON_OPTION},
  },
  async ({options}, terminal) =>
    withDatabase(terminal, {}, async ({engine}) => {
      const apps = await listAppRecords(engine.db, options.domain);
      terminal.print(options.json ? json(apps.map(toJson)) : describeApps(apps));
    }),
);

export const appSet = defineCommand(
  {
    name: 'app set',
    summary: 'Changes the given settings of an app; the others stay',
    positionals: [APP_ARGUMENT],
    options: {
      ...SETTING_OPTIONS,
      'add-origin': {kind: 'texts', value: 'URL', help: 'add an origin to the list; repeat for more origins'},
      'no-origin': {kind: 'flag', help: "allow only pages of the service's own origin"},
      'no-tag': {kind: 'flag', help: 'allow no tags'},
      json: JSON_OPTION,
    },
    fields: {...FIELDS, origins: '--origin or --add-origin'},
  },
  async ({positionals: [name], options}, terminal) => {
    const changes = readChanges(options);
    const added = options['add-origin'];
    if (options['no-origin'] && changes.origins) throw new UsageError('--no-origin', 'not with --origin');
    if (options['no-tag'] && changes.tags) throw new UsageError('--no-tag', 'not with --tag');
    const tags = options['no-tag'] ? [] : changes.tags;
    const origins = options['no-origin'] ? [] : changes.origins;
    if (added && origins) throw new UsageError('--add-origin', 'not with --origin or --no-origin');
    if (!added && Object.values({...changes, origins, tags}).every((value) => value === undefined)) {
      throw new UsageError('options', 'there is nothing to change; --help lists what can be set');
    }
    await withApp(terminal, name, async ({engine, app}) => {
      if (changes.compatibleTokens !== app.compatibleTokens) noteCompatibleTokens(terminal, changes);
      if (changes.verification === false && app.verification) terminal.note(verificationIsOff(app));
      const changesOf = (current: App): AppChanges => ({
        ...changes,
        tags,
        origins: added ? [...current.origins, ...added] : origins,
      });
      await changeApp(engine, app, changesOf, trailOfCommand(engine.clock));
      const [changed] = (await listAppRecords(engine.db, app.domain)).filter(
        ({platformId}) => platformId === app.platformId,
      );
      if (!changed) return;
      terminal.print(options.json ? json(toJson(changed)) : describeApps([changed]));
      if (changed.verification && !changed.keys.length) terminal.note(noKeyWarning(app));
    });
  },
);

/** The most addresses in the list that `app move-addresses` prints. */
const LISTED_ADDRESSES_LIMIT = 50;

export const appMoveAddresses = defineCommand(
  {
    name: 'app move-addresses',
    summary:
      'Makes users whose user ID is an address known by that address; without --apply only shows what would change',
    positionals: [APP_ARGUMENT],
    options: {apply: {kind: 'flag', help: 'make the changes'}, json: JSON_OPTION},
  },
  async ({positionals: [name], options}, terminal) => {
    await withApp(terminal, name, async ({engine, app}) => {
      const addresses = await moveAddresses(engine, app, options.apply, trailOfCommand(engine.clock));
      const moving = addresses.filter(({move}) => move === 'moves').map(({userId}) => userId);
      const staying = addresses.filter(({move}) => move === 'stays').map(({userId}) => userId);
      if (options.json) {
        terminal.print(json({applied: options.apply, moved: moving, left: staying}));
        return;
      }
      terminal.print(`${describeMoves(moving, staying, options.apply)}\n`);
    });
  },
);

function describeMoves(moving: readonly string[], staying: readonly string[], isApplied: boolean): string {
  const list = (addresses: readonly string[]): string[] => {
    const more = addresses.length - LISTED_ADDRESSES_LIMIT;
    return [
      ...addresses.slice(0, LISTED_ADDRESSES_LIMIT).map((address) => `  ${printable(address)}`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ];
  };
  return [
    `${isApplied ? 'Moved' : 'Would move'} from user-id to user-email: ${moving.length}`,
    ...list(moving),
    ...(staying.length
      ? [`Left as they are, because another user has the address or they have another one: ${staying.length}`]
      : []),
    ...list(staying),
    ...(moving.length && !isApplied
      ? ['Nothing is changed yet. When your pages pass these addresses as user-email, run it again with --apply.']
      : []),
  ].join('\n');
}

/** A warning that an app without an active key can verify no user. */
export function noKeyWarning(app: AppKey): string {
  const name = appName(app);
  return `Nobody can be verified: ${name} has no active key. Make one: helpshift-chat key create ${name}`;
}

function verificationIsOff(app: AppKey): string {
  return `The service believes every page of ${appName(app)}: anyone can read and write as any of your users.`;
}

function noteCompatibleTokens(terminal: Terminal, {compatibleTokens = 'none'}: AppChanges): void {
  const note = COMPATIBLE_TOKENS_NOTES[compatibleTokens];
  if (note !== undefined) terminal.note(note);
}

function readNewApp(isFromHelpshift: boolean, options: Readonly<Record<string, unknown>>): AppChanges {
  const changes = readChanges(options);
  if (!isFromHelpshift) return changes;
  if (changes.compatibleTokens) throw new UsageError('--from-helpshift', 'not with --compatible-tokens');
  return {...changes, compatibleTokens: 'cautious'};
}

function originOf({publicOrigin, port}: Config): string {
  return publicOrigin ?? `http://localhost:${port}`;
}

/** Returns the HTML that a page needs. The names of an app contain no character that HTML would interpret. */
function tagOf(config: Config, {domain, platformId}: AppKey): string {
  return [
    `<script type="module" src="${originOf(config)}/helpshift-chat.js"></script>`,
    `<helpshift-chat domain="${domain}" platform-id="${platformId}"></helpshift-chat>`,
  ].join('\n');
}

/** Returns what the pages of a site have that comes from Helpshift Web Chat: the lines that matter here. */
function embedCodeOf(config: Config, {domain, platformId}: AppKey): string {
  return [
    `script.src = '${originOf(config)}/latest/webChat.js';`,
    `window.helpshiftConfig = {platformId: '${platformId}', domain: '${domain}'};`,
  ].join('\n');
}

/** @param code - What the pages need. */
function describeNewApp(
  app: AppKey,
  {origins = [], verification = true}: AppChanges,
  key: {readonly id: string; readonly secret?: string},
  code: string,
): string {
  const name = appName(app);
  const indent = (text: string): string => text.replace(/^/gm, '  ');
  const keyLines =
    key.secret === undefined
      ? [`It has the secret key that you brought along, as ${key.id}.`]
      : [`Its secret key ${key.id}, for your site's server and nobody else:`, '', indent(key.secret)];
  const pages = origins.includes('*') ? 'any origin' : origins.join(', ') || "the service's own origin alone";
  return [
    `Made ${name}.`,
    '',
    ...keyLines,
    '',
    `For pages of ${pages} (change it with: helpshift-chat app set ${name} --origin URL):`,
    '',
    indent(code),
    '',
    verification
      ? "Logged-in users need a user-auth-token, which your site's server makes with the secret key."
      : 'Users are not verified: whoever the page names is believed.',
    '',
  ].join('\n');
}

function describeApps(apps: readonly AppRecord[]): string {
  if (!apps.length) return 'There is no app.\n';
  return apps.map(describeApp).join('\n');
}

function describeApp(app: AppRecord): string {
  const rows = [['active keys', String(app.keys.length)], ...describeSettings(app)] as const;
  return `${appName(app)}\n${columns(rows)}`;
}

function toJson({epoch: _, keys, ...app}: AppRecord): object {
  return {...app, activeKeys: keys.length};
}
