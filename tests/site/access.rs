//! The table of who may come to what, walked: every address, for seven viewers, on an open and on
//! a closed site, with things of every visibility. The table itself is in `access_table.rs`.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join_all;
use hornbook::{
    accounts,
    app::parts::PARTS,
    collections::{self, NewCollection},
    communities::{self, Join},
    ids::{CollectionId, CommunityId},
    resources::{self, Visibility},
    web::{Person, Role},
};

use super::{
    access_table::{
        COLLECTIONS, COMMUNITIES, READ_COLLECTION, READ_COMMUNITY, READ_RESOURCE, RESOURCES, TABLE,
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
}

/// A site with one thing of each kind and visibility.
struct Scene {
    site: TestSite,
    viewers: Vec<Visitor>,
    resources: Vec<Thing>,
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
        circles.push(Thing { column, address, title, read: READ_COMMUNITY[column] });
    }
    (circles, private)
}

/// Shares a file for each column of resources.
async fn share_resources(olga: &Visitor, private: CommunityId) -> Vec<Thing> {
    let circle = private.0.to_string();
    let mut made = Vec::new();
    for (column, name) in RESOURCES.iter().enumerate() {
        let key = key_of(&olga.upload("/share/file", &[], "note.txt", b"Walnuts.").await);
        let title = format!("Walnut R{name}");
        let visibility =
            if matches!(*name, "local" | "community" | "private") { name } else { "public" };
        let community = if *name == "community" { circle.as_str() } else { "" };
        let fields = [
            ("title", title.as_str()),
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
            ("then", if matches!(*name, "draft" | "in_review") { "" } else { "publish" }),
        ];
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
        match *name {
            "in_review" => step(olga, &key, "submit").await,
            "withdrawn" => step(olga, &key, "withdraw").await,
            _ => {}
        }
        made.push(Thing { column, address: key, title, read: READ_RESOURCE[column] });
    }
    made
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
        let key = begun.await.unwrap().key.to_string();
        let picture = format!("/k/{key}/picture");
        assert_eq!(olga.upload_as("picture", &picture, &[], "k.png", &png()).await.status, 303);
        kept.push(Thing { column, address: key, title, read: READ_COLLECTION[column] });
    }
    kept
}

async fn scene() -> Scene {
    let site = TestSite::start().await;
    let mut viewers = vec![site.stranger()];
    for (_, handle, role) in &VIEWERS[1..] {
        viewers.push(site.person(handle, *role).await);
    }
    let (olga, ada) = (&viewers[3], &viewers[6]);
    let (owner, admin) = (person(&site, "olga").await, person(&site, "ada").await);

    let (circles, private) = found_communities(&site, olga, &admin, &owner).await;
    let made = share_resources(olga, private).await;
    let kept = keep_collections(&site, olga, &owner, private, &made).await;
    site.run_jobs().await;

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
    ];
    Scene { site, viewers, resources: made, collections: kept, communities: circles, single }
}

impl Scene {
    /// The things that an address is about; nothing for those about none.
    fn about(&self, pattern: &str) -> Option<(&[Thing], &'static str)> {
        [
            ("/r/{key}", &self.resources),
            ("/k/{key}", &self.collections),
            ("/c/{handle}", &self.communities),
            ("/shelf/r/{key}", &self.resources),
            ("/shelf/k/{key}", &self.collections),
        ]
        .into_iter()
        .find(|(start, _)| pattern.starts_with(start))
        .map(|(start, things)| (things.as_slice(), start))
    }

    fn path(&self, pattern: &str, thing: Option<(&Thing, &str)>) -> String {
        let mut path = pattern.to_owned();
        if let Some((thing, start)) = thing {
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
        self.resources.iter().chain(&self.collections).chain(&self.communities)
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
        let about = scene.about(pattern);
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
    row: &super::access_table::Row,
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
    }
    let rows = TABLE.len();
    println!("the table of access: {rows} rows, {} cells looked at", all.cells);
    let some: Vec<_> = all.faults.iter().take(60).collect();
    assert!(all.faults.is_empty(), "{} cells differ: {some:#?}", all.faults.len());
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
