check-review = Second looks
    .text = Waiting for a curator: { $value }. Look at them, and publish them or send them back with a note.
check-review-none = Second looks
    .text = Nothing waits for a curator.
