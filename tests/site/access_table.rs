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
}

const fn row(ask: &'static str, cells: &'static [&'static str]) -> Row {
    Row { ask, query: "", cells, open: false }
}

const fn open(ask: &'static str, cells: &'static [&'static str]) -> Row {
    Row { ask, query: "", cells, open: true }
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

/// Who reads a collection, with its pictures.
pub const READ_COLLECTION: &[&str] = &["2222222", "S222222", "SN22222", "NNN2N22", "NNN2N22"];
/// Who changes a collection.
const EDIT_COLLECTION: &[&str] = &["SFF2F22", "SFF2F22", "SNF2222", "SNN2N22", "SNN2N22"];
const STEP_COLLECTION: &[&str] = &["SFF-F--", "SFF-F--", "SNF----", "SNN-N--", "SNN-N--"];
const TAKE_COLLECTION: &[&str] = &["S------", "S------", "SN-----", "SNN-N--", "SNN-N--"];

/// Who reads a community, with its pictures and its list of members.
pub const READ_COMMUNITY: &[&str] = &["2222222", "2222222", "2222222", "S222222", "NN22222"];
/// Who changes what a community says, and lets people in and out.
const EDIT_COMMUNITY: &[&str] = &["SFF2222", "SFF2222", "SFF2222", "SFF2222", "SNF2222"];
const STEP_COMMUNITY: &[&str] = &["SFF----", "SFF----", "SFF----", "SFF----", "SNF----"];
/// Who makes moderators and withdraws a community.
const OWN_COMMUNITY: &[&str] = &["SFF-F--", "SFF-F--", "SFF-F--", "SFF-F--", "SNF-F--"];

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
    row("GET /settings/password", PEOPLE),
    row("POST /settings/password", DO),
    row("GET /settings/sessions", PEOPLE),
    row("POST /settings/sessions/{session}/end", DO),
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
    // Moderation.
    Row { query: "thing=person-1", ..row("GET /report", ALL) },
    row("POST /report thing=resource-4 reason=spam", &["NNN-N--"]),
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
