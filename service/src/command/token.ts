import {identify} from 'helpshift-chat/protocol';
import {createUserAuthToken} from 'helpshift-chat/token';
import {noKeyWarning} from './app.js';
import {APP_ARGUMENT, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {CommandError, UsageError} from './errors.js';
import {appName, listSecretKeys} from '../apps/apps.js';
import {ISSUE_TEXTS} from '../../contract/issue-texts.js';
import type {OptionSyntax} from './arguments.js';
import type {Terminal} from './terminal.js';

/** The identifiers that a page passes, for `token` and `verify`. */
export const IDENTIFIER_OPTIONS = {
  'user-id': {kind: 'text', value: 'ID', help: 'the user-id on the page'},
  'user-email': {kind: 'text', value: 'EMAIL', help: 'the user-email on the page'},
  'full-privacy': {kind: 'flag', help: 'the page sets full-privacy'},
} as const satisfies Record<string, OptionSyntax>;

export const token = defineCommand(
  {
    name: 'token',
    summary: 'Prints a user auth token',
    positionals: [APP_ARGUMENT],
    options: {
      ...IDENTIFIER_OPTIONS,
      compatible: {kind: 'flag', help: 'make the compatible form, as Helpshift takes it'},
      key: {kind: 'text', value: 'KEY_ID', help: 'use this key; default: the newest active one'},
    },
  },
  async ({positionals: [name], options}, terminal) => {
    const identifiers = readIdentifiers(options, terminal);
    await withApp(terminal, name, async ({engine, app}) => {
      if (options.compatible && app.compatibleTokens === 'none') {
        throw new CommandError(`${appName(app)} accepts the strict form of the token only; leave --compatible out`);
      }
      const keys = await listSecretKeys(engine.db, app);
      const chosen = options.key === undefined ? keys.at(-1) : keys.find(({id}) => id === options.key);
      if (!chosen && keys.length) throw new CommandError(`${appName(app)} has no active key with this id.`);
      if (!chosen) throw new CommandError(noKeyWarning(app));
      const form = options.compatible ? 'compatible' : 'strict';
      terminal.print(`${await createUserAuthToken({...identifiers, secret: chosen.secret, form})}\n`);
      if (!app.verification) terminal.note(`${appName(app)} does not verify its users at present.`);
    });
  },
);

/** Reads the identifiers that a token covers. Throws a `UsageError` when the identifiers make an anonymous user. */
function readIdentifiers(
  options: {
    readonly 'user-id': string | undefined;
    readonly 'user-email': string | undefined;
    readonly 'full-privacy': boolean;
  },
  terminal: Terminal,
) {
  const {'user-id': userId, 'user-email': userEmail, 'full-privacy': fullPrivacy} = options;
  const {claim, issues} = identify({userId, userEmail, fullPrivacy});
  if (claim.kind === 'logged-in') {
    for (const issue of issues) terminal.note(ISSUE_TEXTS[issue]);
    return {userId: claim.userId, userEmail: claim.userEmail};
  }
  const [issue] = issues;
  if (issue === undefined || issue === 'USER_EMAIL_ALONE_WITH_FULL_PRIVACY') {
    throw new UsageError(
      '--user-id',
      fullPrivacy ? 'it is needed with --full-privacy' : 'give it, or --user-email, or both',
    );
  }
  throw new UsageError(issue.startsWith('USER_EMAIL') ? '--user-email' : '--user-id', ISSUE_TEXTS[issue]);
}
