skip = Skip to the content
search = Search
search-placeholder = Search what is shared here
nav-main = Main
nav-home = Home
nav-discover = Discover
nav-share = Share
nav-shelf = Shelf
nav-profile = Profile
nav-settings = Settings
nav-admin = Administration
nav-about = About this site
nav-collections = Collections
nav-communities = Communities
nav-topics = Topics
nav-places = Places
nav-language = Language of the pages
nav-language-change = Change language
nav-theme = Light or dark
nav-theme-change = Change
menu-of = { $value }: your menu
theme-auto = As the device
theme-light = Paper and ink
theme-dark = Slate and chalk
sign-in = Sign in
sign-out = Sign out
keys-title = Keys
keys-rows = Down and up in a list
keys-help = This help
close = Close
save = Save
change = Change
copy = Copy
copied = Copied
optional = (optional)
what-to-do = What to do
subjects = Subjects
levels = Levels
languages = Languages
form-problems = { $n ->
    [one] One thing needs mending
   *[other] { $n } things need mending
}
form-unreadable = The form did not arrive as this page sends it. Nothing was changed: go back, reload the page and send it again.
upload-many = At most { $value } files at a time. None was kept: choose fewer, and send the others after them.
upload-broken-off = The file did not arrive whole, so it was not kept. What you typed is still in the form: choose the file again and send it.
upload-damaged = The file arrived damaged and was not kept. Send it again.
error-not-found = There is nothing at this address
error-not-found-text = It may have been moved or taken away, or only some people may see it. Search for it, or ask the person who gave you the address.
error-gone = This was taken away
error-gone-text = Its owner or a moderator has withdrawn it. The address will not be used for anything else.
error-sign-in = Sign in first
error-sign-in-text = Only people with an account here may see this.
kept-title = You are signed out
kept-text = Nothing was sent, and what you wrote is not lost.
kept-yours = What you wrote
kept-first = Sign in again in a new tab:
kept-sign-in = sign in
kept-then = Then come back to this page and send it.
kept-send = Send it now
kept-file = The file you had chosen does not come along: add it again afterwards.
error-forbidden = You may not do this
error-invalid = Something needs mending
error-conflict = This cannot be done now
error-too-large = This is too large
error-too-large-text = At most { $value } can be sent at once here. Nothing was kept. Make it smaller, or ask the administrator to allow more.
error-too-many = Too many attempts
error-too-many-text = To protect accounts from guessing, this has to wait a few minutes. Nothing was changed.
error-busy = Very busy just now
error-busy-text = Nothing was changed. Wait a moment and try again.
error-internal = Something went wrong here
error-internal-text = It was not your fault, and nothing was changed. The administrator finds the details in the log. Try again in a moment.
error-home = To the front page
forbidden-role = Your role on this site does not allow it. An administrator can change your role.
forbidden-other-site = This was sent from a page of another site, so it was not done. Open this site in your browser and do it here.
role-unknown = There is no such role. The roles are reader, contributor, publisher, curator, moderator and administrator.
role-reader = Reader
role-contributor = Contributor
role-publisher = Publisher
role-curator = Curator
role-moderator = Moderator
role-administrator = Administrator
language-unknown = This language is not in the list.
licence-unknown = This licence is not in the list.
time-now = just now
time-minutes = { $n ->
    [one] a minute ago
   *[other] { $n } minutes ago
}
time-hours = { $n ->
    [one] an hour ago
   *[other] { $n } hours ago
}
time-days = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
time-date = { $day } { $month } { $year }
month-01 = January
month-02 = February
month-03 = March
month-04 = April
month-05 = May
month-06 = June
month-07 = July
month-08 = August
month-09 = September
month-10 = October
month-11 = November
month-12 = December
admin-check = Checklist
admin-people = People
admin-communities = Communities
admin-settings = Settings
admin-jobs = Work
admin-access = Who comes in
nav-moderation = Moderation
nav-reports = Reports
nav-applications = Applications
nav-log = Log
forbidden-silenced = A moderator has asked you to be silent for now: you can read everything and send nothing. If you think this is wrong, appeal against the decision that you were told of.
