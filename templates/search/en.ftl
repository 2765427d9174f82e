search-title = “{ $value }”
search-discover = { $n ->
    [0] Nothing has been shared here yet.
    [one] One resource to use, change and share.
   *[other] { $n } resources to use, change and share.
}
search-by-subject = By subject
search-newest = Newest
search-nothing-yet = Nothing has been shared here yet
search-nothing-yet-text = What colleagues share appears here: worksheets, links, quizzes, whole courses. Begin with something you use in class yourself.
search-filters = Filters
search-subject = Subject
search-level = Level
search-type = Kind
search-language = Language
search-licence = Licence
search-community = Community
search-show = Show
search-count = { $n ->
    [0] Nothing found
    [one] One resource
   *[other] { $n } resources
}
search-count-for = { $n ->
    [0] Nothing found for “{ $value }”
    [one] One result for “{ $value }”
   *[other] { $n } results for “{ $value }”
}
search-order = Order
search-order-best = Best match first
search-order-date = Newest first
search-order-do = Sort
search-take-away = take away
search-take-all-away = Take all filters away
search-some-words = Nothing here has all these words. These have some of them.
search-others = Collections and communities
search-a-collection = Collection
search-a-community = Community
search-none = Nothing found
search-none-text = Try fewer words, another word for the same thing, or the word in another language.
search-none-filters = There is something to find with fewer filters:
search-without = Without { $value }
search-words-alone = The same words without filters
search-browse = Look around
search-pages = Pages
search-page = Page { $n } of { $value }
search-back = Back
search-further = Further
check-search = Search
    .text = Up to date: { $value } things can be found.
check-search-behind = Search
    .text = { $value } things wait to be read. If this stays so, look at the work in the background.
check-search-old = Search
    .text = The index was made by an earlier version and is being made anew. If this stays so, run “hornbook search reindex”.
