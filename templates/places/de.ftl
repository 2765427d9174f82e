places = Orte
places-text = Leute und Gemeinschaften, die sagen, wo sie sind, damit andere in der Nähe sie finden.
places-none = Niemand hat gesagt, hier zu sein.
places-map = Eine Weltkarte mit einem Punkt für jedes Land, das unten steht
places-countries = Länder
places-pages = Seiten der Liste
places-further = Weiter
place = Ort
place-say = Sag, wo du bist
place-text = Ein Land und vielleicht ein Gebiet, nie eine Anschrift. Alle, die diese Seite lesen dürfen, sehen es. Wähle kein Land, und es ist überall weg.
place-country = Land
    .hint = Keines = es wird nichts gezeigt.
place-area = Gebiet
    .hint = Eine Region, ein Kanton oder ein Land, etwa Bayern oder CH-ZH.
place-country-unknown = Wähle ein Land aus der Liste.
place-area-long = Ein Gebiet darf höchstens 60 Zeichen haben.
place-area-address = Gib ein Gebiet an, keine Anschrift: ohne Zahlen.
place-saved = Gespeichert.
