import-title = Take in a course
import-lede = Drop a Moodle course backup here, see what is inside, and take what you want.
import-steps = Steps
import-step-1 = Upload
import-step-2 = Choose
import-step-3 = Describe
import-step-4 = Check
import-file = Course backup
import-file-hint = A .mbz file from Moodle, or an older .zip, up to { $value }. A backup of one activity works too.
import-file-missing = Choose the file of the course backup first.
import-drop = or drop it here
import-sending = Sending
import-sent = {"{"}sent{"}"} of {"{"}total{"}"}
import-stop = Stop
import-lost = The connection was lost. Nothing was kept: send the file again.
import-privacy = Pupils’ names, marks, posts and attempts are left out. The file you send is removed once you have taken what you want.
import-look = Look inside
import-yours = Your imports
import-state-looking = is being read
import-state-unreadable = could not be read
import-state-choosing = waits for your choice
import-state-running = is being taken in
import-state-done = taken in
import-choose-title = Choose what to take
import-choose-lede = Untick what you do not want. Nothing is made before the last step.
import-activities = { $n ->
    [one] one activity
   *[other] { $n } activities
}
import-personal = Personal data is left out
import-personal-text = This was found in the backup. None of it is kept here:
import-personal-none = No personal data was found in this backup.
import-what-users = { $n ->
    [one] one account with name and address
   *[other] { $n } accounts with names and addresses
}
import-what-enrolments = { $n ->
    [one] one enrolment
   *[other] { $n } enrolments
}
import-what-role-assignments = who had which role ({ $n })
import-what-groups = who was in which group ({ $n })
import-what-attempts = attempts at quizzes and lessons ({ $n })
import-what-submissions = work handed in ({ $n })
import-what-grades = marks and dates for single people ({ $n })
import-what-answers = answers to choices, surveys and forms ({ $n })
import-what-posts = forum posts ({ $n })
import-what-entries = glossary entries, wiki pages and records that people wrote ({ $n })
import-what-messages = chat messages ({ $n })
import-what-comments = comments and ratings ({ $n })
import-what-subscriptions = who subscribed to or read what ({ $n })
import-what-completion = who completed what ({ $n })
import-what-calendar = calendar events of people ({ $n })
import-what-logs = logs ({ $n })
import-what-authors = names of people who put files there ({ $n })
import-what-other-rows = rows of add-on activities ({ $n })
import-what-files = files that people handed in or posted ({ $n })
import-what-secrets = passwords and keys ({ $n })
import-remarks = { $n ->
    [one] One remark
   *[other] { $n } remarks
}
import-known = { $n ->
    [one] One of these activities was taken in before. It is brought up to date instead of made twice.
   *[other] { $n } of these activities were taken in before. They are brought up to date instead of made twice.
}
import-section-first = General
import-section = Section { $n }
import-things = { $n ->
    [one] one thing
   *[other] { $n } things
}
import-questions = { $n ->
    [one] one question
   *[other] { $n } questions
}
import-hidden = hidden from pupils, stays a draft
import-damaged = damaged: only its name is known
import-changed = taken in before, has changed
import-same = taken in before, the same
import-preview = Preview
import-why-section = Its contents are listed as a section of their own.
import-why-bank = Its questions come with the quizzes that use them.
import-more = More
import-entries = Also take what people wrote together
    .hint = Glossary entries, wiki pages, database records and opening posts, without their authors. Look through them before you publish: names may stand in the texts.
import-copy = Make new copies
    .hint = Otherwise what was taken in before is brought up to date.
import-total-things = things
import-total-questions = questions
import-go-on = Go on
import-back = Back
import-call-off = Call it off
import-nothing-chosen = Tick at least one thing to take.
import-describe-title = Say what it is
import-describe-lede = This holds for everything you take. Single things can differ below, and all of it can be changed later.
import-not-said = – not said –
import-as-all = as for all
import-collection-title = Title of the collection
import-community = Community
import-visibility = Who may see it?
import-visible-public = Everybody
import-visible-local = People with an account here
import-visible-community = The members of its community
import-visible-private = Only you
import-licence = Licence
    .hint = Choose an open licence only if it is yours to give. Where a file carries its own licence, that one is kept.
import-language = Language
import-subject = Subject
import-level = Level
import-author = Author
    .hint = Who made it: shown with every copy.
import-then = And then
import-publish = Publish at once
    .hint = What pupils could not see in the old course stays a draft.
import-each = What differs
import-each-hint = Open a line to say something else of one thing.
import-title-missing = Give the collection a title.
import-community-missing = Choose the community whose members may see it.
import-licence-missing = Choose a licence, or leave everything as drafts.
import-language-missing = Choose a language, or leave everything as drafts.
import-subject-missing = Choose a subject, or leave everything as drafts.
import-level-missing = Choose a level, or leave everything as drafts.
import-check-title = Check, then take it in
import-check-lede = { $n ->
    [one] One thing becomes part of “{ $value }”.
   *[other] { $n } things become part of “{ $value }”.
}
import-becomes-draft = becomes a draft
import-becomes-public = is published
import-run = Take it in
import-preview-of = Preview
import-preview-note = This is how it will read, with the answers that only teachers see. Large pictures and other files come with the import.
import-preview-empty = There is no text to show; its files come with the import.
import-looking = Looking into “{ $value }”
import-running = Taking in “{ $value }”
import-progress = Progress of the import
import-step-wait = Waiting for its turn
import-step-look = Reading the file
import-step-files = Reading the file and keeping what you chose
import-step-make = Making resources
import-stopping = Stopping; what was made is taken back.
import-leave = You can leave this page. The work goes on, also after a restart.
import-resume = Go on
import-ready = Ready.
import-see = See it
import-called-off = Called off; the file is removed.
import-unreadable = This backup cannot be read
import-unreadable-text = Nothing was kept. Make the backup again in Moodle, or download it again, and send it.
import-another = Send another file
import-forget = Forget it
import-done = Taken in
import-done-text = “{ $value }” is taken in.
import-open-collection = Open the collection
import-undo = Undo
import-undo-sure = Take back everything that this import made?
import-keep = Keep it
import-undone = “{ $value }” was taken back. Nothing of it is left.
import-figure-new = new
import-figure-updated = brought up to date
import-figure-same = as they were
import-figure-published = published
import-drafts-note = What is not published waits among your drafts.
import-drafts = Your drafts
import-skipped = { $n ->
    [one] One thing was not taken
   *[other] { $n } things were not taken
}
import-skipped-not-chosen = you did not choose it
import-skipped-section = it is a section of the collection
import-skipped-question-bank = its questions come with the quizzes
import-skipped-damaged = it is damaged
import-gone = Names, addresses, marks, posts, attempts and logs were left out, and the file you sent is removed.
import-bank = Question bank
import-bank-hint = Each category becomes one resource, with its questions to download. Right answers are shown only to those who teach.
import-categories = { $n ->
    [one] { $n } category
   *[other] { $n } categories
}
import-content-bank = Content bank
import-beside = Beside the course
