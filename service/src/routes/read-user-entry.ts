import {CONTACT_LIMIT_CHARS, FEEDBACK_LIMIT_CHARS, isEmail} from 'helpshift-chat/protocol';
import {Check} from 'typebox/schema';
import {type GivenBeginning, readBeginning} from '../conversations/beginnings.js';
import {NewAnswer as NewAnswerBody, NewMessage as NewMessageBody} from './schemas.js';
import {messageText, requireLength, storableText} from '../conversations/text.js';
import {fieldError} from '../errors.js';
import type {UserBeginning, UserEntry} from '../conversations/user-messages.js';
import type {Contact, NewAnswer, NewAttachment, NewMessage} from 'helpshift-chat/protocol';

/** A message as its schema checks it. */
type SentMessage = Omit<NewMessage, 'beginning'> & {readonly beginning?: GivenBeginning};

/** A file as its schema checks it. */
type SentAttachment = Omit<NewAttachment, 'beginning'> & {readonly beginning?: GivenBeginning};

/** Checks a message, a file or an answer that a user sends, number `index` of a list. Throws `invalid_request` with the field. */
export function readUserEntry(sent: SentMessage | SentAttachment | NewAnswer, index: number): UserEntry {
  const field = `messages.${index}`;
  if (isAnswer(sent)) return readAnswer(sent, field);
  const {id, beginning: {contact = {}, ...given} = {}} = sent;
  const text = isMessage(sent) ? messageText(sent.text, `${field}.text`) : undefined;
  const beginning = {...readBeginning(given), contact: readContact(contact, `${field}.beginning.contact`)};
  return isMessage(sent) ? {id, text: text ?? '', beginning} : {id, fileId: sent.fileId, beginning};
}

/** Asks the schema: a message may have extra fields with the names of an answer's fields, and they are not checked. */
function isAnswer(sent: SentMessage | SentAttachment | NewAnswer): sent is NewAnswer {
  return Check(NewAnswerBody, sent);
}

function isMessage(sent: SentMessage | SentAttachment): sent is SentMessage {
  return Check(NewMessageBody, sent);
}

function readAnswer({id, conversationId, content}: NewAnswer, field: string): NewAnswer {
  if (content.kind === 'ended') return {id, conversationId, content: {kind: 'ended'}};
  const {kind, rating, feedback} = content;
  requireLength(feedback, FEEDBACK_LIMIT_CHARS, `${field}.content.feedback`);
  return {id, conversationId, content: {kind, rating, feedback: storableText(feedback).trim()}};
}

function readContact(contact: Contact, field: string): UserBeginning['contact'] {
  const name = storableText(contact.name ?? '').trim() || null;
  const email = contact.email?.trim() || null;
  if (name !== null) requireLength(name, CONTACT_LIMIT_CHARS, `${field}.name`);
  if (email !== null && !isEmail(email)) {
    throw fieldError('invalid_request', `${field}.email`, 'is not a valid e-mail address');
  }
  return {name, email};
}
