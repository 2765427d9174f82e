about-empty = Nobody has written here yet who runs this site.
check-mend = Mend it
check-red = Broken
check-amber = Look at this
check-green = Good
check-jobs = Work in the background
    .text = { $value } jobs wait or run.
check-jobs-failed = Work in the background
    .text = { $value } jobs failed again and again and are not tried any more.
check-space = Space for files
    .text = { $value } are used.
check-mail = Letters
    .text = A mail server is set.
check-mail-none = Letters
    .text = No mail server is set. Invitations and new passwords work by links that you pass on. To send letters, add [smtp] to hornbook.toml.
check-origin = Address
    .text = Others see this site at { $value }.
check-origin-none = Address
    .text = No public address is set; links say { $value }. Set origin in hornbook.toml before you give links away.
check-about-empty = About this site
    .text = Say who runs this site and what its rules are.
site-tagline = One sentence about the site
site-about = About this site
    .hint = Who runs it, whom to ask, what the rules are. Markdown is understood.
site-language = Language of the pages for those who have not chosen
site-content-language = Language most materials are in
site-licence = Licence that is offered first
site-rules = Rules
site-review = Look at contributions first
    .hint = What contributors share is published once a curator has looked at it.
site-publisher-after = Accepted resources that make a contributor a publisher
    .hint = 0: never by itself.
site-most-upload = Largest file, in MB
site-quota-person = Space for one person, in MB
site-quota-site = Space for all, in MB
settings-number = Type a whole number.
settings-name-missing = Give the site a name.
jobs-none = Nothing waits
jobs-none-text = Imports and other long work appear here while they wait or run, and stay here if they fail.
jobs-kind = Kind
jobs-state = How it stands
jobs-due = Due
jobs-running = Runs
jobs-waiting = Waits
jobs-given-up = Given up
jobs-attempts = { $n ->
    [one] Failed once:
   *[other] Failed { $n } times:
}
jobs-retry = Try now
jobs-erase = Forget
jobs-retried = It is tried again.
jobs-erased = Forgotten.
home-hello = Hello, { $value }
home-tagline = What { $value } teaches with, shared.
home-count = { $n ->
    [one] One resource to use, change and share.
   *[other] { $n } resources to use, change and share.
}
home-search = Search what is shared here
home-by-subject = By subject
home-collections = New collections
home-newest = Newest
home-new-for-you = New in your communities and subjects
home-all = All of it
home-communities = Your communities
home-communities-all = All communities
home-yours = Waiting for you
home-draft = Your draft
home-sent-back = Sent back to you with a note
home-untitled = Without a title
home-review = { $n ->
    [one] One contribution to look at
   *[other] { $n } contributions to look at
}
home-empty = Nothing has been shared here yet
home-empty-text = Worksheets, links, pictures, quizzes and whole courses belong here: whatever helps a colleague to teach tomorrow.
home-first = First steps
home-first-link = Share a link
home-first-link-text = A page on the web that you use in class, with a few words about it.
home-first-import = Take in a course
home-first-import-text = A backup from Moodle becomes a collection of resources. Pupils’ data stay out.
home-first-invite = Invite colleagues
home-first-invite-text = Make links that open an account, for one person or a whole staff room.
home-applications = { $n ->
    [one] One person asks for an account
   *[other] { $n } people ask for an account
}
