notices = Notices
notices-new = new
notices-none = Nothing to tell you yet
notices-none-text = When something concerns you, such as thanks for what you shared, it stands here.
notices-see-all = Mark all as seen
notices-all-seen = All marked as seen.
notices-all = All notices
notices-choose = Choose what to be told
notices-chosen = Saved.
notices-pages = Pages of notices
notices-further = Earlier ones
notices-waiting = { $n ->
    [one] Notices: one new
   *[other] Notices: { $n } new
}
notices-somebody = Somebody
settings-notices = Notices
notices-letters = One letter with what is new
    .hint = It comes by mail, only if there is something that you have not seen. Every letter has a link that ends them.
notices-letters-none = No letters
notices-letters-daily = Every morning
notices-letters-weekly = Every Monday
notices-no-address = Enter a mail address in your profile first, then choose letters here.
notices-no-letters-here = This site sends no letters so far: no mail server is set. What you choose here holds once there is one.
notices-of-what = Tell me, too,
notices-of-follows = when somebody follows me
notices-unsubscribe = No more letters
notices-unsubscribe-text = The letters with what is new will end. On this site you will still see your notices.
notices-unsubscribe-do = End the letters
notices-unsubscribed = There will be no more letters of this kind. You can choose them again in your settings.
notices-letter-subject = { $n ->
    [one] One thing is new for you on { $site }
   *[other] { $n } things are new for you on { $site }
}
notices-letter-heading = { $n ->
    [one] One thing is new for you on { $site }.
   *[other] { $n } things are new for you on { $site }.
}
notices-letter-more = There is more on the page of your notices.
notices-letter-why = You get this letter because you chose so on { $site }.
notices-letter-end = End these letters
notice-asked = { $name } asks to join { $quote }
notice-let-in = You are a member of { $quote } now
notice-refused = { $quote } did not take you in
notice-followed = { $name } follows you
notice-accepted = { $name } published what you shared: { $quote }
notice-sent-back = { $name } sent back what you shared, with a note: { $quote }
notice-collected = { $name } put something of yours into the collection { $quote }
notice-thanked = { $name } thanks you for { $quote }
notice-used = { $name } tells how they used { $quote }
notice-said = { $name } says something about { $quote }
notice-mentioned = { $name } names you in a discussion about { $quote }
notice-suggested = { $name } suggests something for your collection { $quote }
notice-suggestion-taken = What you suggested is in the collection { $quote } now
notice-suggestion-declined = What you suggested for the collection { $quote } was not taken
notice-invited = { $name } invites you to join { $quote }
notice-moderates = { $name } made you one of those who look after { $quote }
notice-handed-over = { $name } handed { $quote } over to you
notice-copied = { $name } made an own version of { $quote }
notice-newer = There is a newer version of { $quote }, from which yours was made
notice-comment-waits = { $name } said something about { $quote } that waits for you: it leads to a site that nobody here has linked to
notice-comment-shown = Others see now what you said about { $quote }
notice-comment-declined = What you said about { $quote } was turned down
