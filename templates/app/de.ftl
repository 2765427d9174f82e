about-empty = Hier hat noch niemand geschrieben, wer diese Seite betreibt.
check-mend = Beheben
check-red = Kaputt
check-amber = Schau hin
check-green = Gut
check-jobs = Arbeit im Hintergrund
    .text = { $value } Aufträge warten oder laufen.
check-jobs-failed = Arbeit im Hintergrund
    .text = { $value } Aufträge sind immer wieder gescheitert und werden nicht mehr versucht.
check-space = Platz für Dateien
    .text = { $value } sind belegt.
check-mail = Briefe
    .text = Ein Mailserver ist eingestellt.
check-mail-none = Briefe
    .text = Kein Mailserver ist eingestellt. Einladungen und neue Passwörter gehen über Links, die du weitergibst. Für Briefe ergänze [smtp] in hornbook.toml.
check-origin = Adresse
    .text = Andere sehen diese Seite unter { $value }.
check-origin-none = Adresse
    .text = Keine öffentliche Adresse ist eingestellt; Links nennen { $value }. Setze origin in hornbook.toml, bevor du Links weitergibst.
check-about-empty = Über diese Seite
    .text = Sag, wer diese Seite betreibt und welche Regeln gelten.
site-tagline = Ein Satz über die Seite
site-about = Über diese Seite
    .hint = Wer sie betreibt, wen man fragt, welche Regeln gelten. Markdown wird verstanden.
site-language = Sprache der Seiten für alle, die keine gewählt haben
site-content-language = Sprache der meisten Materialien
site-licence = Lizenz, die zuerst angeboten wird
site-rules = Regeln
site-review = Beiträge zuerst ansehen
    .hint = Was Beitragende teilen, erscheint, sobald es jemand aus dem Kuratieren angesehen hat.
site-publisher-after = So viele angenommene Materialien machen aus Beitragenden Veröffentlichende
    .hint = 0: nie von selbst.
site-most-upload = Größte Datei, in MB
site-quota-person = Platz für eine Person, in MB
site-quota-site = Platz für alle, in MB
settings-number = Gib eine ganze Zahl ein.
settings-name-missing = Gib der Seite einen Namen.
jobs-none = Nichts wartet
jobs-none-text = Importe und andere lange Arbeit erscheinen hier, solange sie warten oder laufen, und bleiben hier, wenn sie scheitern.
jobs-kind = Art
jobs-state = Wie es steht
jobs-due = Fällig
jobs-running = Läuft
jobs-waiting = Wartet
jobs-given-up = Aufgegeben
jobs-attempts = { $n ->
    [one] Einmal gescheitert:
   *[other] { $n }-mal gescheitert:
}
jobs-retry = Jetzt versuchen
jobs-erase = Vergessen
jobs-retried = Es wird noch einmal versucht.
jobs-erased = Vergessen.
home-hello = Hallo, { $value }
home-tagline = Womit { $value } unterrichtet – geteilt.
home-count = { $n ->
    [one] Ein Material zum Benutzen, Ändern und Weitergeben.
   *[other] { $n } Materialien zum Benutzen, Ändern und Weitergeben.
}
home-search = Suche in allem, was hier geteilt ist
home-by-subject = Nach Fach
home-collections = Neue Sammlungen
home-newest = Neueste
home-new-for-you = Neu in deinen Gemeinschaften und Fächern
home-all = Alles
home-communities = Deine Gemeinschaften
home-communities-all = Alle Gemeinschaften
home-yours = Was auf dich wartet
home-draft = Dein Entwurf
home-sent-back = Mit einer Nachricht an dich zurück
home-untitled = Ohne Titel
home-review = { $n ->
    [one] Ein Beitrag zum Ansehen
   *[other] { $n } Beiträge zum Ansehen
}
home-empty = Hier ist noch nichts geteilt worden
home-empty-text = Arbeitsblätter, Links, Bilder, Tests und ganze Kurse gehören hierher: alles, was jemandem im Kollegium morgen beim Unterrichten hilft.
home-first = Erste Schritte
home-first-link = Einen Link teilen
home-first-link-text = Eine Seite im Netz, die du im Unterricht benutzt, mit ein paar Worten dazu.
home-first-import = Einen Kurs übernehmen
home-first-import-text = Eine Sicherung aus Moodle wird zu einer Sammlung von Materialien. Daten von Schülerinnen und Schülern bleiben draußen.
home-first-invite = Kollegium einladen
home-first-invite-text = Mach Links, mit denen eine Person oder das ganze Lehrerzimmer ein Konto bekommt.
home-applications = { $n ->
    [one] Jemand bittet um ein Konto
   *[other] { $n } Leute bitten um ein Konto
}
