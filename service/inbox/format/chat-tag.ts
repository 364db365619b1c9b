import type {AgentApp} from '../../src/agent-wire.js';

/** What a page needs for the chat of an app. The names of an app hold nothing that HTML would read. */
export function chatTag(serviceOrigin: string, {domain, platformId}: Pick<AgentApp, 'domain' | 'platformId'>): string {
  return [
    `<script type="module" src="${serviceOrigin}/helpshift-chat.js"></script>`,
    `<helpshift-chat domain="${domain}" platform-id="${platformId}"></helpshift-chat>`,
  ].join('\n');
}
