# Kurse auf dem Weg nach draußen.
export-do = Für Moodle herunterladen
export-do-one = Für Moodle
export-title = Für Moodle herunterladen
export-crumbs = Die Sammlung
export-lede = Sie bekommen eine Datei, die Moodle 4 und 5 als Kurs wiederherstellt: „Kurs wiederherstellen“ im Menü eines beliebigen Kurses. Nehmen Sie heraus, was Sie nicht brauchen.
export-count =
    { $n ->
        [one] { $n } Material
       *[other] { $n } Materialien
    }
export-notes =
    { $n ->
        [one] { $n } Hinweis
       *[other] { $n } Hinweise
    }
export-first = Vor allen Abschnitten
export-as-link = wird ein Link
export-as-file = wird eine Datei
export-as-folder = wird ein Verzeichnis
export-as-page = wird eine Textseite
export-as-it-came = geht, wie es kam
export-as-questions = geht als Fragen mit
export-without-answers = Einige Aktivitäten enthalten die richtigen Antworten. Ohne das Konto einer Lehrkraft bekommen Sie, was sie zeigen, als Textseiten.
export-empty = Noch nichts herunterzuladen
export-empty-text = Aus der Sammlung kann ein Kurs werden, sobald etwas in ihr steht, das Sie sehen dürfen.
export-privacy = In der Datei stehen keine Namen, Antworten oder Noten von Lernenden. Eine Seite am Ende nennt Urheber und Lizenzen.
export-total = ausgewählt
export-go = Herunterladen
export-nothing = Wählen Sie mindestens ein Material.
export-attribution = Urheber und Lizenzen
export-attribution-lead = Dieser Kurs entstand aus „{ $value }“. Er enthält:
export-other = Ohne Moodle
export-other-text = Dieselbe Auswahl als Seiten, die sich von einem Stick oder aus einem gemeinsamen Ordner öffnen lassen, oder für andere Lernplattformen wie Canvas oder Brightspace.
export-as-pages = Webseiten (.zip)
export-as-cartridge = Common Cartridge (.imscc)
export-contents = Inhalt
export-back = (ganzer Inhalt)
export-source = Woher das stammt
export-all-questions = alle Fragen
export-making = Ihr Download wird vorbereitet
export-making-of = „{ $value }“ wird vorbereitet
export-writing = Die Datei wird geschrieben.
export-next = Es geht gleich los.
export-before =
    { $n ->
        [one] Ein anderer Download kommt vorher.
       *[other] { $n } andere Downloads kommen vorher.
    }
export-failed = Die Datei ließ sich nicht schreiben. Der nächste Versuch folgt nach einer Weile von selbst.
export-leave = Sie können diese Seite verlassen und wiederkommen. Sie erfahren, wenn die Datei fertig ist.
export-keep-address = Sie können diese Seite verlassen. Merken Sie sich ihre Adresse: Nur wer sie kennt, kann die Datei abholen.
export-look-again = Neu nachsehen
export-call-off = Abbrechen
export-called-off = Abgebrochen. Die Datei ist entfernt.
export-ready = „{ $value }“ ist fertig
export-ready-text = Die Datei wird aufbewahrt bis
export-fetch = Datei herunterladen
export-let-go = Datei entfernen
export-changed = Seitdem hat sich darin etwas geändert; die Datei wird neu geschrieben.
export-large = Das ist viel, deshalb entsteht die Datei im Hintergrund. Sie sehen, wie weit sie ist, können gehen und sie später abholen.
export-make = Datei vorbereiten
export-crumbs-one = Das Material
export-full = Gerade zu viele große Downloads
export-full-all = Es warten schon viele große Downloads; sie werden nacheinander geschrieben. Nichts wurde begonnen. Versuchen Sie es in ein paar Minuten noch einmal.
export-full-own = Drei Ihrer Downloads warten schon. Versuchen Sie es wieder, wenn einer fertig ist, oder brechen Sie einen ab.
export-full-strangers = Andere Gäste warten auf große Downloads, die nacheinander geschrieben werden. Versuchen Sie es in ein paar Minuten noch einmal, oder melden Sie sich an: Wer ein Konto hat, hat eigene Plätze.
export-yours = Ihre großen Downloads
export-state-ready = fertig
export-state-making = in Arbeit
notice-export-ready = Dein Download ist fertig.
