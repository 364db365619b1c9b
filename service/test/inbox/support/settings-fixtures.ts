import type {InboxApp} from '../../../inbox/settings/parse-apps.js';

export function makeApp(fields: Partial<InboxApp> = {}): InboxApp {
  return {
    domain: 'bar',
    platformId: 'foo',
    verification: true,
    compatibleTokens: 'cautious',
    identityBot: {name: false, email: true},
    greeting: 'Ahoy',
    origins: ['https://a.example', 'https://b.example'],
    keys: [{id: 'k1', createdAt: 1000, secret: '…aaaa'}],
    ...fields,
  };
}
