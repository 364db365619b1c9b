import {noKeyWarning} from './app.js';
import {APP_ARGUMENT, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {readSecret, SECRET_OPTIONS} from './input.js';
import {json, JSON_OPTION, table, time} from './output.js';
import {createSecretKey, deleteSecretKey, listKeyRecords} from '../apps/app-administration.js';
import {trailOfCommand} from '../audit/audit.js';
import type {KeyRecord} from '../apps/app-administration.js';

export const keyCreate = defineCommand(
  {
    name: 'key create',
    summary: 'Makes another secret key for an app, or adds an existing secret',
    positionals: [APP_ARGUMENT],
    options: {...SECRET_OPTIONS, json: JSON_OPTION},
  },
  async ({positionals: [name], options}, terminal) => {
    const secret = await readSecret(options, terminal);
    await withApp(terminal, name, async ({engine, app}) => {
      const key = await createSecretKey(engine, app, secret, trailOfCommand(engine.clock));
      const {id, wasDeletedBefore} = key;
      const madeKey = {id, ...(secret === undefined && {secret: key.secret})};
      if (options.json) terminal.print(json(madeKey));
      else if (secret === undefined) terminal.print(`Key ${key.id}, with the secret:\n\n  ${key.secret}\n\n`);
      else terminal.print(`Key ${key.id}, with the secret that you brought along.\n`);
      if (wasDeletedBefore) {
        terminal.note('This secret was deleted before: the tokens that were made with it are valid again.');
      }
    });
  },
);

export const keyList = defineCommand(
  {
    name: 'key list',
    summary: 'Lists the secret keys of an app',
    positionals: [APP_ARGUMENT],
    options: {
      'show-secrets': {kind: 'flag', help: 'show the secrets of the active keys'},
      deleted: {kind: 'flag', help: 'also show deleted keys'},
      json: JSON_OPTION,
    },
  },
  async ({positionals: [name], options}, terminal) => {
    await withApp(terminal, name, async ({engine, app}) => {
      const all = await listKeyRecords(engine.db, app);
      const keys = options.deleted ? all : all.filter(({deletedAt}) => deletedAt === null);
      const isShown = options['show-secrets'];
      if (options.json) terminal.print(json(keys.map((key) => toJson(key, isShown))));
      else terminal.print(describeKeys(keys, isShown));
    });
  },
);

export const keyDelete = defineCommand(
  {
    name: 'key delete',
    summary: 'Deletes a secret key, and ends its tokens and sessions at once',
    positionals: [APP_ARGUMENT, 'KEY_ID'],
    options: {},
  },
  async ({positionals: [name, id]}, terminal) => {
    await withApp(terminal, name, async ({engine, app}) => {
      const left = await deleteSecretKey(engine, app, id, trailOfCommand(engine.clock));
      terminal.print(`Deleted. Active keys: ${left}\n`);
      if (app.verification && left === 0) terminal.note(noKeyWarning(app));
    });
  },
);

function describeKeys(keys: readonly KeyRecord[], isShown: boolean): string {
  if (!keys.length) return 'There is no key.\n';
  const rows = keys.map(({id, createdAt, deletedAt, secret}) => {
    const state = deletedAt === null ? 'active' : `deleted ${time(deletedAt)}`;
    return [id, time(createdAt), state, ...(isShown ? [deletedAt === null ? (secret ?? '-') : '-'] : [])];
  });
  return table(['KEY', 'MADE', 'STATE', ...(isShown ? ['SECRET'] : [])], rows);
}

function toJson({id, createdAt, deletedAt, secret}: KeyRecord, isShown: boolean): object {
  return {
    id,
    createdAt: time(createdAt),
    deletedAt: deletedAt === null ? null : time(deletedAt),
    ...(isShown && deletedAt === null && {secret}),
  };
}
