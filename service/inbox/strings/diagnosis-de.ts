import type {SettingsStrings} from './settings-strings.js';

/** In German, what `service/contract/diagnosis-texts.ts` says in English. */
export const mistakesDe: SettingsStrings['mistakes'] = {
  // What the page passes
  'user-is-anonymous': {
    problem: 'Die Angaben ergeben einen anonymen Benutzer, der kein Token braucht.',
    remedy:
      'Übergeben Sie eine Benutzer-ID oder eine E-Mail-Adresse, die den Regeln entspricht; ein anonymer Benutzer wird nie bestätigt.',
  },
  'token-missing': {
    problem: 'Es gibt kein Token.',
    remedy:
      'Lassen Sie Ihren Server eines erzeugen, und übergeben Sie es als user-auth-token zusammen mit den Angaben.',
  },
  'token-is-a-missing-value': {
    problem:
      'Das Token ist der Text eines fehlenden Werts, etwa "undefined", "[object Promise]" oder eine nicht ausgefüllte Vorlage.',
    remedy:
      'Übergeben Sie das Token selbst. Warten Sie in JavaScript mit await darauf: createUserAuthToken liefert ein Promise.',
  },
  'token-is-the-secret': {
    problem:
      'DAS TOKEN IST EIN GEHEIMER SCHLÜSSEL. Er ist jetzt öffentlich: Jeder, der die Seite sieht, kann als jeder Ihrer Benutzer auftreten.',
    remedy:
      'Löschen Sie diesen Schlüssel sofort, und erzeugen Sie einen anderen. Behalten Sie diesen auf Ihrem Server, und übergeben Sie den damit erzeugten HMAC.',
  },
  'token-has-white-space': {
    problem: 'Das Token hat am Anfang, am Ende oder in der Mitte ein Leerzeichen oder einen Zeilenumbruch.',
    remedy:
      'Entfernen Sie es: Befehle wie `openssl` und `base64` beenden ihre Ausgabe in der Shell mit einem Zeilenumbruch.',
  },
  'token-is-quoted': {
    problem: 'Das Token steht in Anführungszeichen.',
    remedy: 'Übergeben Sie den Wert, nicht sein JSON.',
  },
  'token-is-url-encoded': {
    problem: 'Das Token ist URL-kodiert (%2B, %2F, %3D).',
    remedy: 'Dekodieren Sie es einmal, bevor es dem Element übergeben wird.',
  },
  'token-is-url-encoded-twice': {
    problem: 'Das Token ist zweimal URL-kodiert (%252B, %252F, %253D).',
    remedy: 'Kodieren Sie es für eine Adresse nur einmal, und dekodieren Sie es, bevor es dem Element übergeben wird.',
  },
  'token-is-json-escaped': {
    problem: 'Das Token enthält Escape-Sequenzen von JSON (\\/ oder \\u002B).',
    remedy: 'Lesen Sie es mit einem JSON-Parser; schneiden Sie es nicht aus dem Text aus.',
  },
  'token-is-html-escaped': {
    problem: 'Das Token enthält Escape-Sequenzen von HTML (&#x2F; oder &#x3D;).',
    remedy:
      'Schreiben Sie es in einem Skript als JSON, ohne Escape-Sequenzen von HTML. Verwenden Sie diese in einem Attribut nur einmal.',
  },
  'token-lost-its-plus-signs': {
    problem:
      'Das Token hat Leerzeichen, wo Pluszeichen waren: Es wurde in einer Adresse übertragen, ohne kodiert zu sein.',
    remedy: 'Senden Sie es im Inhalt einer Antwort, oder kodieren Sie es für die Adresse.',
  },
  'token-has-bearer-prefix': {
    problem: 'Das Token beginnt mit "Bearer".',
    remedy: 'Übergeben Sie nur das Token.',
  },
  'token-has-algorithm-prefix': {
    problem: 'Das Token beginnt mit dem Namen der Hashfunktion, etwa "sha256=".',
    remedy: 'Übergeben Sie nur, was nach diesem Namen folgt.',
  },
  'token-truncated': {
    problem: 'Das Token ist am Ende abgeschnitten.',
    remedy:
      'Übergeben Sie es ganz: 44 Zeichen Base64, oder 43 ohne das "=", und in der strengen Form "v1." davor. Ist eine Spalte der Datenbank zu kurz?',
  },
  'token-altered': {
    problem: 'Das Token beginnt richtig und endet falsch: Etwas hat es verändert oder ihm etwas angefügt.',
    remedy: 'Vergleichen Sie es mit dem, was Ihr Server erzeugt hat, und übergeben Sie genau das.',
  },
  'token-has-superfluous-padding': {
    problem: 'Das Token endet mit zu vielen "=".',
    remedy: 'Entfernen Sie die, die Ihr Programm anfügt: Ein Token endet mit einem "=" oder mit keinem.',
  },
  'token-has-wrong-length': {
    problem: 'Das Token hat die falsche Länge: Es ist abgeschnitten, etwas wurde angefügt, oder es ist etwas anderes.',
    remedy:
      'Ein Token hat 44 Zeichen Base64, oder 43 ohne das "=", und in der strengen Form "v1." davor. Vergleichen Sie es mit dem, was Ihr Server erzeugt hat.',
  },
  // How the digest is written
  'token-is-hex': {
    problem: 'Das Token ist hexadezimal geschrieben.',
    remedy:
      'Schreiben Sie den Digest in Base64: digest("base64"), base64_encode mit roher Ausgabe, Base64.strict_encode64 …',
  },
  'token-is-base64url': {
    problem: 'Das Token ist in base64url geschrieben (mit - und _).',
    remedy: 'Verwenden Sie das übliche Base64 (mit + und /).',
  },
  'token-is-base64-of-hex': {
    problem: 'Das Token ist das Base64 eines hexadezimalen Digests.',
    remedy: 'Nehmen Sie die rohen Bytes des Digests (in PHP: hash_hmac(…, true)), und schreiben Sie diese in Base64.',
  },
  'token-is-double-base64': {
    problem: 'Das Token ist zweimal in Base64 geschrieben.',
    remedy: 'Schreiben Sie die rohen Bytes des Digests einmal in Base64; manche Funktionen liefern bereits Base64.',
  },
  'strict-prefix-missing': {
    problem: 'Das Token hat die strenge Form, aber ohne ihren Anfang "v1.".',
    remedy: 'Übergeben Sie "v1." und danach das Base64.',
  },
  'strict-prefix-on-compatible-form': {
    problem: 'Das Token beginnt mit "v1.", obwohl es die kompatible Form hat.',
    remedy:
      'Signieren Sie den Text der strengen Form: helpshift-chat.v1, Benutzer-ID und E-Mail-Adresse, jeweils in einer eigenen Zeile.',
  },
  // What the app accepts
  'compatible-form-is-off': {
    problem: 'Diese App nimmt nur die strenge Form des Tokens an.',
    remedy:
      'Erzeugen Sie Tokens der strengen Form, oder erlauben Sie für diese App die kompatible Form (compatible-tokens).',
  },
  'ambiguous-token': {
    problem:
      'Das Token ist mehrdeutig (ambiguous-token): In der kompatiblen Form kann ein anderer Benutzer dasselbe haben.',
    remedy:
      'Erzeugen Sie Tokens der strengen Form: helpshift-chat.v1, Benutzer-ID und E-Mail-Adresse, jeweils in einer eigenen Zeile.',
  },
  // What was signed
  'old-strict-form': {
    problem: 'Das Token hat eine alte strenge Form, die JSON signierte.',
    remedy:
      'Signieren Sie helpshift-chat.v1, Benutzer-ID und E-Mail-Adresse, jeweils in einer eigenen Zeile, und schreiben Sie es im üblichen Base64.',
  },
  'signed-json': {
    problem: 'Das Token wurde aus JSON erzeugt.',
    remedy:
      'Signieren Sie einfachen Text: helpshift-chat.v1, Benutzer-ID und E-Mail-Adresse, jeweils in einer eigenen Zeile.',
  },
  'strict-text-lacks-its-first-line': {
    problem: 'Dem signierten Text fehlt seine erste Zeile.',
    remedy: 'Beginnen Sie ihn mit helpshift-chat.v1 und einem Zeilenvorschub.',
  },
  'strict-text-lacks-an-empty-line': {
    problem: 'Dem signierten Text fehlt die Zeile der Angabe, die nicht gemacht wird.',
    remedy:
      'Schreiben Sie den Zeilenvorschub in jedem Fall: "helpshift-chat.v1\\n" + Benutzer-ID + "\\n" + E-Mail-Adresse.',
  },
  'strict-text-has-wrong-line-breaks': {
    problem: 'Die Zeilen des signierten Textes sind nicht durch einen Zeilenvorschub getrennt.',
    remedy:
      'Setzen Sie einen Zeilenvorschub (Byte 0A) dazwischen: "\\n" in doppelten Anführungszeichen in PHP, Ruby und Perl.',
  },
  'signed-user-id-alone': {
    problem: 'Das Token wurde nur aus der Benutzer-ID erzeugt, aber es wird auch eine E-Mail-Adresse übergeben.',
    remedy: 'Signieren Sie beide, übergeben Sie keine Adresse, oder verwenden Sie den vollen Datenschutz.',
  },
  'signed-user-email-alone': {
    problem: 'Das Token wurde nur aus der E-Mail-Adresse erzeugt, aber es wird auch eine Benutzer-ID übergeben.',
    remedy: 'Signieren Sie die Benutzer-ID und danach die Adresse.',
  },
  'signed-despite-full-privacy': {
    problem: 'Das Token wurde mit der E-Mail-Adresse erzeugt, aber der volle Datenschutz ist eingeschaltet.',
    remedy: 'Signieren Sie bei vollem Datenschutz nur die Benutzer-ID.',
  },
  'signed-in-swapped-order': {
    problem: 'Das Token wurde aus der E-Mail-Adresse und danach der Benutzer-ID erzeugt.',
    remedy: 'Signieren Sie sie umgekehrt: die Benutzer-ID zuerst.',
  },
  'signed-with-separator': {
    problem: 'Das Token wurde mit einem Trennzeichen zwischen Benutzer-ID und E-Mail-Adresse erzeugt.',
    remedy: 'Verwenden Sie die strenge Form. (In der kompatiblen Form steht nichts dazwischen.)',
  },
  'signed-with-missing-value': {
    problem:
      'Das Token wurde mit einem Text wie "undefined", "null" oder "None" für die Angabe erzeugt, die nicht gemacht wird.',
    remedy: 'Signieren Sie für eine Angabe, die nicht gemacht wird, den leeren Text.',
  },
  'signed-with-user-name': {
    problem: 'Das Token wurde mit dem Namen des Benutzers erzeugt.',
    remedy: 'Signieren Sie die Benutzer-ID und die E-Mail-Adresse und sonst nichts.',
  },
  'signed-lower-cased-email': {
    problem: 'Das Token wurde aus der klein geschriebenen E-Mail-Adresse erzeugt, aber die Seite übergibt sie anders.',
    remedy: 'Signieren Sie genau die Zeichen, die die Seite übergibt.',
  },
  'signed-lower-cased-user-id': {
    problem: 'Das Token wurde aus der klein geschriebenen Benutzer-ID erzeugt, aber die Seite übergibt sie anders.',
    remedy:
      'Signieren Sie genau die Zeichen, die die Seite übergibt; bei Benutzer-IDs zählt die Groß- und Kleinschreibung.',
  },
  'signed-in-another-unicode-form': {
    problem:
      'Das Token wurde aus einer anderen Unicode-Form der Benutzer-ID erzeugt (NFC oder NFD): é kann ein Zeichen oder zwei sein.',
    remedy: 'Signieren Sie genau die Zeichen, die die Seite übergibt.',
  },
  'signed-stored-email': {
    problem:
      'Das Token wurde mit einer E-Mail-Adresse erzeugt, die für diesen Benutzer gespeichert ist, aber die Seite übergibt sie nicht.',
    remedy:
      'Übergeben Sie die Adresse, die Ihr Server signiert, Buchstabe für Buchstabe, oder signieren Sie nur, was die Seite übergibt.',
  },
  'signed-stored-user-id': {
    problem:
      'Das Token wurde mit der Benutzer-ID erzeugt, die für diese Adresse gespeichert ist, aber die Seite übergibt sie nicht.',
    remedy: 'Übergeben Sie die Benutzer-ID, die Ihr Server signiert, oder signieren Sie nur, was die Seite übergibt.',
  },
  'signed-with-line-break': {
    problem: 'Der signierte Text endet mit einem Zeilenumbruch.',
    remedy: 'Entfernen Sie ihn (in einer Shell: printf %s statt echo).',
  },
  'signed-in-latin-1': {
    problem: 'Der Text wurde in Latin-1 oder ASCII signiert.',
    remedy: 'Signieren Sie seine UTF-8-Bytes.',
  },
  'signed-in-utf-16': {
    problem: 'Der Text wurde in UTF-16 signiert.',
    remedy: 'Signieren Sie seine UTF-8-Bytes (in C#: Encoding.UTF8, nicht Encoding.Unicode).',
  },
  'signed-in-utf-8-twice': {
    problem: 'Der Text wurde vor dem Signieren zweimal in UTF-8 kodiert.',
    remedy: 'Kodieren Sie ihn einmal (in PHP: ohne utf8_encode).',
  },
  // What it was signed with
  'no-active-key': {
    problem: 'Diese App hat keinen aktiven geheimen Schlüssel, also kann niemand bestätigt werden.',
    remedy: 'Erzeugen Sie einen: helpshift-chat key create.',
  },
  'key-deleted': {
    problem: 'Das Token wurde mit einem geheimen Schlüssel erzeugt, der gelöscht wurde.',
    remedy: 'Geben Sie Ihrem Server einen der aktiven Schlüssel.',
  },
  'key-of-another-app': {
    problem: 'Das Token wurde mit einem geheimen Schlüssel einer anderen App dieser Domain erzeugt.',
    remedy: 'Verwenden Sie einen Schlüssel dieser App oder die andere Plattform-ID.',
  },
  'key-of-another-domain': {
    problem: 'Das Token wurde mit einem geheimen Schlüssel einer anderen Domain dieser Installation erzeugt.',
    remedy: 'Verwenden Sie einen Schlüssel dieser App oder die andere Domain und ihre Plattform-ID.',
  },
  'key-id-in-place-of-secret': {
    problem: 'Das Token wurde mit der ID des Schlüssels erzeugt, nicht mit seinem Geheimnis.',
    remedy: 'Verwenden Sie das Geheimnis: helpshift-chat key list --show-secrets zeigt es neben der ID.',
  },
  'secret-is-not-set': {
    problem:
      'Das Geheimnis auf Ihrem Server ist leer, der Text eines fehlenden Werts oder das Beispiel aus der Dokumentation.',
    remedy:
      'Geben Sie Ihrem Server das Geheimnis eines aktiven Schlüssels; prüfen Sie, ob der Name der Einstellung richtig geschrieben ist.',
  },
  'secret-with-line-break': {
    problem: 'Das Geheimnis auf Ihrem Server endet mit einem Zeilenumbruch.',
    remedy: 'Schneiden Sie ihn beim Lesen ab: Dateien und Umgebungsvariablen enden oft mit einem.',
  },
  'secret-with-white-space': {
    problem: 'Das Geheimnis auf Ihrem Server beginnt oder endet mit einem Leerzeichen.',
    remedy: 'Schneiden Sie es beim Lesen ab.',
  },
  'secret-is-quoted': {
    problem: 'Das Geheimnis auf Ihrem Server steht in Anführungszeichen.',
    remedy: 'Entfernen Sie sie: Manche Programme lesen sie aus Umgebungsdateien mit.',
  },
  'secret-with-byte-order-mark': {
    problem: 'Das Geheimnis auf Ihrem Server beginnt mit einer Bytereihenfolge-Marke (BOM), die man nicht sieht.',
    remedy: 'Speichern Sie die Datei als UTF-8 ohne BOM, oder entfernen Sie U+FEFF, wo das Geheimnis gelesen wird.',
  },
  'secret-base64-decoded': {
    problem: 'Ihr Server dekodiert das Geheimnis aus Base64, bevor er es verwendet.',
    remedy: 'Verwenden Sie die Zeichen des Geheimnisses, wie sie sind (ihre UTF-8-Bytes).',
  },
  'secret-base64-encoded': {
    problem: 'Ihr Server kodiert das Geheimnis in Base64, bevor er es verwendet.',
    remedy: 'Verwenden Sie die Zeichen des Geheimnisses, wie sie sind (ihre UTF-8-Bytes).',
  },
  'secret-hex-decoded': {
    problem: 'Ihr Server dekodiert das Geheimnis aus dem Hexadezimalen, bevor er es verwendet.',
    remedy: 'Verwenden Sie die Zeichen des Geheimnisses, wie sie sind (ihre UTF-8-Bytes).',
  },
  'secret-in-utf-16': {
    problem: 'Ihr Server verwendet die UTF-16-Bytes des Geheimnisses.',
    remedy: 'Verwenden Sie seine UTF-8-Bytes (in C#: Encoding.UTF8, nicht Encoding.Unicode).',
  },
  'stored-secret-is-not-trimmed': {
    problem: 'Diese App hat das Geheimnis mit Leerzeichen oder Anführungszeichen darum; Ihr Server hat es ohne diese.',
    remedy: 'Fügen Sie das Geheimnis noch einmal ohne sie zu dieser App hinzu, und löschen Sie diesen Schlüssel.',
  },
  'key-and-text-swapped': {
    problem: 'Geheimnis und Text wurden im Aufruf vertauscht.',
    remedy: 'Das Geheimnis ist der Schlüssel des HMAC, die Angaben sind seine Nachricht.',
  },
  'hash-without-key': {
    problem: 'Das Token ist ein einfacher SHA-256-Hash, kein HMAC.',
    remedy: 'Verwenden Sie HMAC-SHA256 mit dem Geheimnis als Schlüssel.',
  },
  'another-hash-function': {
    problem: 'Das Token wurde mit einer anderen Hashfunktion als SHA-256 erzeugt.',
    remedy: 'Verwenden Sie HMAC-SHA256.',
  },
  unexplained: {
    problem: 'Das Token passt auf keine bekannte Weise zu diesen Angaben und einem Schlüssel dieser App.',
    remedy:
      'Sehen Sie sich auf Ihrem Server den Text an, den er signiert: helpshift-chat.v1, Benutzer-ID und E-Mail-Adresse, jeweils in einer eigenen Zeile. Vergleichen Sie dann die letzten vier Zeichen seines Geheimnisses mit denen der aktiven Schlüssel. helpshift-chat token erzeugt das richtige Token.',
  },
  unknown: {
    problem: 'Der Dienst hat einen Fehler gefunden, den diese Seite noch nicht kennt.',
    remedy: 'Der Dienst wurde aktualisiert. Laden Sie die Seite neu, und testen Sie noch einmal.',
  },
};

