//! The table of who may come to what. A new address without a row fails with its name.
//!
//! A row is what is asked – `GET`, `POST` with the fields of a form, `FILE` for a form with a file –
//! and for each thing one cell of seven letters, one a viewer: a stranger, somebody from outside,
//! a member of the communities, the owner of everything, a moderator of the communities, a
//! moderator of the site, an administrator.
//!
//! `2` shown, `R` sent on, `S` sent to the sign-in form, `F` forbidden, `N` not found, `G` gone,
//! `C` does not go now, `U` does not hold, `-` may do it, which is not tried here.
//!
//! Where a site is closed, strangers are sent to the sign-in form (`S`) by every row but those
//! that are open.

/// What is asked, and what each viewer gets.
pub struct Row {
    /// The method, the pattern of the address, and fields of a form.
    pub ask: &'static str,
    /// The query of the address.
    pub query: &'static str,
    /// A cell for each thing, or one.
    pub cells: &'static [&'static str],
    /// Whether strangers come there on a closed site, too.
    pub open: bool,
    /// Whose threads they are, for addresses of threads: the beginning of the address of the thing.
    pub of: &'static str,
}

const fn row(ask: &'static str, cells: &'static [&'static str]) -> Row {
    Row { ask, query: "", cells, open: false, of: "" }
}

const fn open(ask: &'static str, cells: &'static [&'static str]) -> Row {
    Row { ask, query: "", cells, open: true, of: "" }
}

/// A row of threads about resources, collections or communities.
const fn talk(of: &'static str, ask: &'static str, cells: &'static [&'static str]) -> Row {
    Row { ask, query: "", cells, open: false, of }
}

/// The columns of resources.
pub const RESOURCES: &[&str] =
    &["public", "local", "community", "private", "draft", "in_review", "withdrawn"];
/// The columns of collections.
pub const COLLECTIONS: &[&str] = &["public", "local", "community", "private", "draft"];
/// The columns of communities.
pub const COMMUNITIES: &[&str] =
    &["public", "unlisted", "local_public", "local_private", "private"];

/// Who reads a resource, with its files, pictures and versions.
pub const READ_RESOURCE: &[&str] =
    &["2222222", "S222222", "SN22222", "NNN2N22", "NNN2N22", "NNN2N22", "GGGGGGG"];
/// The same where only what was published before leaves something.
const EARLIER_RESOURCE: &[&str] =
    &["2222222", "S222222", "SN22222", "NNN2N22", "NNNNNNN", "NNNNNNN", "GGGGGGG"];
/// Who changes a resource: its owner and moderators of the site.
const EDIT_RESOURCE: &[&str] =
    &["SFF2F22", "SFF2F22", "SNF2F22", "SNN2N22", "SNN2N22", "SNN2N22", "SGGGGGG"];
/// Who takes a step with a resource that changes where it stands.
const STEP_RESOURCE: &[&str] =
    &["SFF-F--", "SFF-F--", "SNF-F--", "SNN-N--", "SNN-N--", "SNN-N--", "SGGGGGG"];
/// Who puts a resource somewhere of their own.
const TAKE_RESOURCE: &[&str] =
    &["S------", "S------", "SN-----", "SNN-N--", "SNN-N--", "SNN-N--", "SGGGGGG"];
/// Who closes a thread about a resource: who began it, and those who look after it.
const CLOSE_RESOURCE: &[&str] =
    &["SFF-F--", "SFF-F--", "SNF----", "SNN-N--", "SNN-N--", "SNN-N--", "SGGGGGG"];
/// Who puts such a thread elsewhere: moderators, and not whose the resource is.
const MOVE_RESOURCE: &[&str] =
    &["SFFFF22", "SFFFF22", "SNF2222", "SNNFN22", "SNNFN22", "SNNFN22", "SGGGGGG"];
const PIN_RESOURCE: &[&str] =
    &["SFFFF--", "SFFFF--", "SNF----", "SNNFN--", "SNNFN--", "SNNFN--", "SGGGGGG"];
/// Who says something anew: nobody but its author.
const OWN_WORDS_RESOURCE: &[&str] =
    &["SFF2FFF", "SFF2FFF", "SNF2FFF", "SNN2NFF", "SNN2NFF", "SNN2NFF", "SGGGGGG"];
const SAY_ANEW_RESOURCE: &[&str] =
    &["SFF-FFF", "SFF-FFF", "SNF-FFF", "SNN-NFF", "SNN-NFF", "SNN-NFF", "SGGGGGG"];
/// Who thanks for a resource: whoever reads it, and not whose it is.
const THANK_RESOURCE: &[&str] =
    &["S--F---", "S--F---", "SN-F---", "SNNFN--", "SNNFN--", "SNNFN--", "SGGGGGG"];

/// The columns of links.
pub const LINKS: &[&str] = &["public", "local", "community", "private"];
/// Who reads a link.
pub const READ_LINK: &[&str] = &["2222222", "S222222", "SN22222", "NNN2N22"];
/// Who mends a link.
const EDIT_LINK: &[&str] = &["SFF2F22", "SFF2F22", "SNF2F22", "SNN2N22"];
const STEP_LINK: &[&str] = &["SFF-F--", "SFF-F--", "SNF-F--", "SNN-N--"];

/// Who reads a collection, with its pictures.
pub const READ_COLLECTION: &[&str] = &["2222222", "S222222", "SN22222", "NNN2N22", "NNN2N22"];
/// Who changes a collection.
const EDIT_COLLECTION: &[&str] = &["SFF2F22", "SFF2F22", "SNF2222", "SNN2N22", "SNN2N22"];
const STEP_COLLECTION: &[&str] = &["SFF-F--", "SFF-F--", "SNF----", "SNN-N--", "SNN-N--"];
const TAKE_COLLECTION: &[&str] = &["S------", "S------", "SN-----", "SNN-N--", "SNN-N--"];
const MOVE_COLLECTION: &[&str] = &["SFFFF22", "SFFFF22", "SNF2222", "SNNFN22", "SNNFN22"];
const PIN_COLLECTION: &[&str] = &["SFFFF--", "SFFFF--", "SNF----", "SNNFN--", "SNNFN--"];
const OWN_WORDS_COLLECTION: &[&str] = &["SFF2FFF", "SFF2FFF", "SNF2FFF", "SNN2NFF", "SNN2NFF"];
const SAY_ANEW_COLLECTION: &[&str] = &["SFF-FFF", "SFF-FFF", "SNF-FFF", "SNN-NFF", "SNN-NFF"];
const THANK_COLLECTION: &[&str] = &["S--F---", "S--F---", "SN-F---", "SNNFN--", "SNNFN--"];

/// Who reads a community, with its pictures and its list of members.
pub const READ_COMMUNITY: &[&str] = &["2222222", "2222222", "2222222", "S222222", "NN22222"];
/// Who changes what a community says, and lets people in and out.
const EDIT_COMMUNITY: &[&str] = &["SFF2222", "SFF2222", "SFF2222", "SFF2222", "SNF2222"];
const STEP_COMMUNITY: &[&str] = &["SFF----", "SFF----", "SFF----", "SFF----", "SNF----"];
/// Who makes moderators and withdraws a community.
const OWN_COMMUNITY: &[&str] = &["SFF-F--", "SFF-F--", "SFF-F--", "SFF-F--", "SNF-F--"];
/// Who says something in a community: whoever reads it and has an account.
const SAY_COMMUNITY: &[&str] = &["S------", "S------", "S------", "S------", "SN-----"];
const OWN_WORDS_COMMUNITY: &[&str] = &["SFF2FFF", "SFF2FFF", "SFF2FFF", "SFF2FFF", "SNF2FFF"];
const SAY_ANEW_COMMUNITY: &[&str] = &["SFF-FFF", "SFF-FFF", "SFF-FFF", "SFF-FFF", "SNF-FFF"];
/// Who stands in the list of members.
const LISTED_COMMUNITY: &[&str] = &["SN---NN", "SN---NN", "SN---NN", "SN---NN", "SN---NN"];
/// Nobody here has an invitation.
const UNINVITED: &[&str] = &["SNNNNNN", "SNNNNNN", "SNNNNNN", "SNNNNNN", "SNNNNNN"];

const ALL: &[&str] = &["2222222"];
const PEOPLE: &[&str] = &["S222222"];
const DO: &[&str] = &["S------"];
const MODERATORS: &[&str] = &["SFFFF22"];
const ADMINISTRATORS: &[&str] = &["SFFFFF2"];
const DO_ADMINISTRATORS: &[&str] = &["SFFFFF-"];
/// Nothing is there, for nobody who may ask.
const NOTHING: &[&str] = &["NNNNNNN"];
const NOTHING_FOR_PEOPLE: &[&str] = &["SNNNNNN"];

/// The table.
pub const TABLE: &[Row] = &[
    // The way in.
    open("GET /static/{name:.*}", NOTHING),
    open("GET /healthz", ALL),
    open("GET /about", ALL),
    open("GET /setup/{token}", NOTHING),
    open("POST /setup/{token} site=x", NOTHING),
    open("GET /sign-in", &["2RRRRRR"]),
    open("POST /sign-in name=nobody password=x", &["UUUUUUU"]),
    open("GET /sign-in/{token}", NOTHING),
    open("POST /sign-in/{token}", NOTHING),
    open("POST /sign-out", &["R------"]),
    open("GET /password", ALL),
    open("POST /password name=nobody", ALL),
    open("GET /password/{token}", NOTHING),
    open("POST /password/{token} password=x", NOTHING),
    open("GET /join/{code}", NOTHING),
    open("POST /join/{code} handle=x", NOTHING),
    open("GET /sign-up", &["2RRRRRR"]),
    open("POST /sign-up handle=x", &["FFFFFFF"]),
    open("GET /sign-up/{secret}", NOTHING),
    open("POST /sign-up/{secret}", NOTHING),
    open("GET /code", ALL),
    open("POST /code code=x", &["UUUUUUU"]),
    open("POST /theme value=auto", &["RRRRRRR"]),
    open("POST /language value=en", &["RRRRRRR"]),
    open("GET /appeal/{secret}", NOTHING),
    open("POST /appeal/{secret} words=because", NOTHING),
    // One thing by a link with a secret.
    open("GET /s/{secret}", ALL),
    open("GET /s/{secret}/picture/{size}", NOTHING),
    open("GET /s/{secret}/r/{key}", ALL),
    open("GET /s/{secret}/r/{key}/dl/{name:.*}", ALL),
    open("GET /s/{secret}/r/{key}/picture/{size}", ALL),
    row("POST /passes thing=resource-1", &["SNN-NNN"]),
    row("POST /passes/{pass}/end", &["SNN-N--"]),
    // Oneself.
    row("GET /settings", PEOPLE),
    row("POST /settings", DO),
    row("POST /settings/picture", DO),
    row("GET /settings/address", PEOPLE),
    row("POST /settings/address", DO),
    open("GET /address/{secret}", NOTHING),
    open("POST /address/{secret}", NOTHING),
    row("GET /settings/password", PEOPLE),
    row("POST /settings/password", DO),
    row("GET /settings/sessions", PEOPLE),
    row("POST /settings/sessions/{session}/end", DO),
    row("GET /settings/archive", PEOPLE),
    row("POST /settings/archive", DO),
    row("GET /settings/archive/{name}.zip", NOTHING_FOR_PEOPLE),
    row("GET /settings/leave", PEOPLE),
    row("POST /settings/leave works=keep", DO),
    row("POST /settings/leave/undo", DO),
    row("GET /settings/place", PEOPLE),
    row("POST /settings/place country=DE", DO),
    row("GET /settings/notices", PEOPLE),
    row("POST /settings/notices letters=never", DO),
    row("GET /notices", PEOPLE),
    row("POST /notices/seen upto=0", DO),
    row("GET /notices/{notice}/open", &["SNNRNNN"]),
    open("GET /notices/unsubscribe/{secret}", NOTHING),
    open("POST /notices/unsubscribe/{secret}", NOTHING),
    row("POST /suggestions/hide kind=community target=1", DO),
    row("POST /suggestions/hide kind=resource target=1", NOTHING_FOR_PEOPLE),
    row("POST /suggestions/show", DO),
    row("GET /shelf", PEOPLE),
    row("GET /drafts", PEOPLE),
    row("GET /share", PEOPLE),
    row("GET /share/link", PEOPLE),
    row("POST /share/link", DO),
    row("GET /share/file", PEOPLE),
    row("POST /share/file", DO),
    row("GET /share/page", PEOPLE),
    row("POST /share/page", DO),
    row("GET /classes", &["SFFFF22"]),
    row("GET /classes/new", &["SFFFF22"]),
    row("POST /classes/new name=5c number=1", &["SFFFF--"]),
    row("GET /classes/{key}", &["SNNNN22"]),
    row("POST /classes/{key}/close", &["SNNNN--"]),
    row("POST /classes/{key}/pupils/{handle}/code", &["SNNNN--"]),
    row("POST /classes/{key}/pupils/{handle}/close", &["SNNNN--"]),
    // Lists.
    row("GET /", ALL),
    row("GET /cover/{name}", NOTHING),
    row("GET /search", ALL),
    Row { query: "q=walnut", ..row("GET /search", ALL) },
    row("GET /collections", ALL),
    row("GET /communities", ALL),
    row("GET /u/{handle}", ALL),
    row("GET /u/{handle}/collections", ALL),
    row("GET /u/{handle}/picture/{size}", NOTHING),
    row("GET /review", &["SFFFF22"]),
    row("GET /topics", ALL),
    row("GET /topics/{topic}", ALL),
    row("GET /places", ALL),
    row("GET /places/{country}", ALL),
    // What is new.
    row("GET /timeline", PEOPLE),
    row("GET /timeline/site", ALL),
    row("GET /timeline/entry/{entry}", NOTHING),
    row("GET /follows", PEOPLE),
    row("POST /follows/joining shows=yes", DO),
    row("POST /follow kind=community value=1", DO),
    row("POST /follow kind=community value=5", &["SN-----"]),
    row("POST /follow kind=collection value=1", DO),
    row("POST /follow kind=collection value=3", &["SN-----"]),
    row("POST /follow kind=collection value=4", &["SNN-N--"]),
    row("POST /follow kind=collection value=5", &["SNN-N--"]),
    row("POST /unfollow kind=community value=5", DO),
    // Resources.
    row("GET /r/{key}", READ_RESOURCE),
    row("GET /r/{key}/versions", READ_RESOURCE),
    row("GET /r/{key}/versions/{version}", EARLIER_RESOURCE),
    row("POST /r/{key}/versions/{version}/forget", STEP_RESOURCE),
    row("GET /r/{key}/versions/{version}/dl/{name:.*}", EARLIER_RESOURCE),
    row("GET /r/{key}/dl/{name:.*}", READ_RESOURCE),
    row("GET /r/{key}/picture/{size}", READ_RESOURCE),
    row("GET /r/{key}/cover.svg", READ_RESOURCE),
    row("GET /r/{key}/moodle", READ_RESOURCE),
    row(
        "POST /r/{key}/moodle/file",
        &["-------", "S------", "SN-----", "NNN-N--", "NNN-N--", "NNN-N--", "GGGGGGG"],
    ),
    row("GET /r/{key}/edit", EDIT_RESOURCE),
    row("FILE /r/{key}/edit", STEP_RESOURCE),
    row("GET /r/{key}/content", EDIT_RESOURCE),
    row("FILE /r/{key}/content", STEP_RESOURCE),
    row("POST /r/{key}/publish", STEP_RESOURCE),
    row("POST /r/{key}/submit", STEP_RESOURCE),
    row("POST /r/{key}/unpublish", STEP_RESOURCE),
    row(
        "POST /r/{key}/accept",
        &["SFFFFCC", "SFFFFCC", "SNFFFCC", "SNNFNCC", "SNNFNCC", "SNNFN--", "SGGGGGG"],
    ),
    row(
        "POST /r/{key}/reject note=x",
        &["SFFFFCC", "SFFFFCC", "SNFFFCC", "SNNFNCC", "SNNFNCC", "SNNFN--", "SGGGGGG"],
    ),
    row("POST /r/{key}/withdraw", STEP_RESOURCE),
    row(
        "POST /r/{key}/restore",
        &["SRRRRRR", "SRRRRRR", "SNRRRRR", "SNNRNRR", "SNNRNRR", "SNNRNRR", "SGG-G--"],
    ),
    row(
        "GET /r/{key}/collect",
        &["S222222", "S222222", "SN22222", "SNN2N22", "SNN2N22", "SNN2N22", "SGGGGGG"],
    ),
    row("POST /r/{key}/collect", TAKE_RESOURCE),
    row(
        "POST /shelf/r/{key}",
        &["S------", "S------", "SN-----", "SNN-N--", "SNN-N--", "SNN-N--", "SNNNNNN"],
    ),
    row("POST /r/{key}/copy", TAKE_RESOURCE),
    row("POST /r/{key}/seen", STEP_RESOURCE),
    row("GET /r/{key}/talk", READ_RESOURCE),
    row("POST /r/{key}/talk text=x", TAKE_RESOURCE),
    row("POST /r/{key}/thanks", THANK_RESOURCE),
    row("GET /r/{key}/used", READ_RESOURCE),
    row(
        "GET /r/{key}/used/new",
        &["S222222", "S222222", "SN22222", "SNN2N22", "SNN2N22", "SNN2N22", "SGGGGGG"],
    ),
    row(
        "POST /r/{key}/used/new worked=x",
        &["S------", "S------", "SN-----", "SNN-N--", "SNNCNCC", "SNNCNCC", "SGGGGGG"],
    ),
    row(
        "GET /r/{key}/used/{report}",
        &["SFF2FFF", "SFF2FFF", "SNF2FFF", "SNN2NFF", "SNNNNNN", "SNNNNNN", "SGGGGGG"],
    ),
    row(
        "POST /r/{key}/used/{report} worked=x",
        &["SFF-FFF", "SFF-FFF", "SNF-FFF", "SNN-NFF", "SNNNNNN", "SNNNNNN", "SGGGGGG"],
    ),
    row(
        "POST /r/{key}/used/{report}/withdraw",
        &["SFF-F--", "SFF-F--", "SNF-F--", "SNN-N--", "SNNNNNN", "SNNNNNN", "SGGGG--"],
    ),
    row("GET /r/{key}/topics", EDIT_RESOURCE),
    row("POST /r/{key}/topics topic=Q395", STEP_RESOURCE),
    row("POST /r/{key}/topics/{topic}/remove", STEP_RESOURCE),
    row("GET /r/{key}/translations", READ_RESOURCE),
    row("POST /r/{key}/translations other=x", STEP_RESOURCE),
    row("POST /r/{key}/translations/remove other=x", STEP_RESOURCE),
    row("POST /r/{key}/language guess=de", STEP_RESOURCE),
    // Collections.
    row("GET /collections/new", PEOPLE),
    row("POST /collections/new", DO),
    row("GET /k/{key}", READ_COLLECTION),
    row("GET /k/{key}/picture/{size}", READ_COLLECTION),
    row("GET /k/{key}/cover.svg", READ_COLLECTION),
    row("GET /k/{key}/moodle", READ_COLLECTION),
    row(
        "POST /k/{key}/moodle/file only=1",
        &["-------", "S------", "SN-----", "NNN-N--", "NNN-N--"],
    ),
    row("POST /k/{key}/state do=publish", STEP_COLLECTION),
    row("GET /k/{key}/edit", EDIT_COLLECTION),
    row("POST /k/{key}/edit title=x", STEP_COLLECTION),
    row("FILE /k/{key}/picture", STEP_COLLECTION),
    row("POST /k/{key}/sections title=x", STEP_COLLECTION),
    row("POST /k/{key}/sections/{section} do=remove", STEP_COLLECTION),
    row("POST /k/{key}/items note=x", STEP_COLLECTION),
    row("GET /k/{key}/items/{item}", &["SFF2F22", "SFF2F22", "SNF2222", "SNN2N22", "SNN2N22"]),
    row("POST /k/{key}/items/{item} do=remove", STEP_COLLECTION),
    row("POST /shelf/k/{key}", TAKE_COLLECTION),
    row("GET /k/{key}/talk", READ_COLLECTION),
    row("POST /k/{key}/talk text=x", TAKE_COLLECTION),
    row("POST /k/{key}/thanks", THANK_COLLECTION),
    row("POST /k/{key}/copy", TAKE_COLLECTION),
    row("POST /k/{key}/seen", STEP_COLLECTION),
    row("GET /k/{key}/together", &["S222222", "S222222", "SN22222", "SNN2N22", "SNN2N22"]),
    row(
        "POST /k/{key}/together resource=x",
        &["SUUUUUU", "SUUUUUU", "SNUUUUU", "SNNUNUU", "SNNUNUU"],
    ),
    row("POST /k/{key}/together/items/{item}", STEP_COLLECTION),
    row(
        "POST /k/{key}/together/{suggestion} answer=accept",
        &["SFF-F--", "SFF-F--", "SNF----", "SNNNNNN", "SNNNNNN"],
    ),
    row(
        "POST /k/{key}/together/{suggestion} answer=take-back",
        &["SN-NNNN", "SN-NNNN", "SN-NNNN", "SNNNNNN", "SNNNNNN"],
    ),
    // Communities.
    row("GET /communities/new", &["SFFFF22"]),
    row(
        "POST /communities/new handle=xx name=x visibility=public join=open posting=members",
        &["SFFFF--"],
    ),
    row("GET /c/{handle}", READ_COMMUNITY),
    row("GET /c/{handle}/picture/{size}", READ_COMMUNITY),
    row("GET /c/{handle}/cover.svg", READ_COMMUNITY),
    row("GET /c/{handle}/members", READ_COMMUNITY),
    row("POST /c/{handle}/members handle=otto", STEP_COMMUNITY),
    row("GET /c/{handle}/edit", EDIT_COMMUNITY),
    row("POST /c/{handle}/edit name=x", STEP_COMMUNITY),
    row("FILE /c/{handle}/picture", STEP_COMMUNITY),
    row("POST /c/{handle}/withdraw gone=yes", OWN_COMMUNITY),
    row("GET /c/{handle}/join", &["S222222", "S222222", "S222222", "S222222", "SNFFFFF"]),
    row("POST /c/{handle}/join", &["S------", "S------", "S------", "S------", "SN-----"]),
    row("POST /c/{handle}/leave", &["S------", "S------", "S------", "S------", "SN-----"]),
    row("POST /c/{handle}/members/{person}/answer answer=accept", STEP_COMMUNITY),
    row("POST /c/{handle}/members/{person}/role role=member", OWN_COMMUNITY),
    row("POST /c/{handle}/members/{person}/remove", STEP_COMMUNITY),
    row("GET /c/{handle}/rules", READ_COMMUNITY),
    row("GET /c/{handle}/invitation", UNINVITED),
    row("POST /c/{handle}/invitation answer=accept", UNINVITED),
    row("POST /c/{handle}/listed listed=yes", LISTED_COMMUNITY),
    row("POST /c/{handle}/members/{person}/hand-over", OWN_COMMUNITY),
    row("GET /c/{handle}/featured", EDIT_COMMUNITY),
    row(
        "POST /c/{handle}/featured do=add collection=x",
        &["SFFUUUU", "SFFUUUU", "SFFUUUU", "SFFUUUU", "SNFUUUU"],
    ),
    row("GET /c/{handle}/place", EDIT_COMMUNITY),
    row("POST /c/{handle}/place country=DE", STEP_COMMUNITY),
    row("GET /c/{handle}/talk", READ_COMMUNITY),
    row("POST /c/{handle}/talk title=x text=x", SAY_COMMUNITY),
    row("GET /c/{handle}/timeline", READ_COMMUNITY),
    // What is said of resources, collections and communities.
    talk("/r/", "GET /t/{key}", READ_RESOURCE),
    talk("/k/", "GET /t/{key}", READ_COLLECTION),
    talk("/c/", "GET /t/{key}", READ_COMMUNITY),
    talk("/r/", "POST /t/{key} text=x", TAKE_RESOURCE),
    talk("/k/", "POST /t/{key} text=x", TAKE_COLLECTION),
    talk("/c/", "POST /t/{key} text=x", SAY_COMMUNITY),
    talk("/r/", "POST /t/{key}/state do=close", CLOSE_RESOURCE),
    talk("/k/", "POST /t/{key}/state do=close", STEP_COLLECTION),
    talk("/c/", "POST /t/{key}/state do=close", STEP_COMMUNITY),
    talk("/r/", "POST /t/{key}/state do=pin", PIN_RESOURCE),
    talk("/k/", "POST /t/{key}/state do=pin", PIN_COLLECTION),
    talk("/c/", "POST /t/{key}/state do=pin", STEP_COMMUNITY),
    talk("/r/", "GET /t/{key}/move", MOVE_RESOURCE),
    talk("/k/", "GET /t/{key}/move", MOVE_COLLECTION),
    talk("/c/", "GET /t/{key}/move", EDIT_COMMUNITY),
    talk("/r/", "POST /t/{key}/move to=x title=x", PIN_RESOURCE),
    talk("/k/", "POST /t/{key}/move to=x title=x", PIN_COLLECTION),
    talk("/c/", "POST /t/{key}/move to=x title=x", STEP_COMMUNITY),
    talk(
        "/r/",
        "GET /t/{key}/{comment}",
        &["RRRRRRR", "SRRRRRR", "SNRRRRR", "NNNRNRR", "NNNRNRR", "NNNRNRR", "GGGGGGG"],
    ),
    talk("/k/", "GET /t/{key}/{comment}", &["RRRRRRR", "SRRRRRR", "SNRRRRR", "NNNRNRR", "NNNRNRR"]),
    talk("/c/", "GET /t/{key}/{comment}", &["RRRRRRR", "RRRRRRR", "RRRRRRR", "SRRRRRR", "NNRRRRR"]),
    talk("/r/", "GET /t/{key}/{comment}/edit", OWN_WORDS_RESOURCE),
    talk("/k/", "GET /t/{key}/{comment}/edit", OWN_WORDS_COLLECTION),
    talk("/c/", "GET /t/{key}/{comment}/edit", OWN_WORDS_COMMUNITY),
    talk("/r/", "POST /t/{key}/{comment}/edit text=x", SAY_ANEW_RESOURCE),
    talk("/k/", "POST /t/{key}/{comment}/edit text=x", SAY_ANEW_COLLECTION),
    talk("/c/", "POST /t/{key}/{comment}/edit text=x", SAY_ANEW_COMMUNITY),
    talk(
        "/r/",
        "GET /t/{key}/{comment}/history",
        &["SFF2F22", "SFF2F22", "SNF2222", "SNN2N22", "SNN2N22", "SNN2N22", "SGGGGGG"],
    ),
    talk("/k/", "GET /t/{key}/{comment}/history", EDIT_COLLECTION),
    talk("/c/", "GET /t/{key}/{comment}/history", EDIT_COMMUNITY),
    // Moderators also tidy up what is said about things that were taken away.
    talk(
        "/r/",
        "POST /t/{key}/{comment}/state do=withdraw",
        &["SFF-F--", "SFF-F--", "SNF----", "SNN-N--", "SNN-N--", "SNN-N--", "SGGGG--"],
    ),
    talk("/k/", "POST /t/{key}/{comment}/state do=withdraw", STEP_COLLECTION),
    talk("/c/", "POST /t/{key}/{comment}/state do=withdraw", STEP_COMMUNITY),
    // Links that fail.
    row("GET /care", PEOPLE),
    row("GET /care/moved", PEOPLE),
    row("GET /care/{key}", EDIT_LINK),
    row("POST /care/{key} url=x", STEP_LINK),
    row("POST /care/{key}/works", STEP_LINK),
    row("POST /care/{key}/moved", STEP_LINK),
    row("POST /care/{key}/archive", STEP_LINK),
    // Courses.
    row("GET /import", PEOPLE),
    row("POST /import", DO),
    row("GET /import/{key}", NOTHING_FOR_PEOPLE),
    row("GET /import/{key}/progress", NOTHING_FOR_PEOPLE),
    row("POST /import/{key}/choose", NOTHING_FOR_PEOPLE),
    row("GET /import/{key}/describe", NOTHING_FOR_PEOPLE),
    row("GET /import/{key}/check", NOTHING_FOR_PEOPLE),
    row("GET /import/{key}/preview/{cmid}", NOTHING_FOR_PEOPLE),
    row("POST /import/{key}/run", NOTHING_FOR_PEOPLE),
    row("POST /import/{key}/cancel", NOTHING_FOR_PEOPLE),
    row("POST /import/{key}/undo", NOTHING_FOR_PEOPLE),
    row("POST /import/{key}/forget", NOTHING_FOR_PEOPLE),
    row("GET /moodle/{key}", NOTHING),
    row("GET /moodle/{key}/progress", NOTHING),
    row("GET /moodle/{key}/file", NOTHING),
    row("POST /moodle/{key}/cancel", NOTHING),
    // Moderation.
    Row { query: "thing=/u/olga", ..row("GET /report", ALL) },
    row("POST /report thing=/r/000000000000 reason=spam", &["NNNNNNN"]),
    row("GET /moderation", &["SFF2222"]),
    row("GET /moderation/{case}", NOTHING_FOR_PEOPLE),
    row("POST /moderation/{case}/decide outcome=nothing reason=because", NOTHING_FOR_PEOPLE),
    row("POST /moderation/{case}/escalate", NOTHING_FOR_PEOPLE),
    row("POST /moderation/{case}/answer outcome=upheld reason=because", &["SFFFFNN"]),
    row("GET /decisions/{decision}", NOTHING_FOR_PEOPLE),
    row("POST /decisions/{decision}/appeal words=because", NOTHING_FOR_PEOPLE),
    row("GET /admin/log", MODERATORS),
    row("POST /admin/log/{line}/undo", &["SFFFFNN"]),
    row("GET /admin/applications", MODERATORS),
    row("POST /admin/applications/{application} answer=decline", &["SFFFFNN"]),
    // Administration.
    row("GET /admin", ADMINISTRATORS),
    row("GET /admin/access", ADMINISTRATORS),
    row("POST /admin/access", DO_ADMINISTRATORS),
    row("GET /admin/settings", ADMINISTRATORS),
    row("POST /admin/settings", DO_ADMINISTRATORS),
    row("GET /admin/communities", ADMINISTRATORS),
    row("GET /admin/links", ADMINISTRATORS),
    row("POST /admin/links", DO_ADMINISTRATORS),
    row("GET /admin/topics", ADMINISTRATORS),
    row("POST /admin/topics", DO_ADMINISTRATORS),
    row("GET /admin/leaving", ADMINISTRATORS),
    row("POST /admin/leaving", DO_ADMINISTRATORS),
    row("GET /admin/people", ADMINISTRATORS),
    row("POST /admin/people/invite role=reader", DO_ADMINISTRATORS),
    row("POST /admin/people/invitations/{invitation}/end", DO_ADMINISTRATORS),
    row("POST /admin/people/{handle}/role role=reader", DO_ADMINISTRATORS),
    row("POST /admin/people/{handle}/standing standing=active", DO_ADMINISTRATORS),
    row("POST /admin/people/{handle}/link", DO_ADMINISTRATORS),
    row("GET /admin/jobs", ADMINISTRATORS),
    row("POST /admin/jobs/{job}/retry", DO_ADMINISTRATORS),
    row("POST /admin/jobs/{job}/erase", DO_ADMINISTRATORS),
];
