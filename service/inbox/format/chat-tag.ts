import type {AgentApp} from '../../contract/apps.js';

/** The HTML that puts an app's chat on a page. The names of an app hold no character that is special in HTML. */
export function chatTag(serviceOrigin: string, {domain, platformId}: Pick<AgentApp, 'domain' | 'platformId'>): string {
  return [
    `<script type="module" src="${serviceOrigin}/helpshift-chat.js"></script>`,
    `<helpshift-chat domain="${domain}" platform-id="${platformId}"></helpshift-chat>`,
  ].join('\n');
}
