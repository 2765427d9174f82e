import-title = Einen Kurs übernehmen
import-lede = Leg hier eine Moodle-Kurssicherung ab, sieh nach, was darin ist, und nimm, was du willst.
import-steps = Schritte
import-step-1 = Hochladen
import-step-2 = Auswählen
import-step-3 = Beschreiben
import-step-4 = Prüfen
import-file = Kurssicherung
import-file-hint = Eine .mbz-Datei aus Moodle oder eine ältere .zip, bis { $value }. Auch die Sicherung einer einzelnen Aktivität geht.
import-file-missing = Wähle zuerst die Datei der Kurssicherung aus.
import-drop = oder leg sie hier ab
import-sending = Wird gesendet
import-sent = {"{"}sent{"}"} von {"{"}total{"}"}
import-stop = Anhalten
import-lost = Die Verbindung ist abgerissen. Nichts wurde behalten: sende die Datei noch einmal.
import-privacy = Namen, Noten, Beiträge und Versuche der Lernenden werden weggelassen. Die gesendete Datei wird entfernt, sobald du genommen hast, was du willst.
import-look = Hineinsehen
import-yours = Deine Übernahmen
import-state-looking = wird gelesen
import-state-unreadable = war nicht lesbar
import-state-choosing = wartet auf deine Auswahl
import-state-running = wird übernommen
import-state-done = übernommen
import-choose-title = Wähle, was du nimmst
import-choose-lede = Nimm das Häkchen weg, wo du etwas nicht willst. Vor dem letzten Schritt wird nichts angelegt.
import-activities = { $n ->
    [one] eine Aktivität
   *[other] { $n } Aktivitäten
}
import-personal = Persönliche Daten werden weggelassen
import-personal-text = Das steckt in der Sicherung. Nichts davon wird hier behalten:
import-personal-none = In dieser Sicherung wurden keine persönlichen Daten gefunden.
import-what-users = { $n ->
    [one] ein Konto mit Name und Adresse
   *[other] { $n } Konten mit Namen und Adressen
}
import-what-enrolments = { $n ->
    [one] eine Einschreibung
   *[other] { $n } Einschreibungen
}
import-what-role-assignments = wer welche Rolle hatte ({ $n })
import-what-groups = wer in welcher Gruppe war ({ $n })
import-what-attempts = Versuche in Tests und Lektionen ({ $n })
import-what-submissions = abgegebene Arbeiten ({ $n })
import-what-grades = Noten und Termine für Einzelne ({ $n })
import-what-answers = Antworten auf Abstimmungen, Umfragen und Formulare ({ $n })
import-what-posts = Forumsbeiträge ({ $n })
import-what-entries = Glossareinträge, Wikiseiten und Datensätze, die Leute schrieben ({ $n })
import-what-messages = Chatnachrichten ({ $n })
import-what-comments = Kommentare und Bewertungen ({ $n })
import-what-subscriptions = wer was abonniert oder gelesen hat ({ $n })
import-what-completion = wer was abgeschlossen hat ({ $n })
import-what-calendar = Kalendereinträge von Leuten ({ $n })
import-what-logs = Protokolle ({ $n })
import-what-authors = Namen derer, die Dateien hochluden ({ $n })
import-what-other-rows = Zeilen zusätzlicher Aktivitäten ({ $n })
import-what-files = abgegebene oder angehängte Dateien ({ $n })
import-what-secrets = Passwörter und Schlüssel ({ $n })
import-remarks = { $n ->
    [one] Eine Bemerkung
   *[other] { $n } Bemerkungen
}
import-known = { $n ->
    [one] Eine dieser Aktivitäten wurde schon übernommen. Sie wird aufgefrischt statt doppelt angelegt.
   *[other] { $n } dieser Aktivitäten wurden schon übernommen. Sie werden aufgefrischt statt doppelt angelegt.
}
import-section-first = Allgemeines
import-section = Abschnitt { $n }
import-things = { $n ->
    [one] eine Sache
   *[other] { $n } Sachen
}
import-questions = { $n ->
    [one] eine Frage
   *[other] { $n } Fragen
}
import-hidden = für Lernende verborgen, bleibt Entwurf
import-damaged = beschädigt: nur der Name ist bekannt
import-changed = schon übernommen, hat sich geändert
import-same = schon übernommen, unverändert
import-preview = Vorschau
import-why-section = Der Inhalt steht als eigener Abschnitt in der Liste.
import-why-bank = Die Fragen kommen mit den Tests, die sie verwenden.
import-more = Außerdem
import-entries = Auch nehmen, was Leute gemeinsam schrieben
    .hint = Glossareinträge, Wikiseiten, Datensätze und Eröffnungsbeiträge, ohne ihre Namen. Sieh sie durch, bevor du veröffentlichst: in den Texten können Namen stehen.
import-copy = Neue Kopien anlegen
    .hint = Sonst wird aufgefrischt, was schon übernommen wurde.
