import type {ReadEvent} from '../../../inbox/audit/parse-audit.js';

const START = Date.UTC(2026, 0, 1, 12);

export function makeEvent(number: number, fields: Partial<ReadEvent> = {}): ReadEvent {
  return {
    id: `event-${number}`,
    time: START - number * 60_000,
    kind: 'agent-logged-in',
    actor: {kind: 'agent', id: 'ann-1', name: 'Ann'},
    app: null,
    changes: [],
    ...fields,
  };
}

export const CHANGED = makeEvent(1, {
  kind: 'app-changed',
  app: {domain: 'bar', platformId: 'foo'},
  changes: [
    {name: 'verification', before: true, after: false},
    {name: 'compatibleTokens', before: 'none', after: 'cautious'},
    {name: 'origins', before: [], after: ['https://a.example', 'https://b.example']},
  ],
});

export const REFUSED = makeEvent(2, {
  kind: 'log-ins-refused',
  actor: {kind: 'service'},
  reason: 'wrong-credentials',
  network: '203.0.113.0/24',
  count: 1234,
});

/** An event that only a newer page can describe. */
export const NEWER = makeEvent(3, {kind: 'moon-landed', actor: {kind: 'unknown'}});
