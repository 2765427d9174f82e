# Courses on their way out.
export-do = Download for Moodle
export-do-one = For Moodle
export-title = Download for Moodle
export-crumbs = The collection
export-lede = You get one file that Moodle 4 and 5 restore as a course: “Restore course” in any course’s menu. Take out what you do not need.
export-count =
    { $n ->
        [one] { $n } resource
       *[other] { $n } resources
    }
export-notes =
    { $n ->
        [one] { $n } note
       *[other] { $n } notes
    }
export-first = Before all sections
export-as-link = becomes a link
export-as-file = becomes a file
export-as-folder = becomes a folder
export-as-page = becomes a page
export-as-it-came = goes as it came
export-as-questions = goes along as questions
export-without-answers = Some activities hold right answers. Without a teacher’s account you get what they show, as pages.
export-empty = Nothing to download yet
export-empty-text = A course can be made of the collection once it holds something that you may see.
export-privacy = No names, answers or marks of pupils are in the file. A page at its end names authors and licences.
export-total = chosen
export-go = Download
export-nothing = Choose at least one resource.
export-attribution = Authors and licences
export-attribution-lead = This course was made from “{ $value }”. It holds:
export-other = Without a Moodle
export-other-text = The same choice as pages that open from a stick or a shared folder, or for other learning platforms such as Canvas or Brightspace.
export-as-pages = Web pages (.zip)
export-as-cartridge = Common Cartridge (.imscc)
export-contents = Contents
export-back = (all contents)
export-source = Where this comes from
export-all-questions = all questions
export-making = Your download is being made
export-making-of = “{ $value }” is being made ready
export-writing = The file is being written.
export-next = It is begun in a moment.
export-before =
    { $n ->
        [one] One other download comes before it.
       *[other] { $n } other downloads come before it.
    }
export-failed = It could not be written. It is tried again by itself in a while.
export-leave = You can leave this page and come back. You are told when the file is ready.
export-keep-address = You can leave this page. Keep its address: only whoever knows it can fetch the file.
export-look-again = Look again
export-call-off = Call it off
export-called-off = Called off. The file is removed.
export-ready = “{ $value }” is ready
export-ready-text = The file is kept until
export-fetch = Download the file
export-let-go = Remove the file
export-changed = Something in it has changed since, so the file is made anew.
export-large = This is large, so the file is made in the background. You see how far it is, can leave, and come back for it.
export-make = Make the file
export-crumbs-one = The resource
export-full = Too many large downloads just now
export-full-all = Many large downloads wait already, and they are made one after another. Nothing was begun. Try again in a few minutes.
export-full-own = Three of your downloads wait already. Try again when one of them is ready, or call one off.
export-full-strangers = Other visitors wait for large downloads, and they are made one after another. Try again in a few minutes, or sign in: people with an account have places of their own.
export-yours = Your large downloads
export-state-ready = ready
export-state-making = being made
notice-export-ready = Your download is ready.
