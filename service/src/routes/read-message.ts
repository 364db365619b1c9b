import {CONTACT_LIMIT_CHARS, isEmail} from 'helpshift-chat/protocol';
import {messageText, storableText} from '../conversations/text.js';
import {ServiceError} from '../errors.js';
import type {UserMessage} from '../conversations/user-conversations.js';
import type {SendMessageRequest} from 'helpshift-chat/protocol';

/** Checks a message that a user sends. Throws `invalid_request` with the field. */
export function readMessage({id, text, contact}: SendMessageRequest): UserMessage {
  const name = storableText(contact?.name ?? '').trim() || null;
  const email = contact?.email?.trim() || null;
  // The schema counts code points; this limit counts UTF-16 code units.
  if (name !== null && name.length > CONTACT_LIMIT_CHARS) {
    throw new ServiceError('invalid_request', `contact.name: longer than ${CONTACT_LIMIT_CHARS}`, 'contact.name');
  }
  if (email !== null && !isEmail(email)) {
    throw new ServiceError('invalid_request', 'contact.email: is not a valid e-mail address', 'contact.email');
  }
  return {id, text: messageText(text), contact: {name, email}};
}
