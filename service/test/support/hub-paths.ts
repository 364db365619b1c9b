import {SESSION_LIFE_MS} from 'helpshift-chat/protocol';
import {Agents} from '../../src/agents/agents.js';
import {Sessions} from '../../src/identity/sessions.js';
import {LiveHub, type Listener} from '../../src/live/hub.js';
import {NO_METERS} from '../../src/metrics/meters.js';
import {MissedChanges} from '../../src/live/missed-changes.js';
import {WakeUps} from '../../src/live/wake-ups.js';
import {APP, type TestService} from './test-service.js';

/** A user with an open connection: the domain, and the id of the user's row. */
export interface ConnectedUser {
  readonly domain: string;
  readonly ownerId: string;
}

const NEVER_MS = 2 ** 30;
const AGENTS_LIMIT = 8;

const throwError = (error: unknown): void => {
  throw error;
};

const newListener = (): Listener => ({
  changed: () => undefined,
  look: () => undefined,
  sessionEnded: () => undefined,
  goAway: () => undefined,
  checkPeer: () => undefined,
});

/** What a process asks from time to time for its open connections: a tick of the hub, and the search for missed changes. */
export async function pathsOfHub(
  {engine, clock, sessionKey}: TestService,
  users: readonly ConnectedUser[] = [{domain: APP.domain, ownerId: 'ann'}],
): Promise<void> {
  const times = {clock: clock.now, monotonic: clock.monotonic};
  const sessions = new Sessions({store: engine, sessionKey, ...times});
  const agents = new Agents(engine, clock.now);
  const hub = new LiveHub({sessions, agents, wakeUps: new WakeUps(), tickMs: NEVER_MS, onError: throwError, ...times});
  hub.start();
  const listeners: Listener[] = [];
  const listen = (): Listener => {
    const listener = newListener();
    listeners.push(listener);
    return listener;
  };
  for (const {domain, ownerId} of users) {
    const session = {domain, platformId: APP.platformId, ownerId, id: `session of ${ownerId}`};
    const identity = {kind: 'logged-in', verified: true, fullPrivacy: false, anonymousName: null} as const;
    const ending = {keyId: 'key', epoch: null, expiresAt: clock.time + SESSION_LIFE_MS};
    hub.addUser(listen(), {...session, ...identity, ...ending});
  }
  for (const {domain, ownerId: id} of users.slice(0, AGENTS_LIMIT)) {
    const agent = {id, email: 'alex@one.example', name: 'Alex', role: 'agent', domain} as const;
    hub.addAgent(listen(), {...agent, sessionId: `session of ${id}`, expiresAt: Infinity});
  }
  const missed = new MissedChanges({
    db: engine.db,
    hub,
    monotonic: clock.monotonic,
    meters: NO_METERS,
    onError: throwError,
  });
  missed.connected();
  missed.lost();
  await missed.stop();
  await hub.tick();
  for (const listener of listeners) hub.remove(listener);
  await hub.stop();
}
