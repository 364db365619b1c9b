import type {SettingName} from 'helpshift-chat/protocol';
import type {InboxApp} from '../../../inbox/settings/parse-apps.js';

export function makeApp(fields: Partial<InboxApp> = {}): InboxApp {
  return {
    domain: 'bar',
    platformId: 'foo',
    verification: true,
    compatibleTokens: 'cautious',
    enabled: true,
    title: '',
    accent: '#1a2b3c',
    greeting: 'Ahoy',
    askName: false,
    askEmail: true,
    askResolution: true,
    askRating: false,
    attachments: true,
    largestAttachment: 25,
    attachmentTypes: 'documents',
    keepOpen: true,
    preview: true,
    keepEndedConversations: 0,
    keepAnonymousUsers: 0,
    tags: ['vip', 'Order problem'],
    origins: ['https://a.example', 'https://b.example'],
    keys: [{id: 'k1', createdAt: 1000, secret: '…aaaa'}],
    ...fields,
  };
}

/** An app with a setting whose value only a newer page knows. */
export function makeNewerApp(name: SettingName): InboxApp {
  const {[name]: _, ...app} = makeApp();
  return app;
}
