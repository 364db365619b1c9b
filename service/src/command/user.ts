import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {APP_ARGUMENT, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {CommandError, UsageError} from './errors.js';
import {time} from './output.js';
import {recordChange, trailOfCommand} from '../audit/audit.js';
import {appName} from '../apps/apps.js';
import {eraseUser} from '../personal-data/erase-user.js';
import {exportConversations, exportUser, filesOf} from '../personal-data/export-user.js';
import {findUsers} from '../personal-data/find-users.js';
import type {OptionSyntax, OptionValues} from './arguments.js';
import type {Terminal} from './terminal.js';
import type {AttachmentFiles} from '../attachments/attachment-files.js';
import type {ExportedFile} from '../personal-data/export-user.js';
import type {AppKey} from '../apps/apps.js';
import type {Database} from '../database/schema.js';
import type {UserQuery} from '../personal-data/find-users.js';

const USER_OPTIONS = {
  'user-id': {kind: 'text', value: 'ID', help: 'the user with this user-id'},
  'user-email': {kind: 'text', value: 'EMAIL', help: 'the users with this address, also those who gave it in the chat'},
  user: {kind: 'text', value: 'ID', help: 'the user with this id in the database'},
  all: {kind: 'flag', help: 'all users who fit; default: more than one is an error that lists them'},
} as const satisfies Record<string, OptionSyntax>;

export const userExport = defineCommand(
  {
    name: 'user export',
    summary: 'Prints all that is stored of a user, as JSON',
    positionals: [APP_ARGUMENT],
    options: {
      ...USER_OPTIONS,
      notes: {kind: 'flag', help: 'also the notes of agents, which may be about other people'},
      files: {kind: 'text', value: 'FOLDER', help: 'copies the files of the conversations to a new folder'},
    },
  },
  async ({positionals: [name], options}, terminal) => {
    const query = readQuery(options);
    await withApp(terminal, name, async ({engine, app, files}) => {
      const {db, clock} = engine;
      const copy = options.files === undefined ? undefined : newFolder(options.files);
      const ids = await requireUsers(db, app, query, options.all);
      const trail = trailOfCommand(clock);
      await engine.write([], async (trx) => {
        for (const id of ids) await recordChange(trx, trail, {kind: 'user-exported', app, details: {subject: id}});
      });
      // In pieces: the conversations of a user may be large.
      terminal.print(`{"app":${JSON.stringify(appName(app))},"exportedAt":"${time(clock())}","users":[`);
      for (const [index, id] of ids.entries()) {
        const user = await exportUser(db, app, id);
        terminal.print(`${index ? ',' : ''}\n{"user":${JSON.stringify(user)},"conversations":[`);
        if (copy !== undefined) await copyFiles(terminal, files, user.unsentFiles, copy);
        let separator = '\n';
        for await (const conversation of exportConversations(db, app, id, {withNotes: options.notes})) {
          terminal.print(separator + JSON.stringify(conversation));
          separator = ',\n';
          if (copy !== undefined) await copyFiles(terminal, files, filesOf(conversation), copy);
        }
        terminal.print(']}');
      }
      terminal.print(']}\n');
    });
  },
);

/** Makes a folder for this user alone. Throws a `UsageError` when there is something at its place. */
function newFolder(folder: string): string {
  try {
    mkdirSync(folder, {mode: 0o700});
    return folder;
  } catch (error) {
    throw new UsageError(
      '--files',
      `no folder could be made at ${JSON.stringify(folder)} (${(error as Error).message})`,
    );
  }
}

/** Copies files, each with its id before its name: names may be the same. */
async function copyFiles(
  terminal: Terminal,
  files: AttachmentFiles,
  list: readonly ExportedFile[],
  folder: string,
): Promise<void> {
  for (const {fileId, name} of list) {
    const isCopied = await files.copy(fileId, join(folder, `${fileId}-${name}`));
    if (!isCopied) terminal.note(`The bytes of the file ${fileId} are not in DATA_DIR.`);
  }
}

export const userErase = defineCommand(
  {
    name: 'user erase',
    summary: 'Erases a user with all conversations, and ends their sessions at once',
    positionals: [APP_ARGUMENT],
    options: {
      ...USER_OPTIONS,
      yes: {kind: 'flag', help: 'really erase; without it the command only says what it would erase'},
    },
  },
  async ({positionals: [name], options}, terminal) => {
    const query = readQuery(options);
    await withApp(terminal, name, async ({engine, app, files}) => {
      const ids = await requireUsers(engine.db, app, query, options.all);
      if (!options.yes) {
        for (const id of ids) terminal.print(await describeUser(engine.db, app, id));
        throw new CommandError('Nothing was erased. With --yes all of this is erased for ever.');
      }
      for (const id of ids) {
        terminal.note(
          `If this is interrupted, go on with: helpshift-chat user erase ${appName(app)} --user ${id} --yes`,
        );
        const trail = trailOfCommand(engine.clock);
        const erased = await eraseUser({store: engine, trail, app, files}, id);
        terminal.print(`Erased user ${id}: conversations ${erased}\n`);
      }
      terminal.print(WHAT_REMAINS);
    });
  },
);

const WHAT_REMAINS = `What remains: backups, the audit log (the id of the erased user, without name and address), and the logs of
proxies. Agents may have written about the user in conversations of others.
`;

function readQuery(options: OptionValues<typeof USER_OPTIONS>): UserQuery {
  const {'user-id': userId, 'user-email': userEmail, user: id} = options;
  const given = [userId, userEmail, id].filter((value) => value !== undefined).length;
  if (given !== 1) throw new UsageError('--user-id', 'one is needed, either --user-id, --user-email or --user');
  if (userId !== undefined) return {by: 'user-id', userId};
  return userEmail === undefined ? {by: 'id', id: id ?? ''} : {by: 'user-email', userEmail};
}

/** Finds the users. Throws a `CommandError` when there is none, or more than one without `isAll`. */
async function requireUsers(db: Database, app: AppKey, query: UserQuery, isAll: boolean): Promise<string[]> {
  const ids = await findUsers(db, app, query);
  if (!ids.length) throw new CommandError(`${appName(app)} has no such user. The id of a user is in its export.`);
  if (ids.length === 1 || isAll) return ids;
  const lines = await Promise.all(ids.map((id) => describeUser(db, app, id)));
  throw new CommandError(`${ids.length} users fit. Name one with --user, or take --all:\n${lines.join('').trimEnd()}`);
}

/** One line about a user, without name and address. */
async function describeUser(db: Database, app: AppKey, id: string): Promise<string> {
  const {kind, createdAt, lastSeenAt} = await exportUser(db, app, id);
  const {count} = await db
    .selectFrom('conversations')
    .select(({fn}) => fn.countAll<number>().as('count'))
    .where('domain', '=', app.domain)
    .where('owner_id', '=', id)
    .executeTakeFirstOrThrow();
  return `${id}  ${kind}  since ${createdAt.slice(0, 10)}  seen ${lastSeenAt.slice(0, 10)}  conversations ${count}\n`;
}
