import type {AuditStrings} from './audit-strings.js';

export const auditDe: AuditStrings = {
  title: 'Protokoll',
  introduction:
    'Was geändert wurde, wer sich angemeldet hat und was abgelehnt wurde. Es enthält kein Geheimnis und keinen Text einer Unterhaltung.',
  backToSettings: 'Zurück zu den Einstellungen',

  group: 'Was',
  allGroups: 'Alles',
  groups: {
    'log-ins': 'Anmeldungen',
    refusals: 'Ablehnungen',
    apps: 'Apps und Schlüssel',
    agents: 'Agenten',
    users: 'Benutzer',
  },
  app: 'App',
  allApps: 'Alle Apps',

  loading: 'Das Protokoll wird geladen …',
  loadingFailed: 'Das Protokoll konnte nicht geladen werden.',
  none: 'Hier ist noch nichts',
  noneAdvice: 'Nichts dergleichen ist geschehen, oder es ist so lange her, dass es entfernt wurde.',
  showOlder: 'Ältere zeigen',
  loadingOlder: 'Wird geladen …',
  olderFailed: 'Ältere Einträge konnten nicht geladen werden. Versuchen Sie es noch einmal.',
  end: 'Es gibt nichts Älteres.',
  shown: {one: '{count} Eintrag wird gezeigt.', other: '{count} Einträge werden gezeigt.'},

  actors: {command: 'Ein Befehl auf dem Computer des Dienstes', service: 'Der Dienst', unknown: 'Jemand'},
  sentences: {
    'agent-logged-in': '{actor} hat sich angemeldet.',
    'agent-logged-out': '{actor} hat sich abgemeldet.',
    'agent-session-ended': '{actor} hat eine Anmeldung in einem anderen Browser beendet.',
    'log-ins-refused': {
      one: '{count} Anmeldung wurde innerhalb einer Minute abgelehnt.',
      other: '{count} Anmeldungen wurden innerhalb einer Minute abgelehnt.',
    },
    'tokens-refused': {
      one: '{count} Token eines Benutzers für {app} wurde innerhalb einer Minute abgelehnt.',
      other: '{count} Tokens von Benutzern für {app} wurden innerhalb einer Minute abgelehnt.',
    },
    'requests-limited': {
      one: '{count} Anfrage wurde innerhalb einer Minute wegen eines Limits abgelehnt.',
      other: '{count} Anfragen wurden innerhalb einer Minute wegen eines Limits abgelehnt.',
    },
    'app-created': '{actor} hat {app} angelegt.',
    'app-changed': '{actor} hat die Einstellungen von {app} geändert.',
    'key-created': '{actor} hat den Schlüssel {subject} von {app} angelegt.',
    'key-deleted': '{actor} hat den Schlüssel {subject} von {app} gelöscht.',
    'agent-created': '{actor} hat den Agenten {subject} angelegt.',
    'agent-deleted': '{actor} hat den Agenten {subject} gelöscht.',
    'agent-password-set': '{actor} hat das Passwort von {subject} gesetzt.',
    'user-address-moved': '{actor} hat den Benutzer {subject} von {app} unter seiner E-Mail-Adresse bekannt gemacht.',
    'user-exported': '{actor} hat die Daten des Benutzers {subject} exportiert.',
    'user-erased': '{actor} hat die Daten des Benutzers {subject} gelöscht.',
  },
  unknownKind: '{actor}: {kind}. Diese Seite kann das noch nicht beschreiben: Laden Sie sie neu.',

  change: '{name}: {before} → {after}',
  value: '{name}: {after}',
  values: {one: '{count} Wert', other: '{count} Werte'},
  on: 'ein',
  off: 'aus',
  empty: 'leer',
  unusable: 'nicht verwendbar',
  labels: {
    broughtAlong: 'Die Website hatte das Geheimnis schon',
    wasDeletedBefore: 'Das Geheimnis war früher gelöscht worden',
    name: 'Name',
    role: 'Rolle',
    domain: 'Domain',
  },
  roles: {administrator: 'Administrator', agent: 'Agent'},
  reason: 'Grund:',
  network: 'Netzwerk:',
};
