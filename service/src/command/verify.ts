import {identify} from 'helpshift-chat/protocol';
import {strictSignedText} from 'helpshift-chat/token';
import {APP_ARGUMENT, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {UsageError} from './errors.js';
import {readToken} from './input.js';
import {json, JSON_OPTION, printable} from './output.js';
import {IDENTIFIER_OPTIONS} from './token.js';
import {appName} from '../apps/apps.js';
import {MISTAKE_TEXTS} from '../../contract/diagnosis-texts.js';
import {ISSUE_TEXTS} from '../../contract/issue-texts.js';
import {checkToken} from '../identity/token-check.js';
import type {App} from '../apps/apps.js';
import type {CompatibleTokens} from 'helpshift-chat/protocol';
import type {Diagnosis, DiagnosisRequest} from '../identity/diagnosis.js';

/**
 * Checks a token and explains a refusal. Rule: "How do I test that I have User Identity Verification set up correctly?"
 * in the specification.
 */
export const verify = defineCommand(
  {
    name: 'verify',
    summary: 'Checks a token for these identifiers, and explains a refusal',
    positionals: [APP_ARGUMENT],
    options: {
      ...IDENTIFIER_OPTIONS,
      'user-name': {kind: 'text', value: 'NAME', help: 'the user-name on the page, if it may have been signed as well'},
      token: {kind: 'text', value: 'TOKEN', help: 'the user-auth-token on the page'},
      'token-stdin': {kind: 'flag', help: 'read the token from the standard input'},
      json: JSON_OPTION,
    },
  },
  async ({positionals: [name], options}, terminal) => {
    if ((options.token === undefined) === !options['token-stdin']) {
      throw new UsageError('--token', 'one is needed, either --token TOKEN or --token-stdin');
    }
    const request = {
      userId: options['user-id'],
      userEmail: options['user-email'],
      userName: options['user-name'],
      fullPrivacy: options['full-privacy'],
      token: options.token ?? (await readToken(terminal)),
    };
    return withApp(terminal, name, async ({engine, app}) => {
      const diagnosis = await checkToken(engine.db, app, request);
      terminal.print(options.json ? json(toJson(app, diagnosis)) : describe(app, diagnosis, request));
      return diagnosis.valid ? 0 : 1;
    });
  },
);

function describe(app: App, diagnosis: Diagnosis, request: DiagnosisRequest): string {
  const name = appName(app);
  const lines = diagnosis.valid
    ? [`Valid for ${name}: ${diagnosis.form} form, made with the key ${diagnosis.keyId}.`]
    : [
        `Not valid for ${name}.`,
        ...diagnosis.mistakes.flatMap((mistake) => {
          const {problem, remedy} = MISTAKE_TEXTS[mistake];
          return [`- ${problem}`, `  ${remedy}`];
        }),
      ];
  const notes = diagnosis.issues.map((issue) => ISSUE_TEXTS[issue]);
  if (concernsCompatibleForm(diagnosis)) {
    notes.push(
      `${name} has compatible-tokens ${app.compatibleTokens}: ${COMPATIBLE_TOKENS_TEXTS[app.compatibleTokens]}`,
    );
  }
  const {claim} = identify(request);
  if (!diagnosis.valid && diagnosis.mistakes.includes('unexplained') && claim.kind === 'logged-in') {
    notes.push(`The text to sign, with "\\n" for a line feed: ${printable(JSON.stringify(strictSignedText(claim)))}`);
  }
  if (!app.verification) {
    notes.push(`Verification is off for ${name}: it believes whoever the page names, and does not look at tokens.`);
  }
  return `${[...lines, ...notes.map((note) => `Note: ${note}`)].join('\n')}\n`;
}

/** What the setting `compatible-tokens` means for a token of the compatible form. */
const COMPATIBLE_TOKENS_TEXTS: Readonly<Record<CompatibleTokens, string>> = {
  none: 'it accepts the strict form only.',
  cautious: 'it accepts a token of the compatible form only while no other user can be meant by it.',
  all: 'it accepts every token of the compatible form, although one token can fit several users.',
};

function concernsCompatibleForm(diagnosis: Diagnosis): boolean {
  if (diagnosis.valid) return diagnosis.form === 'compatible';
  return diagnosis.mistakes.some((mistake) => mistake === 'compatible-form-is-off' || mistake === 'ambiguous-token');
}

function toJson(app: App, diagnosis: Diagnosis): object {
  return {
    valid: diagnosis.valid,
    verification: app.verification,
    ...(diagnosis.valid
      ? {form: diagnosis.form, keyId: diagnosis.keyId}
      : {mistakes: diagnosis.mistakes.map((mistake) => ({mistake, ...MISTAKE_TEXTS[mistake]}))}),
    issues: diagnosis.issues.map((issue) => ({issue, text: ISSUE_TEXTS[issue]})),
  };
}