import-total-things = Sachen
import-total-questions = Fragen
import-go-on = Weiter
import-back = Zurück
import-call-off = Abbrechen
import-nothing-chosen = Kreuze mindestens eine Sache an.
import-describe-title = Sag, was es ist
import-describe-lede = Das gilt für alles, was du nimmst. Einzelnes kann unten abweichen, und alles lässt sich später ändern.
import-not-said = – keine Angabe –
import-as-all = wie für alle
import-collection-title = Titel der Sammlung
import-community = Gemeinschaft
import-visibility = Wer darf es sehen?
import-visible-public = Alle
import-visible-local = Leute mit einem Konto hier
import-visible-community = Die Mitglieder der Gemeinschaft
import-visible-private = Nur du
import-licence = Lizenz
    .hint = Wähle eine offene Lizenz nur, wenn du sie vergeben darfst. Trägt eine Datei ihre eigene Lizenz, bleibt diese.
import-language = Sprache
import-subject = Fach
import-level = Stufe
import-author = Urheber
    .hint = Wer es gemacht hat: steht bei jeder Kopie.
import-then = Und dann
import-publish = Gleich veröffentlichen
    .hint = Was Lernende im alten Kurs nicht sehen konnten, bleibt Entwurf.
import-each = Was abweicht
import-each-hint = Öffne eine Zeile, um für eine Sache etwas anderes zu sagen.
import-title-missing = Gib der Sammlung einen Titel.
import-community-missing = Wähle die Gemeinschaft, deren Mitglieder es sehen dürfen.
import-licence-missing = Wähle eine Lizenz, oder lass alles als Entwürfe.
import-language-missing = Wähle eine Sprache, oder lass alles als Entwürfe.
import-subject-missing = Wähle ein Fach, oder lass alles als Entwürfe.
import-level-missing = Wähle eine Stufe, oder lass alles als Entwürfe.
import-check-title = Prüfen, dann übernehmen
import-check-lede = { $n ->
    [one] Eine Sache wird Teil von „{ $value }“.
   *[other] { $n } Sachen werden Teil von „{ $value }“.
}
import-becomes-draft = wird ein Entwurf
import-becomes-public = wird veröffentlicht
import-run = Übernehmen
import-preview-of = Vorschau
import-preview-note = So wird es zu lesen sein, mit den Antworten, die nur Lehrende sehen. Große Bilder und andere Dateien kommen mit der Übernahme.
import-preview-empty = Es gibt keinen Text zu zeigen; die Dateien kommen mit der Übernahme.
import-looking = „{ $value }“ wird angesehen
import-running = „{ $value }“ wird übernommen
import-progress = Fortschritt der Übernahme
import-step-wait = Wartet, bis es an der Reihe ist
import-step-look = Die Datei wird gelesen
import-step-files = Die Datei wird gelesen und behalten, was du gewählt hast
import-step-make = Materialien werden angelegt
import-stopping = Hält an; was angelegt wurde, wird zurückgenommen.
import-leave = Du kannst diese Seite verlassen. Die Arbeit geht weiter, auch nach einem Neustart.
import-resume = Weiter
import-ready = Fertig.
import-see = Ansehen
import-called-off = Abgebrochen; die Datei ist entfernt.
import-unreadable = Diese Sicherung ist nicht lesbar
import-unreadable-text = Nichts wurde behalten. Mach die Sicherung in Moodle noch einmal, oder lade sie noch einmal herunter, und sende sie.
import-another = Eine andere Datei senden
import-forget = Vergessen
import-done = Übernommen
import-done-text = „{ $value }“ ist übernommen.
import-open-collection = Sammlung öffnen
import-undo = Rückgängig machen
import-undo-sure = Alles zurücknehmen, was diese Übernahme angelegt hat?
import-keep = Behalten
import-undone = „{ $value }“ wurde zurückgenommen. Nichts davon ist übrig.
import-figure-new = neu
import-figure-updated = aufgefrischt
import-figure-same = unverändert
import-figure-published = veröffentlicht
import-drafts-note = Was nicht veröffentlicht ist, wartet bei deinen Entwürfen.
import-drafts = Deine Entwürfe
import-skipped = { $n ->
    [one] Eine Sache wurde nicht genommen
   *[other] { $n } Sachen wurden nicht genommen
}
import-skipped-not-chosen = du hast sie nicht gewählt
import-skipped-section = sie ist ein Abschnitt der Sammlung
import-skipped-question-bank = die Fragen kommen mit den Tests
import-skipped-damaged = sie ist beschädigt
import-gone = Namen, Adressen, Noten, Beiträge, Versuche und Protokolle wurden weggelassen, und die gesendete Datei ist entfernt.
import-bank = Fragensammlung
import-bank-hint = Aus jeder Kategorie wird ein Material, mit den Fragen zum Herunterladen. Richtige Antworten sehen nur Lehrende.
import-categories = { $n ->
    [one] { $n } Kategorie
   *[other] { $n } Kategorien
}
import-content-bank = Inhaltssammlung
import-beside = Neben dem Kurs
