import {firstNumber, timeline, type TimelineEntry, type TimelineItem} from 'helpshift-chat/client';
import type {Thread} from '../state/state.js';

/** What the log of a conversation shows, from top to bottom. `agentName`: who writes here. Pure. */
export function logItems({run, notes, queues}: Thread, agentName: string): readonly TimelineItem[] {
  const written = [...queues.text, ...queues.note].sort((a, b) => a.writtenAt - b.writtenAt);
  return timeline(run ? withNotes(run, notes) : [], written, {kind: 'agent', name: agentName});
}

/** Each note follows the entry that was the newest when the note was stored. Notes before the loaded entries are left out. */
function withNotes(run: NonNullable<Thread['run']>, notes: Thread['notes']): readonly TimelineEntry[] {
  const first = firstNumber(run);
  const left = notes.filter(({after}) => after >= first - 1);
  const items: TimelineEntry[] = [];
  const addNotes = (until: number): void => {
    while (left[0] && left[0].after < until) items.push(...left.splice(0, 1));
  };
  for (const entry of run.entries) {
    addNotes(entry.number);
    items.push(entry);
  }
  addNotes(Infinity);
  return items;
}
