import {AgentOutbox} from '../../../inbox/outbox/agent-outbox.js';

/** As the inbox does. In Node it keeps nothing, unless the test has added IndexedDB. */
export const openOutbox = (agentId: string): AgentOutbox => new AgentOutbox(agentId);
