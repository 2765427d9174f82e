thanks-do = Danke sagen
thanks-is = Du hast Danke gesagt
thanks-given = Wer das geteilt hat, erfährt es.
thanks-taken = Zurückgenommen.
thanks-own = Dir selbst kannst du nicht danken.
thanks-count = { $n ->
    [one] eine Person sagt Danke
   *[other] { $n } Leute sagen Danke
}
used-title = Im Unterricht
used-title-of = { $value }: im Unterricht
used-tell = Ich habe es benutzt
used-tell-do = Erzählen
used-told = Danke: andere sehen nun, wie es war.
used-changed = Gespeichert.
used-withdrawn = Zurückgenommen.
used-withdraw = Zurücknehmen
used-withdraw-sure = Diesen Bericht zurücknehmen?
used-keep = So lassen
used-none = Noch niemand hat erzählt, wie es war. Hast du es benutzt?
used-all = { $n ->
    [one] Der eine Bericht
   *[other] Alle { $n } Berichte
}
used-count = { $n ->
    [one] Ein Bericht von Leuten, die es benutzt haben
   *[other] { $n } Berichte von Leuten, die es benutzt haben
}
used-crumbs = Wo du bist
used-pages = Seiten mit Berichten
used-further = Frühere
used-form = Wie war es mit „{ $value }“?
used-form-text = Was du weglässt, fehlt niemandem. Nenne keine Schülerinnen und Schüler.
used-learners = Mit wem?
    .hint = Etwa: 24 Kinder der 6. Klasse, die Hälfte neu in der Sprache.
used-level = Stufe
used-level-none = Keine Angabe
used-minutes = Minuten
    .hint = Wie lange es im Unterricht gedauert hat.
used-minutes-form = Gib die Minuten als Zahl ein.
used-minutes-many = Das ist länger als { $value } Minuten.
used-minutes-count = { $n ->
    [one] eine Minute
   *[other] { $n } Minuten
}
used-month = Monat
    .hint = Wann du es benutzt hast: Jahr und Monat, wie 2026-11.
used-month-form = Schreib den Monat wie in 2026-11.
used-worked = Was hat geklappt, was nicht?
used-worked-title = Was geklappt hat
used-needed = Was hast du gebraucht?
used-needed-title = Was man braucht
used-copy = Deine angepasste Fassung
    .hint = Ihre Adresse, hier oder anderswo, wenn andere sie haben dürfen.
used-copy-title = Eine angepasste Fassung
used-copy-form = Das ist keine Webadresse und nicht die eines Materials hier.
used-nothing = Erzähle wenigstens, mit wem, was geklappt hat oder was du gebraucht hast.
used-long = Hier passen höchstens { $value } Zeichen hinein.
used-not-published = Was nicht veröffentlicht ist, kann niemand benutzt haben.
used-not-own = Nur wer diesen Bericht geschrieben hat, kann ihn ändern.
used-often-enough = Davon hast du schon ein Dutzend Mal erzählt. Ändere lieber einen deiner Berichte.
