import {APP_SETTINGS, type SettingName} from 'helpshift-chat/protocol';

const NAMED_GROUPS = {
  identityBot: ['askName', 'askEmail'],
  conversations: [
    'askResolution',
    'askRating',
    'attachments',
    'largestAttachment',
    'attachmentTypes',
    'tags',
    'keepEndedConversations',
    'keepAnonymousUsers',
  ],
  identity: ['verification', 'compatibleTokens'],
  pages: ['origins'],
} as const satisfies Readonly<Record<string, readonly SettingName[]>>;

export type SettingGroup = 'look' | keyof typeof NAMED_GROUPS;

const named: readonly SettingName[] = Object.values(NAMED_GROUPS).flat();
const others = (Object.keys(APP_SETTINGS) as SettingName[]).filter((name) => !named.includes(name));

/** The settings as the form shows them. One that no other group names, as a new one, belongs to the look. */
export const SETTING_GROUPS: Readonly<Record<SettingGroup, readonly SettingName[]>> = {look: others, ...NAMED_GROUPS};
