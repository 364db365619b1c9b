/** What a page's developer reads in the console. It loads when there is something to say, and says each thing once. */
import {nearestName} from '../element/nearest-name.js';
import {EVENT_NAMES} from './event-names.js';
import type {Keys} from './keys.js';

/** A page can give a name of any length. */
const SHOWN_CHARS = 60;

/** What Helpshift Web Chat has, and what is used here in its place. */
const ABSENT: Readonly<Record<string, string>> = {
  'Helpshift("login")': 'Use userId and userAuthToken.',
  'Helpshift("addUserIdentities")': 'Use userId and userEmail.',
  'Helpshift("updateGlobalUserData")': 'Use setCustomIssueFields.',
  'Helpshift("updateAppUserData")': 'Use setCustomIssueFields.',
  'helpshiftConfig.authenticateWith': 'Use userId and userAuthToken.',
};

/** What is wanted, where the type alone does not say it. */
const WANTED: Readonly<Record<string, string>> = {
  'helpshiftConfig.tags': 'an array of strings',
  'helpshiftConfig.subsequentIssuesInSameSessionConfig': '{initialUserMessage: "…"}',
  object: 'an object',
};

const said = new Set<string>();

/** Finds what is wrong with a call that has no effect. */
export function oddCall(name: unknown, values: readonly unknown[], known: readonly string[]): void {
  const call = `Helpshift("${show(name)}")`;
  const [first, listener] = values;
  if (typeof name !== 'string' || !known.includes(name)) sayUnknown(call, name, known);
  else if (!name.endsWith('EventListener'))
    wrongType(`The value of ${call}`, name.endsWith('Fields') ? 'object' : 'string', first);
  else if (EVENT_NAMES.includes(first as string)) wrongType(`The listener of ${call}`, 'function', listener);
  else sayUnknown(`The event "${show(first)}"`, first, EVENT_NAMES);
}

/** @param type - As `typeof` says it. */
function wrongType(what: string, type: string, value: unknown): void {
  const given = value === null ? 'null' : isArray(value) ? 'an array' : `of the type ${typeof value}`;
  say(`${what} must be ${WANTED[what] ?? WANTED[type] ?? `a ${type}`}, and is ${given}.`);
}

/** Finds what is wrong with an object of the page: its keys, the types of their values, or that it cannot be read. */
export function oddObject(given: unknown, keys: Keys, place: string): void {
  if (typeof given !== 'object' || given === null || isArray(given)) {
    wrongType(place, 'object', given);
    return;
  }
  const lines = keys.map((line) => line.split(' '));
  const types = new Map(lines.flatMap(([type = '', ...names]) => names.map((key) => [key, type] as const)));
  tryToRead(place, () => {
    for (const key of Object.keys(given)) {
      if (!types.has(key)) sayUnknown(`${place}.${show(key)}`, key, [...types.keys()]);
    }
  });
  for (const [key, type] of types) {
    tryToRead(`${place}.${key}`, () => {
      const value: unknown = (given as Readonly<Record<string, unknown>>)[key];
      if (value != null && typeof value !== type) wrongType(`${place}.${key}`, type, value);
    });
  }
}

/** A revoked proxy throws even when it is asked for this. */
function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function tryToRead(what: string, read: () => void): void {
  try {
    read();
  } catch {
    say(`${what} cannot be read.`);
  }
}

function sayUnknown(what: string, name: unknown, known: readonly string[]): void {
  if (Object.hasOwn(ABSENT, what)) {
    say(`${what} is not there yet. ${ABSENT[what]}`);
    return;
  }
  const nearest = nearestName(show(name), known);
  say(`${what} has no meaning here.${nearest === undefined ? '' : ` Write ${nearest}.`}`);
}

function show(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, SHOWN_CHARS) : typeof name;
}

function say(sentence: string): void {
  if (said.has(sentence)) return;
  said.add(sentence);
  console.warn('<helpshift-chat>', sentence);
}
