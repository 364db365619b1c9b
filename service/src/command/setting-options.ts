/** The options of the settings, made from their description. */
import {type AllAppSettings, APP_SETTINGS, type SettingDescription, type SettingName} from 'helpshift-chat/protocol';
import {onOff, printable} from './output.js';
import {type AppChanges, checkChanges} from '../apps/stored-settings.js';
import type {OptionSyntax} from './arguments.js';

interface SettingHelp {
  readonly help: string;
  /** The name of the option. Default: the name of the setting, with hyphens. */
  readonly option?: string;
}

export const SETTING_HELP: Readonly<Record<SettingName, SettingHelp>> = {
  enabled: {help: 'whether pages show the chat'},
  title: {help: "heading of the chat; '' for the default text"},
  accent: {help: "main colour of the chat, as #1a2b3c, unless the page sets one; '' for the default"},
  greeting: {help: "first line of an empty chat; '' for the default text"},
  askName: {help: 'whether the Identity Bot asks unknown users for a name'},
  askEmail: {help: 'whether the Identity Bot asks unknown users for an e-mail address'},
  askRating: {help: 'whether users are asked for a rating when a resolved conversation has ended'},
  attachments: {help: 'whether users and agents can send files'},
  largestAttachment: {help: 'how many megabytes a file may have'},
  attachmentTypes: {help: 'which files can be sent: pictures, pictures and documents, or any'},
  keepOpen: {help: 'whether an open chat window is open again on the next page of the site'},
  preview: {help: 'whether a new message is shown beside the launcher while the chat window is closed'},
  verification: {help: 'whether logged-in users need a user auth token'},
  compatibleTokens: {help: 'which tokens of the form that Helpshift takes are accepted'},
  askResolution: {help: 'whether users are asked if a resolution has solved their question'},
  keepEndedConversations: {
    help: 'how many days a conversation is kept after its newest entry, unless it is open; 0: for ever',
  },
  keepAnonymousUsers: {
    help: 'how many days an anonymous user is kept with their conversations, unless one is open; 0: for ever',
  },
  tags: {option: 'tag', help: 'a tag that pages may put on their conversations; repeat for more tags'},
  origins: {option: 'origin', help: "the origin of its pages; repeat for more origins; '*' for any page"},
};

const SETTINGS = Object.entries(APP_SETTINGS) as readonly (readonly [SettingName, SettingDescription])[];

/** The name of a setting's option, without `--`. */
export function optionNameOf(name: SettingName): string {
  return SETTING_HELP[name].option ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** An option for each setting. */
export const SETTING_OPTIONS: Readonly<Record<string, OptionSyntax>> = Object.fromEntries(
  SETTINGS.map(([name, setting]) => [optionNameOf(name), syntaxOf(setting, SETTING_HELP[name].help)]),
);

/** The option behind each setting, for errors that name a setting. */
export const SETTING_FIELDS: Readonly<Record<string, string>> = Object.fromEntries(
  SETTINGS.map(([name]) => [name, `--${optionNameOf(name)}`]),
);

function syntaxOf(setting: SettingDescription, help: string): OptionSyntax {
  switch (setting.kind) {
    case 'switch':
      return {kind: 'on-off', value: 'on|off', help: `${help}; in a new app: ${onOff(setting.default)}`};
    case 'line':
    case 'text':
      return {kind: 'text', value: 'TEXT', help};
    case 'days':
      return {kind: 'text', value: 'DAYS', help: `${help}; in a new app: ${setting.default}`};
    case 'megabytes':
      return {kind: 'text', value: 'MB', help: `${help}; in a new app: ${setting.default}`};
    case 'colour':
      return {kind: 'text', value: 'COLOUR', help};
    case 'choice':
      return {kind: 'text', value: setting.values.join('|'), help: `${help}; in a new app: ${setting.default}`};
    case 'lines':
      return {kind: 'texts', value: 'TEXT', help};
    case 'origins':
      return {kind: 'texts', value: 'URL', help};
  }
}

/** Takes the settings from the options of a command. Throws `invalid_request` with the name of the setting. */
export function readChanges(options: Readonly<Record<string, unknown>>): AppChanges {
  return checkChanges(
    Object.fromEntries(SETTINGS.map(([name, {kind}]) => [name, valueOf(kind, options[optionNameOf(name)])])),
  );
}

function valueOf(kind: SettingDescription['kind'], option: unknown): unknown {
  const isNumber = kind === 'days' || kind === 'megabytes';
  return isNumber && typeof option === 'string' && /^\d+$/.test(option) ? Number(option) : option;
}

/** The settings of an app for people: the names of the options, and the values in one line each. */
export function describeSettings(app: AllAppSettings): readonly (readonly [string, string])[] {
  return SETTINGS.map(([name, {kind}]) => [
    optionNameOf(name),
    describeValue(app[name], kind === 'lines' ? ', ' : ' '),
  ]);
}

/** A value in one line: a switch as `on` or `off`, nothing as `-`. */
export function describeValue(value: boolean | number | string | readonly string[], separator: string): string {
  if (typeof value === 'boolean') return onOff(value);
  if (typeof value === 'number') return String(value);
  return printable(typeof value === 'string' ? value : value.join(separator)) || '-';
}
