import {APP_ARGUMENT, withApp} from './app-argument.js';
import {defineCommand} from './command.js';
import {withDatabase} from './database.js';
import {UsageError} from './errors.js';
import {json, JSON_OPTION, printable, time} from './output.js';
import {describeValue, optionNameOf} from './setting-options.js';
import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';
import {appName} from '../apps/apps.js';
import {auditPages} from '../audit/read-audit.js';
import {AUDIT_PAGE_LIMIT} from '../limits.js';
import {AUDIT_GROUPS, AUDIT_KINDS} from '../../contract/audit.js';
import type {CommandContext} from './database.js';
import type {AuditChange, AuditEvent, AuditValue} from '../../contract/audit.js';
import type {AppKey} from '../apps/apps.js';

const DEFAULT_LIMIT = 100;

/** A date, or a time in UTC. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/;

export const auditList = defineCommand(
  {
    name: 'audit list',
    summary: 'Lists what agents and commands have changed, log-ins and refusals, the newest first',
    positionals: [],
    options: {
      app: {kind: 'text', value: APP_ARGUMENT, help: 'only what is about this app'},
      kind: {
        kind: 'text',
        value: 'KIND',
        help: `only this kind, as app-changed, or a group: ${Object.keys(AUDIT_GROUPS).join(', ')}`,
      },
      since: {kind: 'text', value: 'TIME', help: 'only from this time on, as 2026-11-30 or 2026-11-30T12:00:00Z'},
      limit: {kind: 'text', value: 'N', help: `at most this many; default: ${DEFAULT_LIMIT}`},
      json: JSON_OPTION,
    },
  },
  async ({options}, terminal) => {
    const kinds = readKinds(options.kind);
    const since = readSince(options.since);
    let left = readLimit(options.limit);
    const list = async ({engine, app}: CommandContext & {readonly app?: AppKey}): Promise<void> => {
      // What is printed so far. A long log is never in memory as a whole.
      let isFirst = true;
      for await (const page of auditPages(engine.db, {kinds, app, since, limit: AUDIT_PAGE_LIMIT})) {
        for (const event of page.slice(0, left)) {
          terminal.print(options.json ? `${isFirst ? '[' : ','}\n${json(toJson(event)).trimEnd()}` : describe(event));
          isFirst = false;
        }
        left -= page.length;
        if (left <= 0) break;
      }
      if (options.json) terminal.print(isFirst ? '[]\n' : '\n]\n');
      else if (isFirst) terminal.print('There is nothing in the audit log that fits.\n');
    };
    await (options.app === undefined ? withDatabase(terminal, {}, list) : withApp(terminal, options.app, list));
  },
);

function readKinds(given: string | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const group = Object.entries(AUDIT_GROUPS).find(([name]) => name === given);
  if (group) return group[1];
  if ((AUDIT_KINDS as readonly string[]).includes(given)) return [given];
  throw new UsageError('--kind', `expected one of ${[...Object.keys(AUDIT_GROUPS), ...AUDIT_KINDS].join(', ')}`);
}

function readSince(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const ms = TIME.test(given) ? Date.parse(given) : NaN;
  if (Number.isNaN(ms)) throw new UsageError('--since', 'expected a time as 2026-11-30 or 2026-11-30T12:00:00Z');
  return ms;
}

function readLimit(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  const limit = /^[1-9]\d*$/.test(given) ? Number(given) : NaN;
  if (!Number.isSafeInteger(limit)) throw new UsageError('--limit', 'expected a number from 1');
  return limit;
}

const KIND_WIDTH = Math.max(...AUDIT_KINDS.map(({length}) => length));

/** One line for people. */
function describe(event: AuditEvent): string {
  const {kind, app, subject, changes, reason, network, count} = event;
  const parts = [
    app && appName(app),
    subject,
    changes.map(describeChange).join('; '),
    reason,
    network && `from ${network}`,
    count && `${count} times`,
    `by ${describeActor(event)}`,
  ];
  return `${printable([time(event.time), kind.padEnd(KIND_WIDTH), ...parts.filter(Boolean)].join('  '))}\n`;
}

function describeChange({name, before, after}: AuditChange): string {
  const label = Object.hasOwn(APP_SETTINGS, name) ? optionNameOf(name as SettingName) : name;
  const text = (value: AuditValue | undefined): string => (value === null ? '?' : describeValue(value ?? '', ' '));
  return before === undefined ? `${label} ${text(after)}` : `${label} ${text(before)} → ${text(after)}`;
}

function describeActor({actor}: AuditEvent): string {
  if (actor.kind === 'agent') return actor.name;
  return actor.kind === 'command' ? 'a command' : 'the service';
}

function toJson({time: at, ...event}: AuditEvent): object {
  return {time: time(at), ...event};
}
