//! The table of who may come to what, walked: every address, for seven viewers, on an open and on
//! a closed site, with things of every visibility. The table itself is in `access_table.rs`.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join_all;
use hornbook::{
    accounts,
    app::parts::PARTS,
    collections::{self, NewCollection},
    communities::{self, Join},
    discussion::{self, Beginning},
    ids::{self, CollectionId, CommunityId},
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    topics,
    web::{Person, Role},
};

use super::{
    access_table::{
        COLLECTIONS, COMMUNITIES, LINKS, READ_COLLECTION, READ_COMMUNITY, READ_LINK, READ_RESOURCE,
        RESOURCES, Row, TABLE,
    },
    resources::{key_of, png},
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// Who looks, in the order of the table's letters.
const VIEWERS: [(&str, &str, Role); 7] = [
    ("stranger", "", Role::Reader),
    ("outsider", "otto", Role::Contributor),
    ("member", "mia", Role::Contributor),
    ("owner", "olga", Role::Publisher),
    ("community moderator", "cora", Role::Contributor),
    ("site moderator", "mo", Role::Moderator),
    ("administrator", "ada", Role::Administrator),
];

/// One thing: what its column is called, what it is called in addresses, and its title.
struct Thing {
    column: usize,
    address: String,
    title: String,
    read: &'static str,
    /// What else addresses about it carry: placeholder, value.
    more: Vec<(&'static str, String)>,
}

/// A site with one thing of each kind and visibility.
struct Scene {
    site: TestSite,
    viewers: Vec<Visitor>,
    resources: Vec<Thing>,
    links: Vec<Thing>,
    collections: Vec<Thing>,
    communities: Vec<Thing>,
    /// What single addresses carry: placeholder within a pattern, value.
    single: Vec<(&'static str, String)>,
}

async fn person(site: &TestSite, handle: &str) -> Person {
    let handle = handle.to_owned();
    let account = site.site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.unwrap();
    let (account, role) = ((account.id, account.handle, account.name), account.role);
    Person { account: account.0, handle: account.1, name: account.2, role, session: None }
}

/// Begins a thread about a thing, in whose title and words its own title stands.
async fn talk_about(
    site: &TestSite,
    by: &Person,
    about: ids::Thing,
    title: &str,
) -> Vec<(&'static str, String)> {
    let new = Beginning { title: format!("On {title}"), text: format!("I like {title}.") };
    let by = by.clone();
    let said = site.site.db.write(move |tx| {
        let comment = discussion::open(tx, &by, about, &new)?;
        discussion::find_comment(tx, comment)
    });
    let said = said.await.unwrap();
    vec![("{thread}", said.thread_key.to_string()), ("{comment}", said.key.to_string())]
}

/// Founds a community of each visibility; the last of them is private.
async fn found_communities(
    site: &TestSite,
    olga: &Visitor,
    admin: &Person,
    owner: &Person,
) -> (Vec<Thing>, CommunityId) {
    let mut circles = Vec::new();
    let mut private = CommunityId(0);
    for (column, name) in COMMUNITIES.iter().enumerate() {
        let title = format!("Walnut C{name}");
        let description = communities::Description {
            name: title.clone(),
            visibility: communities::Visibility::parse(name).unwrap(),
            join: Join::Ask,
            ..communities::Description::default()
        };
        let (handle, by, to) = (format!("walnut_{name}"), admin.clone(), owner.account);
        let founded = site
            .site
            .db
            .write(move |tx| communities::found(tx, &by, Some(to), &handle, description));
        private = founded.await.unwrap();
        let address = format!("walnut_{name}");
        for handle in ["mia", "cora"] {
            let to = format!("/c/{address}/members");
            assert_eq!(olga.post_form(&to, &[("handle", handle)]).await.status, 303);
        }
        let to = format!("/c/{address}/members/cora/role");
        assert_eq!(olga.post_form(&to, &[("role", "moderator")]).await.status, 303);
        let picture = format!("/c/{address}/picture");
        assert_eq!(olga.upload_as("picture", &picture, &[], "c.png", &png()).await.status, 303);
        let place = format!("/c/{address}/place");
        assert_eq!(olga.post_form(&place, &[("country", "DE")]).await.status, 303);
        let more = talk_about(site, owner, ids::Thing::Community(private), &title).await;
        circles.push(Thing { column, address, title, read: READ_COMMUNITY[column], more });
    }
    (circles, private)
}

/// The form that describes a resource.
fn described<'a>(
    title: &'a str,
    visibility: &'a str,
    community: &'a str,
    then: &'a str,
) -> [(&'a str, &'a str); 12] {
    [
        ("title", title),
        ("summary", "About walnuts."),
        ("languages", "en"),
        ("subjects", "0541"),
        ("levels", "2"),
        ("types", "text"),
        ("authors", "Olga"),
        ("adapt", "alike"),
        ("earn", "yes"),
        ("visibility", visibility),
        ("community", community),
        ("then", then),
    ]
}

/// Shares a file for each column of resources.
async fn share_resources(
    site: &TestSite,
    olga: &Visitor,
    owner: &Person,
    private: CommunityId,
) -> Vec<Thing> {
    let circle = private.0.to_string();
    let mut made: Vec<Thing> = Vec::new();
    for (column, name) in RESOURCES.iter().enumerate() {
        let key = key_of(&olga.upload("/share/file", &[], "note.txt", b"Walnuts.").await);
        let title = format!("Walnut R{name}");
        let visibility =
            if matches!(*name, "local" | "community" | "private") { name } else { "public" };
        let community = if *name == "community" { circle.as_str() } else { "" };
        let then = if matches!(*name, "draft" | "in_review") { "" } else { "publish" };
        let fields = described(&title, visibility, community, then);
        let answer =
            olga.upload_as("picture", &format!("/r/{key}/edit"), &fields, "p.png", &png()).await;
        assert_eq!(answer.status, 303, "{name}: {}", answer.text());
        if !matches!(*name, "draft" | "in_review") {
            // What was published leaves an earlier version once it is changed.
            let mut fields = fields;
            fields[1] = ("summary", "About walnuts and almonds.");
            let again =
                olga.upload_as("picture", &format!("/r/{key}/edit"), &fields, "", b"").await;
            assert_eq!(again.status, 303, "{name}: {}", again.text());
        }
        let first = made.first().map_or("", |first| &first.address);
        let more = company(site, olga, owner, &key, &title, first).await;
        match *name {
            "in_review" => step(olga, &key, "submit").await,
            "withdrawn" => step(olga, &key, "withdraw").await,
            _ => {}
        }
        made.push(Thing { column, address: key, title, read: READ_RESOURCE[column], more });
    }
    // The reports are numbered in the order of what was published.
    for (number, column) in [0, 1, 2, 3, 6].into_iter().enumerate() {
        made[column].more.push(("{report}", (number + 1).to_string()));
    }
    made
}

/// Says about a resource what other rooms keep: a thread, a topic, a translation, a use.
async fn company(
    site: &TestSite,
    olga: &Visitor,
    owner: &Person,
    key: &str,
    title: &str,
    first: &str,
) -> Vec<(&'static str, String)> {
    site.wait(Duration::from_mins(5));
    let (by, which) = (owner.clone(), key.to_owned());
    let found = site.site.db.write(move |tx| {
        topics::add(tx, &by, &which, "Q395")?;
        resources::find_by_key(tx, &which)
    });
    let found = found.await.unwrap();
    if !first.is_empty() {
        let to = format!("/r/{key}/translations");
        assert_eq!(olga.post_form(&to, &[("other", first)]).await.status, 303);
    }
    if found.state == resources::State::Published {
        let worked = format!("I used {title}.");
        let told = olga.post_form(&format!("/r/{key}/used/new"), &[("worked", &worked)]).await;
        assert_eq!(told.status, 303, "{title}: {}", told.text());
    }
    talk_about(site, owner, ids::Thing::Resource(found.id), title).await
}

/// Shares a dead link for each column of links.
async fn share_links(site: &TestSite, owner: &Person, private: CommunityId) -> Vec<Thing> {
    let mut made = Vec::new();
    for (column, name) in LINKS.iter().enumerate() {
        let title = format!("Hazel L{name}");
        let description = Description {
            title: title.clone(),
            summary: "About hazelnuts.".into(),
            languages: vec!["en".into()],
            subjects: vec!["0541".into()],
            levels: vec!["2".into()],
            types: vec!["web_page".into()],
            licence: "https://creativecommons.org/licenses/by/4.0/".into(),
            authors: vec![Author { name: "Olga".into(), url: String::new() }],
            visibility: Visibility::parse(name),
            community: (*name == "community").then_some(private),
            ..Description::default()
        };
        let url = format!("https://hazel.example/{name}");
        let content = Content { url, ..Content::default() };
        let (house, by) = (site.site.clone(), owner.clone());
        let shared = site.site.db.write(move |tx| {
            let id = resources::begin(tx, &by, New::of(Kind::Link), &description, &content)?;
            resources::publish(tx, &house.settings(), &by, id)?;
            tx.execute(
                "update care_links set state = 'dead', failing_since = ?, moved_to = url",
                [tx.now],
            )?;
            resources::find(tx, id)
        });
        let address = shared.await.unwrap().key.to_string();
        made.push(Thing { column, address, title, read: READ_LINK[column], more: Vec::new() });
    }
    made
}

/// Lets a member suggest a link for each collection that she reads; the suggestions are numbered.
async fn suggest(site: &TestSite, olga: &Visitor, mia: &Visitor, scene: (&[Thing], &mut [Thing])) {
    let (links, kept) = scene;
    for (number, collection) in kept.iter_mut().take(3).enumerate() {
        site.wait(Duration::from_mins(5));
        let key = &collection.address;
        let fields = [
            ("title", collection.title.as_str()),
            ("summary", "Walnuts."),
            ("visibility", COLLECTIONS[number]),
            ("community", if COLLECTIONS[number] == "community" { "5" } else { "" }),
            ("together", "curated"),
        ];
        let changed = olga.post_form(&format!("/k/{key}/edit"), &fields).await;
        assert_eq!(changed.status, 303, "{}", changed.text());
        let wish = [("resource", links[0].address.as_str())];
        let wished = mia.post_form(&format!("/k/{key}/together"), &wish).await;
        assert_eq!(wished.status, 303, "{}", wished.text());
        collection.more.push(("{suggestion}", (number + 1).to_string()));
    }
}

async fn step(olga: &Visitor, key: &str, step: &str) {
    assert_eq!(olga.post_form(&format!("/r/{key}/{step}"), &[]).await.status, 303);
}

/// Keeps all these resources in a collection for each column.
async fn keep_collections(
    site: &TestSite,
    olga: &Visitor,
    owner: &Person,
    private: CommunityId,
    made: &[Thing],
) -> Vec<Thing> {
    let mut kept = Vec::new();
    for (column, name) in COLLECTIONS.iter().enumerate() {
        let title = format!("Walnut K{name}");
        let new = NewCollection {
            title: title.clone(),
            summary: "Walnuts.".into(),
            visibility: if *name == "draft" { Visibility::Public } else { Visibility::parse(name) },
            community: (*name == "community").then_some(private),
            ..NewCollection::default()
        };
        let keys: Vec<String> = made.iter().map(|thing| thing.address.clone()).collect();
        let (by, publish) = (owner.clone(), *name != "draft");
        let begun = site.site.db.write(move |tx| {
            let id: CollectionId = collections::begin(tx, &by, new)?;
            for key in keys {
                let found = resources::find_by_key(tx, &key)?;
                if found.state != resources::State::Withdrawn {
                    collections::add_item(tx, &by, id, None, found.id, "")?;
                }
            }
            if publish {
                collections::publish(tx, &by, id)?;
            }
            collections::find(tx, id)
        });
        let begun = begun.await.unwrap();
        let more = talk_about(site, owner, ids::Thing::Collection(begun.id), &title).await;
        let key = begun.key.to_string();
        let picture = format!("/k/{key}/picture");
        assert_eq!(olga.upload_as("picture", &picture, &[], "k.png", &png()).await.status, 303);
        kept.push(Thing { column, address: key, title, read: READ_COLLECTION[column], more });
    }
    kept
}

async fn scene() -> Scene {
    let site = TestSite::start().await;
    let mut viewers = vec![site.stranger()];
    for (_, handle, role) in &VIEWERS[1..] {
        viewers.push(site.person(handle, *role).await);
    }
    let (mia, olga, ada) = (&viewers[2], &viewers[3], &viewers[6]);
    let (owner, admin) = (person(&site, "olga").await, person(&site, "ada").await);

    let (circles, private) = found_communities(&site, olga, &admin, &owner).await;
    let made = share_resources(&site, olga, &owner, private).await;
    let mut kept = keep_collections(&site, olga, &owner, private, &made).await;
    let links = share_links(&site, &owner, private).await;
    suggest(&site, olga, mia, (&links, &mut kept)).await;
    site.run_jobs().await;
    let notice = olga.get("/notices").await.attribute(".row-title a", "href").unwrap();
    let notice = notice.split('/').nth(2).unwrap().to_owned();

    // A link that shows the draft, and a class of which nobody here is.
    let draft = resources::find_by_key;
    let key = made[4].address.clone();
    let id = site.site.db.read(move |db| draft(db, &key)).await.unwrap().id;
    let answer = olga.post_form("/passes", &[("thing", &format!("resource-{id}"))]).await;
    let link = answer.one("#link");
    let secret = link.rsplit('/').next().unwrap().to_owned();
    let answer = ada.post_form("/classes/new", &[("name", "5b"), ("number", "1")]).await;
    let class = answer.attribute("a[href^=\"/classes/\"]", "href").unwrap();
    let class = class.rsplit('/').next().unwrap().to_owned();
    let single = vec![
        ("/s/{secret}/r/{key}", format!("/s/{secret}/r/{}", made[4].address)),
        ("/s/{secret}", format!("/s/{secret}")),
        ("/classes/{key}", format!("/classes/{class}")),
        ("/u/{handle}", "/u/olga".to_owned()),
        ("{person}", "mia".to_owned()),
        ("{handle}", "pupil_1".to_owned()),
        ("{topic}", "Q395".to_owned()),
        ("{country}", "de".to_owned()),
        ("{entry}", "0".to_owned()),
        ("{notice}", notice),
    ];
    let (resources, collections, communities) = (made, kept, circles);
    Scene { site, viewers, resources, links, collections, communities, single }
}

impl Scene {
    /// The things that an address is about; nothing for those about none.
    fn about(&self, row: &Row, pattern: &str) -> Option<(&[Thing], &'static str)> {
        [
            ("/r/{key}", &self.resources),
            ("/k/{key}", &self.collections),
            ("/c/{handle}", &self.communities),
            ("/shelf/r/{key}", &self.resources),
            ("/shelf/k/{key}", &self.collections),
            ("/care/{key}", &self.links),
        ]
        .into_iter()
        .find(|(start, _)| match row.of {
            "" => pattern.starts_with(start),
            of => start.starts_with(of),
        })
        .map(|(start, things)| (things.as_slice(), start))
    }

    fn path(&self, pattern: &str, thing: Option<(&Thing, &str)>) -> String {
        let mut path = pattern.replace("/t/{key}", "/t/{thread}");
        if let Some((thing, start)) = thing {
            for (piece, value) in &thing.more {
                path = path.replace(piece, value);
            }
            let name = if start.contains("{key}") { "{key}" } else { "{handle}" };
            path = path.replacen(name, &thing.address, 1);
            // Every collection holds the six resources that are not withdrawn.
            path = path.replace("{item}", &(thing.column * 6 + 1).to_string());
        }
        for (piece, value) in &self.single {
            path = path.replace(piece, value);
        }
        for (piece, value) in
            [("{size}", "small"), ("{name:.*}", "note.txt"), ("{key}", "000000000000")]
        {
            path = path.replace(piece, value);
        }
        // What is left names what is not there.
        let mut plain = String::new();
        for piece in path.split('{') {
            match piece.split_once('}') {
                Some((_, rest)) => plain += &format!("1{rest}"),
                None => plain += piece,
            }
        }
        plain
    }

    fn things(&self) -> impl Iterator<Item = &Thing> {
        let things = self.resources.iter().chain(&self.links);
        things.chain(&self.collections).chain(&self.communities)
    }
}

/// An answer as the table spells it.
fn letter(answer: &Answer) -> char {
    let to_sign_in = answer.location.as_deref().is_some_and(|to| to.starts_with("/sign-in"));
    match answer.status {
        200 => '2',
        303 if to_sign_in => 'S',
        303 => 'R',
        403 => 'F',
        404 => 'N',
        409 => 'C',
        410 => 'G',
        422 => 'U',
        429 => 'W',
        _ => '?',
    }
}

async fn ask(viewer: &Visitor, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    match method {
        "GET" => viewer.get(path).await,
        "FILE" => viewer.upload_as("picture", path, fields, "", b"").await,
        _ => viewer.post_form(path, fields).await,
    }
}

/// What was looked at: how many cells, and what differs from the table.
#[derive(Default)]
struct Walk {
    cells: usize,
    faults: Vec<String>,
}

async fn walk(scene: &Scene, closed: bool) -> Walk {
    let mut walk = Walk::default();
    for row in TABLE {
        if cfg!(not(feature = "mbz"))
            && ["/import", "/moodle"].iter().any(|wing| row.ask.contains(wing))
        {
            continue;
        }
        let (method, rest) = row.ask.split_once(' ').unwrap();
        let (pattern, fields) = rest.split_once(' ').unwrap_or((rest, ""));
        let fields: Vec<(&str, &str)> =
            fields.split(' ').filter_map(|field| field.split_once('=')).collect();
        // Otherwise the gate would find that somebody sends too much at a time.
        scene.site.wait(Duration::from_mins(5));
        let about = scene.about(row, pattern);
        let columns: Vec<Option<&Thing>> = match about {
            Some((things, _)) => things.iter().map(Some).collect(),
            None => vec![None],
        };
        for thing in columns {
            let column = thing.map_or(0, |thing| thing.column);
            let wanted = row.cells.get(column).copied().unwrap_or("???????");
            let path = scene.path(pattern, thing.zip(about.map(|(_, start)| start)));
            let path = if row.query.is_empty() { path } else { format!("{path}?{}", row.query) };
            let answers = scene.viewers.iter().zip(wanted.chars()).map(|(viewer, letter)| {
                let (path, fields) = (path.clone(), fields.clone());
                async move {
                    // What somebody may do would change the scene.
                    if letter == '-' {
                        None
                    } else {
                        Some(ask(viewer, method, &path, &fields).await)
                    }
                }
            });
            let answers = join_all(answers).await;
            let (mut found, mut wrong) = (String::new(), false);
            for (at, answer) in answers.iter().enumerate() {
                let wanted = wanted.chars().nth(at).unwrap();
                let wanted = if closed && at == 0 && !row.open { 'S' } else { wanted };
                let Some(answer) = answer else {
                    found.push('-');
                    continue;
                };
                walk.cells += 1;
                found.push(letter(answer));
                wrong |= letter(answer) != wanted;
                must_hide(scene, row, at, closed, &path, answer, &mut walk);
            }
            if wrong {
                let what = thing.map_or("", |thing| &thing.title);
                walk.faults.push(format!("{} {what}: {found} instead of {wanted}", row.ask));
            }
        }
    }
    walk
}

/// No page names what its viewer may not read.
fn must_hide(
    scene: &Scene,
    row: &Row,
    at: usize,
    closed: bool,
    path: &str,
    answer: &Answer,
    walk: &mut Walk,
) {
    let text = answer.text();
    // The second word of a title is of that thing alone, and a search marks the first.
    let named =
        |thing: &&Thing| thing.title.split(' ').nth(1).is_some_and(|word| text.contains(word));
    for thing in scene.things().filter(named) {
        let may = thing.read.chars().nth(at) == Some('2') && !(closed && at == 0);
        // A link with a secret shows its one thing, and whoever withdrew something sees its stone.
        let by_link = row.ask.contains("/s/{secret}") && thing.title == "Walnut Rdraft";
        let stone = thing.title == "Walnut Rwithdrawn" && at >= 3 && at != 4;
        if !may && !by_link && !stone {
            walk.faults.push(format!("{path} shows {} to the {}", thing.title, VIEWERS[at].0));
        }
    }
}

#[test]
fn every_address_is_in_the_table() {
    let own = ["/static/{name:.*}", "/healthz"];
    let gate: BTreeSet<&str> = own
        .into_iter()
        .chain(PARTS.iter().flat_map(|part| part.gate).map(|(path, _)| *path))
        .collect();
    let table: BTreeSet<&str> =
        TABLE.iter().map(|row| row.ask.split(' ').nth(1).unwrap()).collect();
    let missing: Vec<_> = gate.difference(&table).collect();
    assert!(missing.is_empty(), "not in the table of access: {missing:#?}");
    let gone: Vec<_> = table.difference(&gate).collect();
    // A wing that is left out takes its addresses with it.
    assert!(
        gone.is_empty() || cfg!(not(feature = "mbz")),
        "in the table of access, but no address: {gone:#?}"
    );
}

#[tokio::test]
async fn everybody_comes_to_what_the_table_says_and_to_nothing_else() {
    let scene = scene().await;
    let mut all = Walk::default();
    for closed in [false, true] {
        scene.site.settings(move |settings| settings.open_to_read = !closed).await;
        let walk = walk(&scene, closed).await;
        all.cells += walk.cells;
        let faults = walk.faults.into_iter();
        all.faults
            .extend(faults.map(|fault| format!("{}{fault}", if closed { "closed: " } else { "" })));
        lists(&scene, closed, &mut all).await;
        rooms(&scene, closed, &mut all).await;
    }
    scene.site.settings(|settings| settings.open_to_read = true).await;
    entries(&scene, &mut all).await;
    later(&scene, &mut all).await;
    let rows = TABLE.len();
    println!("the table of access: {rows} rows, {} cells looked at", all.cells);
    let some: Vec<_> = all.faults.iter().take(60).collect();
    assert!(all.faults.is_empty(), "{} cells differ: {some:#?}", all.faults.len());
}

/// No entry of a timeline tells of what its reader may not read, whoever guesses its number.
async fn entries(scene: &Scene, walk: &mut Walk) {
    let row = TABLE.iter().find(|row| row.ask.contains("/timeline/entry/")).unwrap();
    let mut seen = 0;
    for number in 1..=scene.site.count("entries").await {
        scene.site.wait(Duration::from_mins(5));
        let path = format!("/timeline/entry/{number}");
        for (at, viewer) in scene.viewers.iter().enumerate() {
            let answer = viewer.get(&path).await;
            seen += u32::from(answer.status == 200);
            walk.cells += 1;
            must_hide(scene, row, at, false, &path, &answer, walk);
        }
    }
    assert!(seen > 0, "nobody sees any entry");
}

/// Curators mend what they may read, and who made a copy hears no more of what became private.
async fn later(scene: &Scene, walk: &mut Walk) {
    let kurt = scene.site.person("kurt", Role::Curator).await;
    for place in ["/care", "/care/moved"] {
        let queue = kurt.get(place).await.text();
        for thing in &scene.links {
            let listed = matches!(LINKS[thing.column], "public" | "local");
            if queue.contains(&thing.title) != listed {
                walk.faults.push(format!("{place} and {} for a curator", thing.title));
            }
        }
    }
    // The public one and the local one.
    if !kurt.get("/").await.says("2 links are dead") {
        walk.faults.push("the front page counts other dead links to a curator".into());
    }

    let (otto, olga, mo) = (&scene.viewers[1], &scene.viewers[3], &scene.viewers[5]);
    let file = format!("/r/{}", scene.resources[0].address);
    let kept = format!("/k/{}", scene.collections[0].address);
    for (viewer, original) in [(otto, &file), (otto, &kept), (mo, &file), (mo, &kept)] {
        assert_eq!(viewer.post_form(&format!("{original}/copy"), &[]).await.status, 303);
    }
    scene.site.wait(Duration::from_mins(5));
    let fields = described("Walnut Rsecret", "private", "", "publish");
    let changed = olga.upload_as("picture", &format!("{file}/edit"), &fields, "", b"").await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    let fields = [("title", "Walnut Ksecret"), ("summary", "Walnuts."), ("visibility", "private")];
    let changed = olga.post_form(&format!("{kept}/edit"), &fields).await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    for title in ["Walnut Rsecret", "Walnut Ksecret"] {
        for (viewer, name, told) in [(otto, "outsider", false), (mo, "site moderator", true)] {
            if viewer.get("/notices").await.says(title) != told {
                walk.faults.push(format!("/notices and {title} for the {name}"));
            }
        }
    }
}

/// What has a topic, what is to be mended and who is in a country: exactly what may be shown.
async fn rooms(scene: &Scene, closed: bool, walk: &mut Walk) {
    for (at, viewer) in scene.viewers.iter().enumerate().skip(usize::from(closed)) {
        let may = |thing: &&Thing| thing.read.chars().nth(at) == Some('2');
        let mut compare = |place: &str, text: &str, thing: &Thing, listed: bool| {
            if text.contains(&thing.title) != listed {
                walk.faults.push(format!("{place} and {} for the {}", thing.title, VIEWERS[at].0));
            }
        };
        let topic = viewer.get("/topics/Q395").await.text();
        for thing in &scene.resources {
            compare("/topics/Q395", &topic, thing, may(&thing));
        }
        let (dead, moved) = (viewer.get("/care").await, viewer.get("/care/moved").await);
        for thing in &scene.links {
            compare("/care", &dead.text(), thing, matches!(at, 3 | 5 | 6));
            compare("/care/moved", &moved.text(), thing, matches!(at, 3 | 5 | 6));
        }
        let there = viewer.get("/places/de").await.text();
        for thing in &scene.communities {
            let listed = match COMMUNITIES[thing.column] {
                "public" | "local_public" => true,
                "local_private" => at > 0,
                _ => false,
            };
            compare("/places/de", &there, thing, listed);
        }
    }
}

/// Lists and counts show exactly what their viewer may read.
async fn lists(scene: &Scene, closed: bool, walk: &mut Walk) {
    for (at, viewer) in scene.viewers.iter().enumerate().skip(usize::from(closed)) {
        let may = |thing: &&Thing| thing.read.chars().nth(at) == Some('2');
        // A search finds what is published and meant for the viewer, wherever it is read.
        let circle = |name: &str| match name {
            "public" => true,
            "local" => at > 0,
            "community" => matches!(at, 2..=4),
            _ => false,
        };
        let found = |things: &[Thing], names: &[&str]| {
            things
                .iter()
                .zip(names)
                .filter(|(_, name)| circle(name))
                .map(|(thing, _)| thing.title.clone())
                .collect::<BTreeSet<_>>()
        };
        let wanted = found(&scene.resources, RESOURCES);
        let collections = found(&scene.collections, COLLECTIONS);
        let search = viewer.get("/search?q=walnut").await;
        let titles: BTreeSet<String> = search.all(".row-title a").into_iter().collect();
        let counted = search.one("h1");
        let count = wanted.len();
        // Beside the resources there are a few collections and communities.
        let cards = search.all(".card-title a");
        let strays = cards
            .iter()
            .filter(|title| title.starts_with("Walnut K") && !collections.contains(*title));
        if strays.count() > 0 || (count > 1 && !counted.contains(&count.to_string())) {
            walk.faults.push(format!("{} sees {cards:?}, {counted}", VIEWERS[at].0));
        }
        if titles != wanted {
            walk.faults.push(format!(
                "the search of the {} finds {titles:?}, not {wanted:?}",
                VIEWERS[at].0
            ));
        }
        let list = viewer.get("/communities").await.text();
        for thing in &scene.communities {
            let listed = may(&thing)
                && (matches!(at, 2..=4)
                    || !["Walnut Cunlisted", "Walnut Cprivate"].contains(&thing.title.as_str()));
            if list.contains(&thing.title) != listed {
                walk.faults
                    .push(format!("/communities and {} for the {}", thing.title, VIEWERS[at].0));
            }
        }
    }
}
