/** Reads what the service answers about apps, by the rules of `parse-agent.ts`. */
import type {AgentApp, AgentAppKey, AgentKeyResponse, AgentVerifyResponse} from '../../src/agent-wire.js';
import {ISSUE_TEXTS} from '../../src/identity/issue-texts.js';
import {MISTAKE_TEXTS} from '../../src/identity/diagnosis-texts.js';
import {isCount, isFields} from './parse-agent.js';

type Refusal = Extract<AgentVerifyResponse, {valid: false}>;
type Mistake = Refusal['mistakes'][number];
type Issue = Refusal['issues'][number];

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): value is string => typeof value === 'string';

function parseList<T>(value: unknown, parse: (item: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parse);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function parseKey(value: unknown): AgentAppKey | undefined {
  if (!isFields(value)) return undefined;
  const {id, createdAt, secret} = value;
  return isText(id) && isCount(createdAt) && isText(secret) ? {id, createdAt, secret} : undefined;
}

function parseIdentityBot(value: unknown): AgentApp['identityBot'] | undefined {
  if (!isFields(value)) return undefined;
  const {name, email} = value;
  return isBoolean(name) && isBoolean(email) ? {name, email} : undefined;
}

export function parseApp(value: unknown): AgentApp | undefined {
  if (!isFields(value)) return undefined;
  const {domain, platformId, verification, compatibleTokens, greeting} = value;
  const identityBot = parseIdentityBot(value['identityBot']);
  const origins = parseList(value['origins'], (item) => (isText(item) ? item : undefined));
  const keys = parseList(value['keys'], parseKey);
  if (!isText(domain) || !isText(platformId) || !isText(greeting)) return undefined;
  if (!isBoolean(verification) || !isBoolean(compatibleTokens) || !identityBot || !origins || !keys) return undefined;
  return {domain, platformId, verification, compatibleTokens, greeting, identityBot, origins, keys};
}

export function parseApps(value: unknown): readonly AgentApp[] | undefined {
  return isFields(value) ? parseList(value['apps'], parseApp) : undefined;
}

export function parseNewKey(value: unknown): AgentKeyResponse | undefined {
  if (!isFields(value)) return undefined;
  const key = parseKey(value['key']);
  const {secret} = value;
  return key && isText(secret) ? {key, secret} : undefined;
}

/** A mistake that only a newer service knows is `unknown`; such an issue is left out. */
export function parseDiagnosis(value: unknown): AgentVerifyResponse | undefined {
  if (!isFields(value)) return undefined;
  const {valid, keyId, form} = value;
  const issues = parseList(value['issues'], (item) => (isText(item) ? item : undefined))?.filter(isIssue);
  if (!issues) return undefined;
  if (valid === true) {
    if (!isText(keyId) || (form !== 'compatible' && form !== 'strict')) return undefined;
    return {valid, keyId, form, issues};
  }
  const mistakes = parseList(value['mistakes'], (item) => (isText(item) ? toMistake(item) : undefined));
  return valid === false && mistakes ? {valid, mistakes, issues} : undefined;
}

function isIssue(text: string): text is Issue {
  return Object.hasOwn(ISSUE_TEXTS, text);
}

function toMistake(text: string): Mistake {
  return Object.hasOwn(MISTAKE_TEXTS, text) ? (text as Mistake) : 'unknown';
}
