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
