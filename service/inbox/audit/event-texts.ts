import {fillText, type Text} from 'helpshift-chat/client';
import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';
import {AUDIT_KINDS, type AuditChange, type AuditKind, type AuditValue} from '../../contract/audit.js';
import {isolated, visibleIdentifier, visibleName} from '../format/visible-text.js';
import type {AuditStrings} from '../strings/audit-strings.js';
import type {InboxStrings} from '../strings/inbox-strings.js';
import type {ReadEvent} from './parse-audit.js';

/** What the service writes in the place of a network when it counts too many. */
const OTHER_NETWORKS = 'other';

/** Says in one sentence who did what. A kind that only a newer service knows is named. */
export function sentenceOf(event: ReadEvent, {settings, locale}: InboxStrings): string {
  const {kind, app, subject, count = 1} = event;
  const {audit} = settings;
  const text: Text = isKnown(kind) ? audit.sentences[kind] : audit.unknownKind;
  const values = {
    actor: actorName(event, audit),
    kind: isolated(visibleIdentifier(kind)),
    app: app ? isolated(visibleIdentifier(`${app.domain} / ${app.platformId}`)) : '–',
    subject: isolated(visibleIdentifier(subject ?? '–')),
    count,
  };
  return fillText(text, values, locale);
}

/** Says what one value was before and is now. */
export function changeText({name, before, after}: AuditChange, strings: InboxStrings): string {
  const {audit} = strings.settings;
  const values = {
    name: labelOf(name, strings),
    before: valueText(name, before, strings),
    after: valueText(name, after, strings),
  };
  return fillText(before === undefined ? audit.value : audit.change, values, strings.locale);
}

/** Why something was refused. A reason that only a newer service knows is named. */
export function reasonText(reason: string, {reasons}: AuditStrings): string {
  return isKeyOf(reasons, reason) ? reasons[reason] : visibleIdentifier(reason);
}

export function networkText(network: string, {otherNetworks}: AuditStrings): string {
  return network === OTHER_NETWORKS ? otherNetworks : visibleIdentifier(network);
}

function isKnown(kind: string): kind is AuditKind {
  return (AUDIT_KINDS as readonly string[]).includes(kind);
}

function actorName({actor}: ReadEvent, {actors}: AuditStrings): string {
  return actor.kind === 'agent' ? isolated(visibleName(actor.name)) : actors[actor.kind];
}

function labelOf(name: string, {settings}: InboxStrings): string {
  if (isSetting(name)) return settings.fields[name].label;
  const {labels} = settings.audit;
  return isKeyOf(labels, name) ? labels[name] : isolated(visibleIdentifier(name));
}

function valueText(name: string, value: AuditValue | undefined, {settings}: InboxStrings): string {
  const {audit} = settings;
  if (value === null && name === 'domain') return audit.allDomains;
  if (value === null) return name in audit.labels ? audit.empty : audit.unusable;
  const [on, off] = isSetting(name) ? [audit.on, audit.off] : [audit.yes, audit.no];
  if (typeof value === 'boolean') return value ? on : off;
  const text = typeof value === 'object' ? value.join(', ') : String(value ?? '');
  if (!text) return audit.empty;
  if (name === 'compatibleTokens') {
    const {choices} = settings.fields.compatibleTokens;
    if (isKeyOf(choices, text)) return choices[text].label;
  }
  if (name === 'role' && isKeyOf(audit.roles, text)) return audit.roles[text];
  return isolated(visibleIdentifier(text));
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(APP_SETTINGS, name);
}

function isKeyOf<T extends object>(object: T, name: string): name is keyof T & string {
  return Object.hasOwn(object, name);
}
