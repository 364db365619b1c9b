import type {AuditStrings} from './audit-strings.js';

export const auditEn: AuditStrings = {
  title: 'Audit log',
  introduction:
    'What was changed, who logged in and what was refused. It holds no secret, and no text of a conversation.',
  backToSettings: 'Back to the settings',

  group: 'What',
  allGroups: 'Everything',
  groups: {
    'log-ins': 'Log-ins',
    refusals: 'Refusals',
    apps: 'Apps and keys',
    agents: 'Agents',
    users: 'Users',
  },
  app: 'App',
  allApps: 'All apps',

  loading: 'Loading the audit log…',
  loadingFailed: 'The audit log could not be loaded.',
  none: 'Nothing here yet',
  noneAdvice: 'Nothing of this kind has happened, or it was so long ago that it was removed.',
  showOlder: 'Show older',
  loadingOlder: 'Loading…',
  olderFailed: 'Older events could not be loaded. Try again.',
  end: 'There is nothing older.',
  shown: {one: '{count} event is shown.', other: '{count} events are shown.'},

  actors: {command: 'A command on the service’s computer', service: 'The service', unknown: 'Somebody'},
  sentences: {
    'agent-logged-in': '{actor} logged in.',
    'agent-logged-out': '{actor} logged out.',
    'agent-session-ended': '{actor} ended a log-in in another browser.',
    'log-ins-refused': {
      one: '{count} log-in was refused within a minute.',
      other: '{count} log-ins were refused within a minute.',
    },
    'tokens-refused': {
      one: '{count} user auth token for {app} was refused within a minute.',
      other: '{count} user auth tokens for {app} were refused within a minute.',
    },
    'requests-limited': {
      one: '{count} request was refused by a limit within a minute.',
      other: '{count} requests were refused by a limit within a minute.',
    },
    'app-created': '{actor} created {app}.',
    'app-changed': '{actor} changed the settings of {app}.',
    'key-created': '{actor} created the key {subject} of {app}.',
    'key-deleted': '{actor} deleted the key {subject} of {app}.',
    'agent-created': '{actor} created the agent {subject}.',
    'agent-deleted': '{actor} deleted the agent {subject}.',
    'agent-password-set': '{actor} set the password of {subject}.',
    'user-address-moved': '{actor} made the user {subject} of {app} known by their e-mail address.',
    'user-exported': '{actor} exported the data of the user {subject}.',
    'user-erased': '{actor} erased the data of the user {subject}.',
  },
  unknownKind: '{actor}: {kind}. This page cannot describe it yet: reload it.',

  change: '{name}: {before} → {after}',
  value: '{name}: {after}',
  values: {one: '{count} value', other: '{count} values'},
  on: 'on',
  off: 'off',
  empty: 'empty',
  unusable: 'not usable',
  labels: {
    broughtAlong: 'The site had the secret already',
    wasDeletedBefore: 'The secret had been deleted before',
    name: 'Name',
    role: 'Role',
    domain: 'Domain',
  },
  roles: {administrator: 'administrator', agent: 'agent'},
  reason: 'Reason:',
  network: 'Network:',
};
