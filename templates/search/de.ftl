search-title = „{ $value }“
search-discover = { $n ->
    [0] Hier ist noch nichts geteilt worden.
    [one] Ein Material zum Benutzen, Ändern und Weitergeben.
   *[other] { $n } Materialien zum Benutzen, Ändern und Weitergeben.
}
search-by-subject = Nach Fach
search-newest = Neueste
search-nothing-yet = Hier ist noch nichts geteilt worden
search-nothing-yet-text = Hier erscheint, was Kolleginnen und Kollegen teilen: Arbeitsblätter, Links, Tests, ganze Kurse. Fang mit etwas an, das du selbst im Unterricht benutzt.
search-filters = Filter
search-subject = Fach
search-level = Stufe
search-type = Art
search-language = Sprache
search-licence = Lizenz
search-community = Gemeinschaft
search-show = Zeigen
search-count = { $n ->
    [0] Nichts gefunden
    [one] Ein Material
   *[other] { $n } Materialien
}
search-count-for = { $n ->
    [0] Nichts gefunden für „{ $value }“
    [one] Ein Treffer für „{ $value }“
   *[other] { $n } Treffer für „{ $value }“
}
search-order = Reihenfolge
search-order-best = Am besten Passendes zuerst
search-order-date = Neuestes zuerst
search-order-do = Sortieren
search-take-away = wegnehmen
search-take-all-away = Alle Filter wegnehmen
search-some-words = Nichts hier enthält alle diese Wörter. Diese Materialien enthalten einige davon.
search-others = Sammlungen und Gemeinschaften
search-a-collection = Sammlung
search-a-community = Gemeinschaft
search-none = Nichts gefunden
search-none-text = Versuch es mit weniger Wörtern, einem anderen Wort für dasselbe oder dem Wort in einer anderen Sprache.
search-none-filters = Mit weniger Filtern gibt es etwas zu finden:
search-without = Ohne { $value }
search-words-alone = Dieselben Wörter ohne Filter
search-browse = Umsehen
search-pages = Seiten
search-page = Seite { $n } von { $value }
search-back = Zurück
search-further = Weiter
check-search = Suche
    .text = Auf dem neuesten Stand: { $value } Dinge können gefunden werden.
check-search-behind = Suche
    .text = { $value } Dinge warten darauf, gelesen zu werden. Bleibt das so, sieh bei der Arbeit im Hintergrund nach.
check-search-old = Suche
    .text = Das Verzeichnis stammt von einer früheren Version und wird neu gemacht. Bleibt das so, führe „hornbook search reindex“ aus.
