import type {InboxStrings} from './inbox-strings.js';
import {settingsDe} from './settings-de.js';

export const strings: InboxStrings = {
  locale: 'de',

  product: 'Posteingang',
  unreadTitle: '({count}) Posteingang',
  navigation: 'Posteingang',
  conversations: 'Unterhaltungen',
  starting: 'Wird gestartet …',
  retry: 'Erneut versuchen',
  dismiss: 'Ausblenden',

  logIn: 'Anmelden',
  logInIntroduction: 'Lesen und beantworten Sie, was Ihre Benutzer schreiben.',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  loggingIn: 'Anmeldung läuft …',
  loginNotices: {
    'wrong-credentials':
      'Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen. Prüfen Sie beides, und versuchen Sie es erneut.',
    'too-many-attempts': 'Zu viele Versuche. Warten Sie eine Minute, und versuchen Sie es dann erneut.',
    unreachable: 'Der Dienst antwortet nicht. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
    'session-ended': 'Ihre Sitzung ist beendet. Melden Sie sich erneut an, um weiterzuarbeiten.',
  },
  fieldIsMissing: 'Füllen Sie dieses Feld aus.',
  serviceUnreachable: 'Der Dienst antwortet nicht',
  serviceUnreachableAdvice: 'Prüfen Sie Ihre Verbindung, und versuchen Sie es dann erneut.',
  loggedInAs: 'Angemeldet als {name}',
  logOut: 'Abmelden',

  connectionLost:
    'Die Verbindung ist unterbrochen. Neue Nachrichten erscheinen, sobald sie wieder besteht. Es wird weiter versucht …',
  notices: {
    'status-not-changed': 'Die Unterhaltung konnte nicht geändert werden. Versuchen Sie es erneut.',
    'changed-by-others':
      'Jemand anderes hat diese Unterhaltung inzwischen geändert. Sehen Sie sie sich noch einmal an.',
    'conversation-over':
      'Diese Unterhaltung ist inzwischen beendet. Wenn der Benutzer wieder schreibt, beginnt eine neue Unterhaltung.',
    'answer-refused':
      'Ihre Antwort wurde nicht gesendet: Die Unterhaltung ist beendet. Wenn der Benutzer wieder schreibt, beginnt eine neue Unterhaltung.',
    'not-logged-out': 'Sie sind noch angemeldet: Der Dienst hat nicht geantwortet. Versuchen Sie es erneut.',
    'earlier-not-loaded': 'Die früheren Nachrichten konnten nicht geladen werden. Versuchen Sie es erneut.',
    'list-not-continued': 'Weitere Unterhaltungen konnten nicht geladen werden. Versuchen Sie es erneut.',
  },
  serviceNotices: {
    'proxy-not-trusted':
      'Alle Besucher scheinen von einer Adresse zu kommen, weil einem Proxy nicht vertraut wird: Sie teilen sich ein Limit. Der Betreiber muss TRUST_PROXY setzen.',
  },

  filter: 'Unterhaltungen anzeigen',
  filters: {waiting: 'Wartend', open: 'Offen', closed: 'Geschlossen'},
  loadingConversations: 'Die Unterhaltungen werden geladen …',
  listFailed: 'Die Unterhaltungen konnten nicht geladen werden.',
  emptyLists: {
    open: {
      title: 'Keine offenen Unterhaltungen',
      advice: 'Wenn ein Benutzer schreibt, erscheint die Unterhaltung sofort hier.',
    },
    waiting: {title: 'Niemand wartet', advice: 'Alle Benutzer haben eine Antwort.'},
    closed: {
      title: 'Noch nichts geschlossen',
      advice: 'Unterhaltungen, die Sie abschließen oder ablehnen, werden hier aufbewahrt.',
    },
  },
  showMore: 'Weitere Unterhaltungen anzeigen',
  loadingMore: 'Weitere Unterhaltungen werden geladen …',
  unreadableConversations: {
    one: '{count} Unterhaltung kann hier nicht angezeigt werden. Laden Sie die Seite neu, um sie zu sehen.',
    other: '{count} Unterhaltungen können hier nicht angezeigt werden. Laden Sie die Seite neu, um sie zu sehen.',
  },
  unread: 'Ungelesen',
  typing: '{name} schreibt …',
  typingMark: 'schreibt …',
  agent: 'Agent:',
  bot: 'Bot:',
  waits: {
    minutes: 'wartet {count} Min.',
    hours: 'wartet {count} Std.',
    days: {one: 'wartet {count} Tag', other: 'wartet {count} Tage'},
  },
  waitsBriefly: 'wartet unter 1 Min.',

  identityMarks: {
    verified: 'Bestätigt',
    'user-id-verified': 'Benutzer-ID bestätigt',
    'user-email-verified': 'Adresse bestätigt',
    'not-verified': 'Nicht bestätigt',
    anonymous: 'Anonym',
  },
  identityExplanations: {
    verified: 'Der Server der Website hat diese Angabe nachgewiesen. Den Namen hat er nicht nachgewiesen.',
    'user-id-verified': 'Der Server der Website hat die Benutzer-ID nachgewiesen. Den Namen hat er nicht nachgewiesen.',
    'user-email-verified':
      'Der Server der Website hat die E-Mail-Adresse nachgewiesen. Den Namen hat er nicht nachgewiesen.',
    'not-verified': 'Nur die Seite sagt das. Der Server der Website hat es nicht nachgewiesen.',
    anonymous: 'Dieser Benutzer ist auf der Website nicht angemeldet.',
  },
  anonymousUser: 'Anonymer Benutzer {code}',
  userDetails: 'Über diesen Benutzer',
  userName: 'Name',
  userId: 'Benutzer-ID',
  userEmail: 'E-Mail-Adresse',
  notGiven: 'Nicht angegeben',
  app: 'App',
  typedByUser: 'Vom Benutzer eingegeben, nicht bestätigt',
  typedByUserExplanation:
    'Jeder kann das eingegeben haben. Verlassen Sie sich nicht darauf, um zu erkennen, wer der Benutzer ist.',
  beginning: {
    title: 'Von der Seite, nicht bestätigt',
    tags: 'Schlagwörter',
    pageUrl: 'Seite',
    followUpLink: 'Link für den Benutzer kopieren',
    yes: 'Ja',
    no: 'Nein',
    showAll: 'Alles anzeigen',
    showLess: 'Weniger anzeigen',
  },

  backToList: 'Zurück zur Liste',
  conversationWith: 'Unterhaltung mit {name}',
  nothingOpen: 'Keine Unterhaltung ist geöffnet',
  nothingOpenAdvice: 'Wählen Sie eine aus der Liste, um sie zu lesen und zu beantworten.',
  loadingConversation: 'Die Unterhaltung wird geladen …',
  conversationFailed: 'Die Unterhaltung konnte nicht geladen werden.',
  conversationMissing: 'Diese Unterhaltung gibt es nicht.',
  newMessagesFailed: 'Neue Nachrichten konnten nicht geladen werden.',
  messages: 'Nachrichten',
  jumpToNewest: 'Zur neuesten Nachricht springen',
  showEarlier: 'Frühere Nachrichten anzeigen',
  loadingEarlier: 'Frühere Nachrichten werden geladen …',
  changes: {resolved: 'Abschließen', rejected: 'Ablehnen', reopened: 'Wieder öffnen'},
  authors: {bot: 'Identity Bot', service: 'Dienst'},
  happened: {
    resolved: 'Die Unterhaltung wurde abgeschlossen',
    rejected: 'Die Unterhaltung wurde abgelehnt',
    reopened: 'Die Unterhaltung wurde wieder geöffnet',
    ended: 'Die Unterhaltung ist beendet',
  },
  happenedBy: {
    resolved: '{name} hat die Unterhaltung abgeschlossen',
    rejected: '{name} hat die Unterhaltung abgelehnt',
    reopened: '{name} hat die Unterhaltung wieder geöffnet',
    ended: '{name} hat bestätigt, dass das Anliegen gelöst ist. Die Unterhaltung ist beendet',
  },
  rated: '{name} hat die Unterhaltung bewertet: {rating} von {most} Sternen',
  unknownEntry: 'Etwas kann hier nicht angezeigt werden. Laden Sie die Seite neu, um es zu sehen.',
  noteMark: 'Notiz, nur Agenten sehen sie',

  card: {
    actions: 'Schaltflächen',
    add: 'Schaltfläche hinzufügen',
    limit: {one: 'Es ist Platz für {count} Schaltfläche.', other: 'Es ist Platz für {count} Schaltflächen.'},
    actionName: 'Schaltfläche {number}',
    kind: 'Was sie tut',
    kinds: {link: 'Öffnet einen Link', call: 'Ruft eine Nummer an'},
    label: 'Text der Schaltfläche',
    targets: {link: 'Adresse', call: 'Telefonnummer'},
    remove: 'Schaltfläche {number} entfernen',
    problems: {
      missing: 'Füllen Sie dieses Feld aus.',
      'too-long': 'Das ist zu lang.',
      'no-link': 'Schreiben Sie eine vollständige Adresse, wie https://www.example.com oder mailto:hilfe@example.com.',
      'no-phone-number': 'Schreiben Sie eine Telefonnummer, wie +49 30 12345.',
    },
    textIsMissing: 'Schreiben Sie auch einen Text: Benutzer sehen ihn über den Schaltflächen.',
  },

  writingModes: 'Was Sie schreiben',
  modes: {text: 'Antwort', note: 'Notiz'},
  fields: {
    text: {label: 'Ihre Antwort', placeholder: 'Antwort schreiben …'},
    note: {label: 'Ihre Notiz, nur Agenten sehen sie', placeholder: 'Notiz schreiben, die nur Agenten sehen …'},
  },
  send: {text: 'Senden', note: 'Notiz hinzufügen'},
  cannotAnswer: {
    resolved: 'Diese Unterhaltung ist abgeschlossen. Öffnen Sie sie wieder, um zu antworten.',
    rejected: 'Diese Unterhaltung wurde abgelehnt. Sie kann nicht beantwortet werden.',
    ended:
      'Diese Unterhaltung ist beendet. Sie kann nicht beantwortet werden: Wenn der Benutzer wieder schreibt, beginnt eine neue Unterhaltung.',
  },
  noteAdvice: 'Der Benutzer sieht diese Notiz nicht.',
  sendHint: 'Die Eingabetaste sendet, Umschalt + Eingabetaste beginnt eine neue Zeile.',
  charactersLeft: 'Noch {count} Zeichen',
  sending: 'Wird gesendet …',
  seen: 'Gesehen',
  failed: 'Nicht gesendet.',
  failedOver: 'Nicht gesendet: Die Unterhaltung ist beendet.',
  sendAgain: 'Erneut senden',
  user: 'Benutzer',
  newMessagesFrom: {one: 'Neue Nachricht von {name}', other: '{count} neue Nachrichten von {name}'},
  newMessagesIn: {
    one: 'Neue Nachrichten in {count} Unterhaltung',
    other: 'Neue Nachrichten in {count} Unterhaltungen',
  },

  selection: {
    begin: 'Auswählen',
    end: 'Fertig',
    all: 'Alle angezeigten',
    one: 'Unterhaltung mit {name} auswählen',
    reject: 'Ablehnen ({count})',
    question: {one: '{count} Unterhaltung ablehnen?', other: '{count} Unterhaltungen ablehnen?'},
    consequence:
      'Das beendet sie sofort und lässt sich nicht rückgängig machen. Wenn einer dieser Benutzer wieder schreibt, beginnt eine neue Unterhaltung.',
    cancel: 'Abbrechen',
    running: {one: '{count} Unterhaltung wird abgelehnt …', other: '{count} Unterhaltungen werden abgelehnt …'},
    rejected: {one: '{count} Unterhaltung wurde abgelehnt.', other: '{count} Unterhaltungen wurden abgelehnt.'},
    notRejected: {
      one: '{count} nicht. Wenn sie noch in der Liste steht, versuchen Sie es erneut.',
      other: '{count} nicht. Wenn sie noch in der Liste stehen, versuchen Sie es erneut.',
    },
  },

  sessions: {
    title: 'Sitzungen',
    introduction:
      'In diesen Browsern sind Sie angemeldet. Beenden Sie eine Sitzung, die Sie nicht kennen, und lassen Sie danach Ihr Passwort vom Betreiber ändern.',
    loading: 'Die Sitzungen werden geladen …',
    loadingFailed: 'Die Sitzungen konnten nicht geladen werden.',
    browserOn: '{browser} unter {system}',
    unknownBrowser: 'Unbekannter Browser',
    began: 'Seit {time}',
    network: 'Netzwerk:',
    thisBrowser: 'Dieser Browser',
    end: 'Beenden',
    ending: 'Wird beendet …',
    endNamed: 'Beenden: Sitzung in {browser} seit {time}',
    endOthers: 'Alle anderen Sitzungen beenden',
    ended: 'Beendet. Dort ist niemand mehr angemeldet.',
    notEnded: 'Das konnte nicht beendet werden. Versuchen Sie es erneut.',
  },

  settings: settingsDe,
};
