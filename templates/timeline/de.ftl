nav-timeline = Neues
nav-follows = Dem ich folge
timeline-mine = Für mich
timeline-site = Auf dieser Seite
timeline-of-community = Neues hier
timeline-at = Neues in { $value }
timeline-crumbs = Wo du bist
timeline-pages = Seiten mit Neuem
timeline-entries = Was geschehen ist
timeline-earlier = Früheres
timeline-newest = Zum Neuesten
timeline-new = neu
timeline-seen-before = Was nun folgt, kennst du schon.
timeline-none = Bisher nichts
timeline-none-text = Was hier geteilt wird, findest du auf dieser Seite.
timeline-none-mine = Folge Leuten, Gemeinschaften, Sammlungen, Fächern oder Suchen: was dort geschieht, steht hier. Beitreten musst du nirgends.
timeline-all = Alle { $n }
timeline-look = Weiterlesen
timeline-entry = { $value }: alles davon
timeline-published = { $n ->
    [one] teilt ein Material
   *[other] teilt { $n } Materialien
}
timeline-collected = { $n ->
    [one] legt ein Material in die Sammlung
   *[other] legt { $n } Materialien in die Sammlung
}
timeline-opened = veröffentlicht die Sammlung
timeline-founded = gründet die Gemeinschaft
timeline-joined = ist jetzt in der Gemeinschaft
timeline-used = hat das benutzt und erzählt davon
timeline-asked = beginnt ein Gespräch über
timeline-said = sagt etwas zu
follow-do = Folgen
follow-is = Du folgst dem
unfollow-do = Nicht mehr folgen
follow-done = Du folgst jetzt: { $value }.
unfollow-done = Dem folgst du nicht mehr.
follow-too-many = Du folgst schon so vielem, wie diese Seite schafft. Folge zuerst etwas anderem nicht mehr.
follow-this-search = Dieser Suche folgen
follow-this-subject = Diesem Fach folgen
follow-this-keyword = Diesem Schlagwort folgen
follow-person = Person
follow-community = Gemeinschaft
follow-collection = Sammlung
follow-subject = Fach
follow-keyword = Schlagwort
follow-search = Suche
follow-more = Mehr folgen
follow-a-subject = Einem Fach
follow-a-keyword = Einem Schlagwort
follow-of-me = Was andere von mir sehen
follow-joining = Zeigen, wenn ich einer Gemeinschaft beitrete
    .hint = Dann sieht es, wer dir oder der Gemeinschaft folgt. Sonst niemand.
follow-joining-saved = Gespeichert.
follows-text = Was dort geschieht, steht unter „Neues“. Diese Liste sieht niemand sonst.
follows-none = Du folgst noch nichts
follows-none-text = Die Seiten von Leuten, Gemeinschaften und Sammlungen haben einen Knopf dafür, und jede Suche auch.
follows-hidden = Etwas, das du nicht mehr sehen darfst
notice-announced = { $name } gibt in einer deiner Gemeinschaften bekannt: „{ $quote }“
follow-nothing = Schreib, welchem Stichwort du folgen willst.
