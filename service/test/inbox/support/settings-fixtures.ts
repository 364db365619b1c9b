import type {AgentApp} from '../../../src/agent-wire.js';

export function makeApp(fields: Partial<AgentApp> = {}): AgentApp {
  return {
    domain: 'bar',
    platformId: 'foo',
    verification: true,
    compatibleTokens: true,
    identityBot: {name: false, email: true},
    greeting: 'Ahoy',
    origins: ['https://a.example', 'https://b.example'],
    keys: [{id: 'k1', createdAt: 1000, secret: '…aaaa'}],
    ...fields,
  };
}
