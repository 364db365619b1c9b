import {issuesDe, mistakesDe} from './diagnosis-de.js';
import {auditDe} from './audit-de.js';
import type {SettingsStrings} from './settings-strings.js';

export const settingsDe: SettingsStrings = {
  title: 'Einstellungen',
  introduction: 'Änderungen gelten ab dem nächsten Seitenaufruf.',
  administratorsOnly: 'Nur Administratoren sehen die Einstellungen',
  administratorsOnlyAdvice: 'Fragen Sie die Person, die diesen Dienst betreibt.',
  loading: 'Die Einstellungen werden geladen …',
  loadingFailed: 'Die Einstellungen konnten nicht geladen werden.',
  noApps: 'Es gibt noch keine App',
  noAppsAdvice: 'Erstellen Sie eine auf dem Computer des Dienstes: helpshift-chat app create DOMAIN/PLATFORM_ID',

  copy: 'Kopieren',
  copied: 'Kopiert',
  notCopied: 'Es konnte nicht kopiert werden. Es ist ausgewählt: Kopieren Sie es mit der Tastatur.',

  tag: 'Das Tag für Ihre Seiten',
  tagAdvice: 'Fügen Sie es in den Body jeder Seite ein, die den Chat haben soll.',

  form: 'Wie sich der Chat verhält',
  groups: {
    look: {label: 'Aussehen'},
    identityBot: {
      label: 'Identity Bot',
      advice:
        'Bevor eine Unterhaltung beginnt, fragt er nach dem, was die Seite nicht angegeben hat. Die Antworten werden nicht geprüft.',
    },
    conversations: {label: 'Unterhaltungen'},
    identity: {label: 'Identität'},
    pages: {label: 'Seiten'},
  },
  fields: {
    enabled: {
      label: 'Den Chat anzeigen',
      advice: 'Aus: Ihre Seiten zeigen keinen Chat. Unterhaltungen bleiben erhalten, und Agenten sehen sie.',
    },
    title: {
      label: 'Titel',
      advice: 'Die Überschrift des Chats. Lassen Sie das Feld leer für einen Titel in der Sprache der Seite.',
      refused: 'Dieser Titel kann nicht verwendet werden: höchstens 100 Zeichen in einer Zeile.',
    },
    accent: {
      label: 'Farbe',
      advice:
        'Die Hauptfarbe des Chats, wie #3450d4, wo die Seite keine festlegt. Lassen Sie das Feld leer für die Standardfarbe. Der Chat hält seinen Text darauf lesbar.',
      refused: 'Das ist keine Farbe: Schreiben Sie sie wie #3450d4, mit sechs Ziffern oder Buchstaben von a bis f.',
    },
    greeting: {
      label: 'Begrüßung',
      advice:
        'Die erste Zeile eines leeren Chats. Lassen Sie das Feld leer für eine Begrüßung in der Sprache der Seite.',
      refused: 'Diese Begrüßung kann nicht verwendet werden: höchstens 1.000 Zeichen Text.',
    },
    askName: {label: 'Nach dem Namen fragen'},
    askEmail: {label: 'Nach der E-Mail-Adresse fragen'},
    askResolution: {
      label: 'Fragen, ob das Anliegen gelöst ist',
      advice:
        'Wenn ein Agent eine Unterhaltung abschließt, bestätigt der Benutzer das, oder er öffnet sie wieder. Aus: Eine abgeschlossene Unterhaltung endet sofort.',
    },
    askRating: {
      label: 'Um eine Bewertung bitten',
      advice:
        'Nachdem eine abgeschlossene Unterhaltung beendet ist, kann der Benutzer ein bis fünf Sterne und ein paar Worte geben.',
    },
    attachments: {
      label: 'Anhänge',
      advice: 'Benutzer und Agenten können Dateien senden. Nie in einer Sitzung mit vollem Datenschutz.',
    },
    largestAttachment: {
      label: 'Größte Datei (MB)',
      advice: 'Eine größere Datei wird abgelehnt, bevor sie hochgeladen wird.',
      refused: 'Geben Sie eine ganze Zahl von Megabyte von 1 bis 500 ein.',
    },
    attachmentTypes: {
      label: 'Dateien, die gesendet werden können',
      advice: 'Der Inhalt einer Datei entscheidet, nicht die Endung ihres Namens.',
      choices: {
        pictures: {label: 'Bilder', advice: 'JPEG, PNG, WebP, GIF und AVIF.'},
        documents: {label: 'Bilder und Dokumente', advice: 'Auch PDF, Office-Dokumente und reiner Text.'},
        any: {
          label: 'Alle Dateien',
          advice:
            'Auch Archive, Programme und Webseiten. Ihre Agenten laden sie herunter: Wählen Sie dies nur, wenn sie das Risiko kennen.',
        },
      },
    },
    keepOpen: {
      label: 'Fenster von Seite zu Seite offen halten',
      advice:
        'Ein Chatfenster, das offen ist, wenn der Benutzer zu einer anderen Seite der Website geht, ist auch dort offen. Nicht auf kleinen Bildschirmen, wo es die Seite verdecken würde.',
    },
    preview: {
      label: 'Neue Nachrichten neben dem Chatknopf zeigen',
      advice:
        'Solange das Chatfenster geschlossen ist, steht eine neue Nachricht eines Mitarbeiters neben dem Knopf, der den Chat öffnet: wer sie geschrieben hat und wie sie beginnt. Wer den Bildschirm sieht, kann sie lesen.',
    },
    keepEndedConversations: {
      label: 'Beendete Unterhaltungen behalten (Tage)',
      advice:
        'Wie viele Tage eine Unterhaltung nach ihrem neuesten Eintrag behalten wird, außer sie ist offen. Danach wird sie mit ihren Notizen gelöscht, und niemand kann sie mehr lesen. 0 behält sie für immer.',
      refused: 'Geben Sie eine ganze Zahl von Tagen von 0 bis 3650 ein.',
    },
    keepAnonymousUsers: {
      label: 'Anonyme Benutzer behalten (Tage)',
      advice:
        'Wie viele Tage ein anonymer Benutzer mit allen seinen Unterhaltungen behalten wird, außer eine ist offen oder hat einen neueren Eintrag. In der Woche, in der er zurückkommen kann, wird er immer behalten. 0 behält ihn für immer.',
      refused: 'Geben Sie eine ganze Zahl von Tagen von 0 bis 3650 ein.',
    },
    tags: {
      label: 'Schlagwörter',
      advice:
        'Die Schlagwörter (Tags), die Ihre Seiten einer Unterhaltung geben dürfen, je eines pro Zeile, wie vip. Groß- und Kleinschreibung zählen. Agenten sehen sie. Andere werden nicht beachtet.',
      refused: 'Diese Schlagwörter können nicht verwendet werden: höchstens 300 mit je höchstens 100 Zeichen.',
    },
    verification: {
      label: 'Die Identität von Benutzern prüfen',
      advice:
        'Angemeldete Benutzer brauchen ein Token, das Ihr Server erzeugt hat. Anonyme Benutzer brauchen nie eines.',
    },
    compatibleTokens: {
      label: 'Tokens in der Form von Helpshift',
      advice:
        'Tokens der strengen Form, die mit „v1.“ beginnen, werden immer angenommen. Die Form von Helpshift, auch kompatible Form genannt, verbindet Benutzer-ID und Adresse ohne Trennzeichen, sodass ein Token zu mehreren Benutzern passen kann.',
      choices: {
        none: {
          label: 'Keine',
          advice: 'Nur die strenge Form wird angenommen. Wählen Sie dies, sobald Ihr Server die strenge Form erzeugt.',
        },
        cautious: {
          label: 'Vorsichtig',
          advice:
            'Für eine Website, die von Helpshift hierher umzieht. Ein Token in der Form von Helpshift wird angenommen, solange kein anderer Benutzer gemeint sein kann. Ein Token nur für eine Adresse wird abgelehnt.',
        },
        all: {
          label: 'Alle',
          advice:
            'Jedes Token in der Form von Helpshift wird angenommen. Wer Ihre Website dazu bringt, eine selbst gewählte Angabe zu signieren, kann die Unterhaltung eines anderen Benutzers lesen. Das ist nur sicher, wenn Ihre Website nur Adressen und nie eine Benutzer-ID signiert.',
        },
      },
    },
    origins: {
      label: 'Origins',
      advice:
        'Wo Ihre Seiten sind, je eine Origin pro Zeile, wie https://www.example.com; oder * für jede Seite. Leer: nur Seiten dieses Dienstes.',
      refused: 'Diese Origins können nicht verwendet werden: höchstens 100.',
    },
  },
  refused: 'Dieser Wert kann nicht verwendet werden.',
  newer:
    'Der Dienst hat hier eine neuere Einstellung, die diese Seite nicht kennt. Sie bleibt, wie sie ist, bis Sie eine andere wählen. Laden Sie die Seite neu, um sie zu sehen.',
  chooseColour: 'Farbe wählen',
  verificationIsOff: 'Der Dienst glaubt jeder Seite: Jeder kann als jeder Ihrer Benutzer lesen und schreiben.',
  compatibleTokensWarnings: {
    cautious:
      'Damit werden mehr Tokens angenommen als jetzt. Ein Token in der Form von Helpshift kann zu mehreren Benutzern passen, und der Dienst erkennt nicht jeden solchen Fall. Speichern Sie dies nur, solange Ihr Server die Form von Helpshift erzeugt.',
    all: 'Damit wird jedes Token in der Form von Helpshift angenommen. Wenn Ihre Website jemals eine Benutzer-ID signiert hat, kann ein Benutzer die Unterhaltung eines anderen lesen. Speichern Sie dies nur, wenn Ihre Website nur Adressen signiert.',
  },
  beforeSaving: 'Bevor Sie speichern:',
  originProblems: {
    pattern:
      '{given} wird nicht verstanden: Schreiben Sie nur * für jede Seite, oder jede Origin, wie https://www.example.com',
    'no-origin': '{given} ist keine Origin: Schreiben Sie eine, wie https://www.example.com, oder * für jede Seite',
    inexact: '{given} ist keine Origin: Schreiben Sie {correction}',
  },
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  saved: 'Gespeichert',
  unsaved: 'Noch nicht gespeichert',
  notSaved: 'Es konnte nicht gespeichert werden. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
  discard: 'Änderungen verwerfen',

  audit: auditDe,

  keys: 'Geheime Schlüssel',
  keysAdvice:
    'Ihr Server erzeugt mit einem von ihnen Tokens für die Benutzer. Sie gehören auf Ihren Server und niemals auf eine Seite.',
  noKeys: 'Es gibt keinen geheimen Schlüssel.',
  noKeysWhileVerifying:
    'Ohne geheimen Schlüssel kann niemand bestätigt werden: Angemeldete Benutzer können den Chat nicht verwenden. Erzeugen Sie einen.',
  keyName: 'Schlüssel {secret}',
  keyCreatedAt: 'Erzeugt am {time}',
  createKey: 'Schlüssel erzeugen',
  creatingKey: 'Wird erzeugt …',
  keyNotCreated: 'Der Schlüssel konnte nicht erzeugt werden. Versuchen Sie es erneut.',
  keyNotDeleted: 'Der Schlüssel konnte nicht gelöscht werden. Er gilt noch. Versuchen Sie es erneut.',
  newSecret: 'Das neue Geheimnis',
  newSecretAdvice: 'Kopieren Sie es jetzt auf Ihren Server. Es wird nicht noch einmal angezeigt.',
  secretIsKept: 'Ich habe es kopiert',
  deleteKey: 'Löschen',
  deleteKeyNamed: 'Den Schlüssel {secret} löschen',
  deletingKey: 'Wird gelöscht …',
  confirmDeletion: 'Den Schlüssel {secret} löschen?',
  deletionStops: [
    'Damit erzeugte Tokens werden sofort abgelehnt.',
    'Benutzer, die damit bestätigt wurden, verlieren ihren Chat sofort, auch wo er offen ist, bis Ihr Server Tokens mit einem anderen Schlüssel erzeugt.',
    'Es kann nicht rückgängig gemacht werden.',
  ],
  deletionOfLastKey:
    'Es ist der letzte Schlüssel: Kein angemeldeter Benutzer kann den Chat verwenden, bis Sie einen anderen erzeugen.',
  deletionOfUnused: 'Die Prüfung ist ausgeschaltet, daher braucht zurzeit kein Benutzer ein Token.',
  cancel: 'Abbrechen',

  test: 'Ihre Identitätsprüfung testen',
  testAdvice: 'Füllen Sie genau das aus, was Ihre Seite dem Element übergibt. Nichts davon wird gespeichert.',
  userId: 'Benutzer-ID',
  userEmail: 'E-Mail-Adresse',
  userName: 'Name (optional)',
  userNameAdvice:
    'Ein Token umfasst den Namen nicht. Der Test findet heraus, ob Ihr Server ihn trotzdem mitsigniert hat.',
  fullPrivacy: 'Voller Datenschutz',
  fullPrivacyAdvice: 'Die Seite setzt full-privacy: Das Token wird nur aus der Benutzer-ID erzeugt.',
  token: 'Token des Benutzers (user-auth-token)',
  runTest: 'Testen',
  testing: 'Wird getestet …',
  testFailed: 'Der Test konnte nicht ausgeführt werden. Prüfen Sie Ihre Verbindung, und versuchen Sie es erneut.',
  valid: 'Gültig',
  validForm: {
    strict: 'Dieser Benutzer würde bestätigt. Das Token hat die strenge Form.',
    compatible: 'Dieser Benutzer würde bestätigt. Das Token hat die kompatible Form.',
    unknown: 'Dieser Benutzer würde bestätigt. Das Token hat eine neue Form.',
  },
  validFormAndKey: {
    strict:
      'Dieser Benutzer würde bestätigt. Das Token hat die strenge Form und wurde mit dem Schlüssel {secret} erzeugt.',
    compatible:
      'Dieser Benutzer würde bestätigt. Das Token hat die kompatible Form und wurde mit dem Schlüssel {secret} erzeugt.',
    unknown:
      'Dieser Benutzer würde bestätigt. Das Token hat eine neue Form und wurde mit dem Schlüssel {secret} erzeugt.',
  },
  notValid: {one: 'Nicht gültig: Es gibt einen Fehler', other: 'Nicht gültig: Es gibt {count} Fehler'},
  note: 'Hinweis:',
  testWhileOff: 'Die Prüfung ist für diese App ausgeschaltet: Sie glaubt der Seite und sieht sich keine Tokens an.',
  mistakes: mistakesDe,
  issues: issuesDe,
};
