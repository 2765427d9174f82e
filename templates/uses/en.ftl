thanks-do = Say thank you
thanks-is = You said thank you
thanks-given = Whoever shared this is told.
thanks-taken = Taken back.
thanks-own = You cannot thank yourself.
thanks-count = { $n ->
    [one] one person says thank you
   *[other] { $n } people say thank you
}
used-title = Used in class
used-title-of = { $value }: used in class
used-tell = I used this
used-tell-do = Tell it
used-told = Thank you: others see now how it went.
used-changed = Saved.
used-withdrawn = Taken back.
used-withdraw = Take back
used-withdraw-sure = Take this report back?
used-keep = Leave it
used-none = Nobody has told yet how it went. Have you used it?
used-all = { $n ->
    [one] The one report
   *[other] All { $n } reports
}
used-count = { $n ->
    [one] One report of those who used it
   *[other] { $n } reports of those who used it
}
used-crumbs = Where you are
used-pages = Pages of reports
used-further = Earlier ones
used-form = How did it go with “{ $value }”?
used-form-text = Whatever you leave out, others will not miss. Name no pupils.
used-learners = With whom?
    .hint = Such as: 24 pupils of year 6, half of them new to the language.
used-level = Level
used-level-none = Not told
used-minutes = Minutes
    .hint = How long it took in class.
used-minutes-form = Enter the minutes as a number.
used-minutes-many = That is longer than { $value } minutes.
used-minutes-count = { $n ->
    [one] one minute
   *[other] { $n } minutes
}
used-month = Month
    .hint = When you used it: year and month, such as 2026-11.
used-month-form = Write the month as in 2026-11.
used-worked = What worked, and what did not?
used-worked-title = What worked
used-needed = What did you need?
used-needed-title = What was needed
used-copy = Your adapted copy
    .hint = Its address, here or elsewhere, if others may have it.
used-copy-title = An adapted copy
used-copy-form = This is no web address, nor that of a resource here.
used-nothing = Tell at least with whom you used it, what worked, or what you needed.
used-long = At most { $value } characters fit here.
used-not-published = What is not published cannot be reported on.
used-not-own = Only whoever wrote this report can change it.
used-often-enough = You have told of this a dozen times. Change one of your reports instead.
