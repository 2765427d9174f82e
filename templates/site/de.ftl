skip = Zum Inhalt springen
search = Suchen
search-placeholder = Suche in allem, was hier geteilt wird
nav-main = Hauptbereiche
nav-home = Start
nav-discover = Entdecken
nav-share = Teilen
nav-shelf = Regal
nav-profile = Profil
nav-settings = Einstellungen
nav-admin = Verwaltung
nav-about = Über diese Seite
nav-collections = Sammlungen
nav-communities = Gemeinschaften
nav-topics = Themen
nav-places = Orte
nav-language = Sprache der Seiten
nav-language-change = Sprache wechseln
nav-theme = Hell oder dunkel
nav-theme-change = Wechseln
menu-of = { $value }: dein Menü
theme-auto = Wie das Gerät
theme-light = Papier und Tinte
theme-dark = Schiefer und Kreide
sign-in = Anmelden
sign-out = Abmelden
keys-title = Tasten
keys-rows = In einer Liste hinab und hinauf
keys-help = Diese Hilfe
close = Schließen
save = Speichern
change = Ändern
copy = Kopieren
copied = Kopiert
optional = (freiwillig)
what-to-do = Was zu tun ist
subjects = Fächer
levels = Stufen
languages = Sprachen
form-problems = { $n ->
    [one] Eine Sache fehlt noch
   *[other] { $n } Sachen fehlen noch
}
form-unreadable = Das Formular kam nicht so an, wie diese Seite es sendet. Nichts wurde geändert: geh zurück, lade die Seite neu und sende es noch einmal.
upload-many = Höchstens { $value } Dateien auf einmal. Keine wurde behalten: wähle weniger aus und sende die anderen danach.
upload-broken-off = Die Datei kam nicht vollständig an und wurde nicht behalten. Was du getippt hast, steht noch im Formular: wähle die Datei noch einmal aus und sende sie.
upload-damaged = Die Datei kam beschädigt an und wurde nicht behalten. Sende sie noch einmal.
error-not-found = Unter dieser Adresse ist nichts
error-not-found-text = Es wurde vielleicht verschoben oder entfernt, oder nur einige dürfen es sehen. Suche danach, oder frage, wer dir die Adresse gegeben hat.
error-gone = Das wurde zurückgezogen
error-gone-text = Wer es geteilt hat oder jemand aus der Moderation hat es zurückgezogen. Die Adresse wird für nichts anderes verwendet.
error-sign-in = Melde dich zuerst an
error-sign-in-text = Das dürfen nur Leute mit einem Konto hier sehen.
kept-title = Du bist abgemeldet
kept-text = Gesendet wurde nichts, und was du geschrieben hast, ist nicht verloren.
kept-yours = Was du geschrieben hast
kept-first = Melde dich in einem neuen Tab wieder an:
kept-sign-in = anmelden
kept-then = Komm dann auf diese Seite zurück und sende es ab.
kept-send = Jetzt senden
kept-file = Die Datei, die du gewählt hattest, geht nicht mit: Füge sie danach wieder hinzu.
error-forbidden = Das darfst du nicht
error-invalid = Etwas stimmt noch nicht
error-conflict = Das geht jetzt nicht
error-too-large = Das ist zu groß
error-too-large-text = Höchstens { $value } können hier auf einmal gesendet werden. Nichts wurde behalten. Mach es kleiner, oder bitte die Verwaltung, mehr zu erlauben.
error-too-many = Zu viele Versuche
error-too-many-text = Damit niemand Passwörter errät, geht das erst in ein paar Minuten wieder. Nichts wurde geändert.
error-busy = Gerade ist sehr viel los
error-busy-text = Nichts wurde geändert. Warte einen Moment und versuche es noch einmal.
error-internal = Hier ist etwas schiefgegangen
error-internal-text = Du hast nichts falsch gemacht, und nichts wurde geändert. Die Verwaltung findet Näheres im Protokoll. Versuche es gleich noch einmal.
error-home = Zur Startseite
forbidden-role = Deine Rolle auf dieser Seite erlaubt das nicht. Die Verwaltung kann deine Rolle ändern.
forbidden-other-site = Das kam von einer Seite eines anderen Anbieters und wurde deshalb nicht getan. Öffne diese Seite in deinem Browser und tu es hier.
role-unknown = Diese Rolle gibt es nicht. Die Rollen sind reader, contributor, publisher, curator, moderator und administrator.
role-reader = Lesen
role-contributor = Beitragen
role-publisher = Veröffentlichen
role-curator = Kuratieren
role-moderator = Moderieren
role-administrator = Verwalten
language-unknown = Diese Sprache steht nicht in der Liste.
licence-unknown = Diese Lizenz steht nicht in der Liste.
time-now = gerade eben
time-minutes = { $n ->
    [one] vor einer Minute
   *[other] vor { $n } Minuten
}
time-hours = { $n ->
    [one] vor einer Stunde
   *[other] vor { $n } Stunden
}
time-days = { $n ->
    [one] gestern
   *[other] vor { $n } Tagen
}
time-date = { $day }. { $month } { $year }
month-01 = Januar
month-02 = Februar
month-03 = März
month-04 = April
month-05 = Mai
month-06 = Juni
month-07 = Juli
month-08 = August
month-09 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
admin-check = Prüfliste
admin-people = Leute
admin-communities = Gemeinschaften
admin-settings = Einstellungen
admin-jobs = Arbeit
admin-access = Wer hereinkommt
nav-moderation = Moderation
nav-reports = Meldungen
nav-applications = Anträge
nav-log = Protokoll
forbidden-silenced = Die Moderation hat dich für jetzt stumm geschaltet: du kannst alles lesen und nichts senden. Wenn du das für falsch hältst, widersprich der Entscheidung, die du bekommen hast.
