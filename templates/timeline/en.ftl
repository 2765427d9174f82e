nav-timeline = What is new
nav-follows = What I follow
timeline-mine = For me
timeline-site = On this site
timeline-of-community = What is new here
timeline-at = What is new in { $value }
timeline-crumbs = Where you are
timeline-pages = Pages of what is new
timeline-entries = What happened
timeline-earlier = Earlier
timeline-newest = To the newest
timeline-new = new
timeline-seen-before = You have seen what follows.
timeline-none = Nothing so far
timeline-none-text = When something is shared here, you find it on this page.
timeline-none-mine = Follow people, communities, collections, subjects or searches: what happens there stands here. You need not join anything.
timeline-all = All { $n }
timeline-look = Read on
timeline-entry = { $value }: all of it
timeline-published = { $n ->
    [one] shared a resource
   *[other] shared { $n } resources
}
timeline-collected = { $n ->
    [one] put a resource into the collection
   *[other] put { $n } resources into the collection
}
timeline-opened = published the collection
timeline-founded = founded the community
timeline-joined = joined the community
timeline-used = used this and tells how it went
timeline-asked = opened a conversation about
timeline-said = said something about
follow-do = Follow
follow-is = You follow this
unfollow-do = Do not follow
follow-done = You follow { $value } now.
unfollow-done = You do not follow that any more.
follow-too-many = You follow as many things as this site can keep up with. Stop following something first.
follow-this-search = Follow this search
follow-this-subject = Follow this subject
follow-this-keyword = Follow this keyword
follow-person = Person
follow-community = Community
follow-collection = Collection
follow-subject = Subject
follow-keyword = Keyword
follow-search = Search
follow-more = Follow more
follow-a-subject = A subject
follow-a-keyword = A keyword
follow-of-me = What others see of me
follow-joining = Show when I join a community
    .hint = Those who follow you or the community then see it. Otherwise nobody does.
follow-joining-saved = Saved.
follows-text = What happens there stands under “What is new”. Nobody sees this list.
follows-none = You follow nothing yet
follows-none-text = Pages of people, communities and collections have a button for it, and so has every search.
follows-hidden = Something that you may not see any more
notice-announced = { $name } announces in a community of yours: “{ $quote }”
follow-nothing = Write what you want to follow.
