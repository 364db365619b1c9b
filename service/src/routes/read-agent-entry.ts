import {actionAddress, CARD_LABEL_LIMIT_CHARS, CARD_TARGET_LIMIT_CHARS, type CardAction} from 'helpshift-chat/protocol';
import {messageText, requireLength, requireText, storableText} from '../conversations/text.js';
import {fieldError} from '../errors.js';
import type {AgentEntryRequest} from '../../contract/conversations.js';

/** What `actionAddress` accepts, for the error. */
const TARGET_RULES: Readonly<Record<CardAction['kind'], string>> = {
  link: 'expected an address that begins with https://, http://, mailto: or tel:',
  call: 'expected a phone number as +1 555 0100',
};

/** Checks an entry or a note that an agent sends. Throws `invalid_request` with the field. */
export function readAgentEntry({id, content}: AgentEntryRequest): AgentEntryRequest {
  const {kind} = content;
  // Nothing but the kind: a request may have extra fields, and they are not checked.
  if (kind === 'attachment') return {id, content: {kind, fileId: content.fileId}};
  if (kind !== 'text' && kind !== 'note' && kind !== 'card') return {id, content: {kind}};
  const text = messageText(content.text, 'content.text');
  if (kind !== 'card') return {id, content: {kind, text}};
  return {id, content: {kind: 'card', text, actions: content.actions.map(readAction)}};
}

function readAction({kind, label, target}: CardAction, index: number): CardAction {
  const field = `content.actions.${index}`;
  const action: CardAction = {
    kind,
    label: readLine(label, CARD_LABEL_LIMIT_CHARS, `${field}.label`),
    target: readLine(target, CARD_TARGET_LIMIT_CHARS, `${field}.target`),
  };
  if (actionAddress(action) === undefined) throw fieldError('invalid_request', `${field}.target`, TARGET_RULES[kind]);
  return action;
}

function readLine(text: string, limit: number, field: string): string {
  const line = storableText(text).replace(/\s+/g, ' ').trim();
  requireText(line, field);
  requireLength(line, limit, field);
  return line;
}
