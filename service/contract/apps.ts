/**
 * What the inbox and the service say to each other about apps: JSON below `/v1/agent/apps` on the same origin, with an HttpOnly
 * cookie. These routes are for administrators; other agents get 403 `forbidden`.
 */
import {type TSchema, type TUnsafe, Type} from 'typebox';
import {
  APP_SETTINGS,
  COLOUR_PATTERN,
  PUBLIC_SETTINGS,
  type SettingDescription,
  type SettingDescriptions,
  type SettingValues,
} from 'helpshift-chat/protocol';
import {settingRule} from './app-settings.js';
import {Count, SearchText, type ValueOf} from './schema.js';

/** Refuses unknown names: an ignored name would leave a setting unchanged without an error. */
const NOTHING_ELSE = {additionalProperties: false};

const AppPart = SearchText(100);

/** The key of an app. Longer names match no route either. */
export const AppKey = Type.Object({domain: AppPart, platformId: AppPart});

export const PublicSettings = Type.Object(fieldsOf(PUBLIC_SETTINGS));

/** An active key. `secret`: its last 4 characters, after `…`. */
export const AgentAppKey = Type.Object({id: Type.String(), createdAt: Count, secret: Type.String()});
export type AgentAppKey = ValueOf<typeof AgentAppKey>;

/** An app and its active keys, the newest last, without its settings. */
export const AgentAppHead = Type.Object({...AppKey.properties, keys: Type.Array(AgentAppKey)});
export type AgentAppHead = ValueOf<typeof AgentAppHead>;

/** An app with all of its settings. `PATCH /v1/agent/apps/:domain/:platformId` answers it. */
export const AgentApp = Type.Object({...AgentAppHead.properties, ...fieldsOf(APP_SETTINGS)});
export type AgentApp = ValueOf<typeof AgentApp>;

/** `POST /v1/agent/apps/list`: all apps of the installation. */
export const AgentAppsResponse = Type.Object({apps: Type.Array(AgentApp)});
export type AgentAppsResponse = ValueOf<typeof AgentAppsResponse>;

/**
 * The body of the PATCH: an absent setting keeps its value. An invalid value: 400 `invalid_request` with its field, and nothing is
 * changed.
 */
export const AgentAppChanges = Type.Partial(Type.Object(fieldsOf(APP_SETTINGS)), NOTHING_ELSE);
export type AgentAppChanges = ValueOf<typeof AgentAppChanges>;

/** `POST …/keys` adds a random key, or a secret that the site already has. It answers 201. */
export const AgentKeyRequest = Type.Object({secret: Type.Optional(Type.String())}, NOTHING_ELSE);
export type AgentKeyRequest = ValueOf<typeof AgentKeyRequest>;

/**
 * The only answer with the secret. `wasDeletedBefore`: the app had deleted this secret before, so the tokens that were made with it
 * are valid again. `DELETE …/keys/:keyId` ends the key at once: 204.
 */
export const AgentKeyResponse = Type.Object({
  key: AgentAppKey,
  secret: Type.String(),
  wasDeletedBefore: Type.Boolean(),
});
export type AgentKeyResponse = ValueOf<typeof AgentKeyResponse>;

/**
 * `POST …/verify`: checks a token for these identifiers. It stores nothing and logs nothing of it. The name serves only to find the
 * mistake that it was signed as well. It answers a `Diagnosis`.
 */
export const AgentVerifyRequest = Type.Object(
  {
    userId: Type.Optional(Type.String()),
    userEmail: Type.Optional(Type.String()),
    userName: Type.Optional(Type.String()),
    fullPrivacy: Type.Boolean(),
    token: Type.String(),
  },
  NOTHING_ELSE,
);
export type AgentVerifyRequest = ValueOf<typeof AgentVerifyRequest>;

type FieldsOf<Settings extends SettingDescriptions> = {
  [Name in keyof Settings]: TUnsafe<SettingValues<Settings>[Name]>;
};

function fieldsOf<const Settings extends SettingDescriptions>(settings: Settings): FieldsOf<Settings> {
  const fields = Object.entries(settings).map(([name, setting]) => [name, schemaOf(setting)]);
  return Object.fromEntries(fields) as FieldsOf<Settings>;
}

function schemaOf(setting: SettingDescription): TSchema {
  const description = settingRule(setting);
  switch (setting.kind) {
    case 'switch':
      return Type.Boolean({description});
    case 'line':
    case 'text':
      return Type.String({maxLength: setting.limit, description});
    case 'days':
      return Type.Integer({minimum: 0, maximum: setting.limit, description});
    case 'megabytes':
      return Type.Integer({minimum: 1, maximum: setting.limit, description});
    case 'colour':
      return Type.String({pattern: COLOUR_PATTERN.source, description});
    case 'choice':
      return Type.Enum([...setting.values], {description});
    case 'lines':
      return Type.Array(Type.String({maxLength: setting.limitChars}), {maxItems: setting.limit, description});
    case 'origins':
      return Type.Array(Type.String(), {maxItems: setting.limit, description});
  }
}
