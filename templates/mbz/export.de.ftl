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
