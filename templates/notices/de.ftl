notices = Mitteilungen
notices-new = neu
notices-none = Noch keine Mitteilungen
notices-none-text = Was dich betrifft, etwa ein Dank für dein Material, steht hier.
notices-see-all = Alle als gesehen markieren
notices-all-seen = Alle sind als gesehen markiert.
notices-all = Alle Mitteilungen
notices-choose = Mitteilungen einstellen
notices-chosen = Gespeichert.
notices-pages = Seiten der Mitteilungen
notices-further = Frühere
notices-waiting = { $n ->
    [one] Mitteilungen: eine neue
   *[other] Mitteilungen: { $n } neue
}
notices-somebody = Jemand
settings-notices = Mitteilungen
notices-letters = Ein Brief mit dem Neuen
    .hint = Er kommt per Mail, nur wenn es etwas gibt, das du noch nicht gesehen hast. In jedem Brief steht ein Link, der sie beendet.
notices-letters-none = Keine Briefe
notices-letters-daily = Jeden Morgen
notices-letters-weekly = Jeden Montag
notices-no-address = Trage zuerst eine Mailadresse in dein Profil ein und wähle dann hier Briefe.
notices-no-letters-here = Diese Seite verschickt noch keine Briefe: es ist kein Mailserver eingetragen. Was du hier wählst, gilt, sobald es einen gibt.
notices-of-what = Sag mir auch,
notices-of-follows = wenn mir jemand folgt
notices-unsubscribe = Keine Briefe mehr
notices-unsubscribe-text = Die Briefe mit dem Neuen hören auf. Auf dieser Seite siehst du deine Mitteilungen weiterhin.
notices-unsubscribe-do = Briefe beenden
notices-unsubscribed = Solche Briefe kommen nicht mehr. In deinen Einstellungen kannst du sie wieder wählen.
notices-letter-subject = { $n ->
    [one] Etwas Neues für dich auf { $site }
   *[other] { $n } Neuigkeiten für dich auf { $site }
}
notices-letter-heading = { $n ->
    [one] Auf { $site } gibt es etwas Neues für dich.
   *[other] Auf { $site } gibt es { $n } Neuigkeiten für dich.
}
notices-letter-more = Mehr steht auf der Seite deiner Mitteilungen.
notices-letter-why = Du bekommst diesen Brief, weil du ihn auf { $site } gewählt hast.
notices-letter-end = Diese Briefe beenden
notice-asked = { $name } möchte { $quote } beitreten
notice-let-in = Du gehörst jetzt zu { $quote }
notice-refused = { $quote } hat dich nicht aufgenommen
notice-followed = { $name } folgt dir
notice-accepted = { $name } hat dein Material veröffentlicht: { $quote }
notice-sent-back = { $name } hat dein Material mit einer Bemerkung zurückgegeben: { $quote }
notice-collected = { $name } hat etwas von dir in die Sammlung { $quote } gelegt
notice-thanked = { $name } dankt dir für { $quote }
notice-used = { $name } erzählt, wie { $quote } im Unterricht war
notice-said = { $name } sagt etwas zu { $quote }
notice-mentioned = { $name } nennt dich in einem Gespräch über { $quote }
notice-suggested = { $name } schlägt etwas für deine Sammlung { $quote } vor
notice-suggestion-taken = Dein Vorschlag steht jetzt in der Sammlung { $quote }
notice-suggestion-declined = Dein Vorschlag für die Sammlung { $quote } wurde nicht genommen
notice-invited = { $name } lädt dich ein: { $quote }
notice-moderates = { $name } hat dich zu denen geholt, die sich um { $quote } kümmern
notice-handed-over = { $name } hat dir { $quote } übergeben
notice-copied = { $name } hat eine eigene Fassung von { $quote } gemacht
notice-newer = Es gibt eine neuere Fassung von { $quote }; deine ging daraus hervor
notice-comment-waits = { $name } sagte etwas zu { $quote }, das auf dich wartet: Es führt zu einer Seite, die hier noch niemand verlinkt hat
notice-comment-shown = Andere sehen jetzt, was du zu { $quote } gesagt hast
notice-comment-declined = Was du zu { $quote } gesagt hast, wurde abgelehnt