/** In German, what `service/contract/issue-texts.ts` says in English. */
export const issuesDe: SettingsStrings['issues'] = {
  USER_ID_NOT_A_STRING: 'Die Benutzer-ID ist kein Text: Übergeben Sie sie als Text, zum Beispiel "42" statt 42.',
  USER_ID_TOO_LONG: 'Die Benutzer-ID ist länger als 750 Zeichen: Übergeben Sie eine kürzere.',
  USER_ID_HAS_OUTER_WHITE_SPACE:
    'Die Benutzer-ID beginnt oder endet mit Leerraum: Schneiden Sie ihn ab, bevor Ihr Server sie signiert und die Seite sie übergibt.',
  USER_ID_NOT_WELL_FORMED:
    'Die Benutzer-ID enthält ein halbes Zeichen (ein einzelnes Surrogat): Sie wurde in der Mitte abgeschnitten. Übergeben Sie sie ganz.',
  USER_ID_HAS_CONTROL_CHARACTER:
    'Die Benutzer-ID enthält einen Zeilenumbruch, einen Tabulator oder ein anderes Steuerzeichen: Übergeben Sie eine ID ohne dieses.',
  USER_ID_IS_A_MISSING_VALUE:
    'Die Benutzer-ID ist der Text eines fehlenden Werts, etwa "undefined", "null" oder eine nicht ausgefüllte Vorlage: Lassen Sie user-id weg, bis die Seite sie kennt.',
  USER_EMAIL_NOT_A_STRING: 'Die E-Mail-Adresse ist kein Text: Übergeben Sie sie als Text.',
  USER_EMAIL_TOO_LONG: 'Die E-Mail-Adresse ist länger als 320 Zeichen: Lassen Sie sie weg.',
  USER_EMAIL_HAS_OUTER_WHITE_SPACE:
    'Die E-Mail-Adresse beginnt oder endet mit Leerraum: Schneiden Sie ihn ab, bevor Ihr Server sie signiert und die Seite sie übergibt.',
  USER_EMAIL_INVALID:
    'Die E-Mail-Adresse ist nicht gültig: Übergeben Sie nur die Adresse, etwa ann@example.com, ohne Namen oder Klammern.',
  USER_NAME_NOT_A_STRING: 'Der Benutzername ist kein Text; er wird weggelassen. Übergeben Sie ihn als Text.',
  USER_ID_LOOKS_LIKE_EMAIL:
    'Die Benutzer-ID sieht wie eine E-Mail-Adresse aus: Übergeben Sie Adressen als user-email, ohne user-id.',
  USER_EMAIL_ALONE_WITH_FULL_PRIVACY:
    'Der volle Datenschutz ist eingeschaltet, daher zählt die E-Mail-Adresse nicht: Übergeben Sie auch eine Benutzer-ID, oder schalten Sie den vollen Datenschutz aus.',
  USER_AUTH_TOKEN_WITHOUT_USER:
    'Es gibt ein Token, aber keine Benutzer-ID und keine E-Mail-Adresse: Ein Token allein nennt niemanden. Übergeben Sie die Angaben, aus denen es erzeugt wurde.',
};
