import {CONTACT_LIMIT_CHARS, isEmail} from 'helpshift-chat/protocol';
import {messageText, storableText} from '../conversations/text.js';
import {ServiceError} from '../errors.js';
import type {UserMessage} from '../conversations/user-messages.js';
import type {NewMessage} from 'helpshift-chat/protocol';

/** Checks a message that a user sends, number `index` of a list. Throws `invalid_request` with the field. */
export function readMessage({id, text, beginning: {contact} = {}}: NewMessage, index: number): UserMessage {
  const field = (name: string): string => `messages.${index}.${name}`;
  const name = storableText(contact?.name ?? '').trim() || null;
  const email = contact?.email?.trim() || null;
  // The schema counts code points; this limit counts UTF-16 code units.
  if (name !== null && name.length > CONTACT_LIMIT_CHARS) {
    const problem = `longer than ${CONTACT_LIMIT_CHARS} characters`;
    throw new ServiceError(
      'invalid_request',
      `${field('beginning.contact.name')}: ${problem}`,
      field('beginning.contact.name'),
    );
  }
  if (email !== null && !isEmail(email)) {
    const problem = 'is not a valid e-mail address';
    throw new ServiceError(
      'invalid_request',
      `${field('beginning.contact.email')}: ${problem}`,
      field('beginning.contact.email'),
    );
  }
  return {id, text: messageText(text, field('text')), contact: {name, email}};
}
