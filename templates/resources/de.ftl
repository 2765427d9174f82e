check-review = Zweite Durchsicht
    .text = Es warten: { $value }. Sieh sie dir an, und veröffentliche sie oder schicke sie mit einer Nachricht zurück.
check-review-none = Zweite Durchsicht
    .text = Nichts wartet auf eine zweite Durchsicht.
