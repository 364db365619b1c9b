import {isSameDay} from 'helpshift-chat/client';
import type {Message} from 'helpshift-chat/protocol';

/** Messages of one sender in one minute, shown under one name and time. */
export interface MessageGroup {
  readonly sender: Message['sender'];
  readonly messages: readonly Message[];
}

/** The groups of one calendar day. */
export interface MessageDay {
  /** When its first message was stored. */
  readonly time: number;
  readonly groups: readonly MessageGroup[];
}

const MINUTE_MS = 60_000;

function isSameSender(a: Message['sender'], b: Message['sender']): boolean {
  return a.kind === b.kind && (a.kind !== 'agent' || b.kind !== 'agent' || a.name === b.name);
}

function belongsTo(group: MessageGroup, message: Message): boolean {
  const first = group.messages[0];
  return first !== undefined && isSameSender(group.sender, message.sender) && isSameMinute(first, message);
}

function isSameMinute(a: Message, b: Message): boolean {
  return Math.floor(a.createdAt / MINUTE_MS) === Math.floor(b.createdAt / MINUTE_MS);
}

/** Splits messages, which come in order, by day, and within a day by sender and minute. */
export function groupMessages(messages: readonly Message[]): readonly MessageDay[] {
  const days: {time: number; groups: {sender: Message['sender']; messages: Message[]}[]}[] = [];
  for (const message of messages) {
    let day = days.at(-1);
    if (!day || !isSameDay(day.time, message.createdAt)) {
      day = {time: message.createdAt, groups: []};
      days.push(day);
    }
    const group = day.groups.at(-1);
    if (group && belongsTo(group, message)) group.messages.push(message);
    else day.groups.push({sender: message.sender, messages: [message]});
  }
  return days;
}
