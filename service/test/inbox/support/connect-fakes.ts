import {AgentOutbox} from '../../../inbox/outbox/agent-outbox.js';
import {connectEffects, type EffectTools} from '../../../inbox/state/effects.js';
import type {InboxStore} from '../../../inbox/state/store.js';
import {FakeApps} from './fake-apps.js';
import {FakeFeed} from './fake-feed.js';
import {fileTools} from './fake-files.js';
import {FakeService} from './fake-service.js';

/**
 * Connects a store with services in memory. What a test does not name is its own. In Node the outbox keeps nothing, unless the test has
 * added IndexedDB.
 */
export function connectFakes(store: InboxStore, parts: Partial<EffectTools> = {}): void {
  let ids = 0;
  connectEffects(store, {
    api: new FakeService(),
    appsApi: new FakeApps(),
    ...fileTools(),
    openOutbox: (agentId) => new AgentOutbox(agentId),
    startFeed: new FakeFeed().start,
    createId: () => `id-${++ids}`,
    clock: {hear: () => {}, now: () => 7},
    ...parts,
  });
}
