//! Stories about links that fail: a server of many moods, and those who mend.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hornbook::{
    accounts,
    care::{self, Check, Reason, Standing},
    clock::Clock,
    ids::{Key, ResourceId},
    jobs::Job,
    net::Net,
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    time::Moment,
    web::{Person, Role},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::test_site::TestSite;

/// A server with a mood for each path.
struct Moody {
    address: String,
    /// The paths that were asked for, with their methods.
    heard: Arc<Mutex<Vec<String>>>,
    /// Whether `/comes-back` is there.
    back: Arc<AtomicBool>,
}

impl Moody {
    async fn start(clock: Clock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let (heard, back) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (hearing, here) = (Arc::clone(&heard), Arc::clone(&back));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (clock, hearing, here) = (clock.clone(), hearing.clone(), here.clone());
                tokio::spawn(answer(stream, clock, hearing, here));
            }
        });
        Self { address, heard, back }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn answer(
    mut stream: TcpStream,
    clock: Clock,
    heard: Arc<Mutex<Vec<String>>>,
    back: Arc<AtomicBool>,
) {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        // A TLS handshake gets plain HTTP for an answer.
        if request.first() == Some(&0x16) {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            return;
        }
        match stream.read(&mut piece).await {
            Ok(length) if length > 0 => request.extend(&piece[..length]),
            _ => return,
        }
    }
    let request = String::from_utf8(request).unwrap();
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    heard.lock().unwrap().push(format!("{method} {path}"));
    let head = method == "HEAD";
    let in_an_hour = clock.now().plus_seconds(3600).http_date();
    let (status, headers, body) = match path.as_str() {
        "/moved" => ("301 Moved Permanently", "location: /target".to_owned(), ""),
        "/lasting" => ("308 Permanent Redirect", "location: /target".to_owned(), ""),
        "/found" => ("302 Found", "location: /target".to_owned(), ""),
        "/found-gone" => ("302 Found", "location: /nothing".to_owned(), ""),
        "/round" => ("307 Temporary Redirect", "location: /about".to_owned(), ""),
        "/about" => ("307 Temporary Redirect", "location: /round".to_owned(), ""),
        "/soft" => ("302 Found", "location: /".to_owned(), ""),
        "/soft-lasting" => ("301 Moved Permanently", "location: /".to_owned(), ""),
        "/inside" => ("302 Found", "location: http://10.1.2.3/secret".to_owned(), ""),
        "/missing" | "/nothing" => ("404 Not Found", String::new(), "no"),
        "/comes-back" if !back.load(Ordering::Relaxed) => ("404 Not Found", String::new(), "no"),
        "/gone" => ("410 Gone", String::new(), "no"),
        "/wall" => ("403 Forbidden", String::new(), "no"),
        "/members" => ("401 Unauthorized", "www-authenticate: Basic".to_owned(), "no"),
        "/busy" => ("429 Too Many Requests", "retry-after: 7200".to_owned(), ""),
        "/trouble" => ("500 Internal Server Error", String::new(), "oh"),
        "/repairs" => ("503 Service Unavailable", format!("retry-after: {in_an_hour}"), ""),
        "/no-heads" if head => ("405 Method Not Allowed", String::new(), ""),
        "/lying-heads" if head => ("404 Not Found", String::new(), ""),
        "/empty" => ("200 OK", String::new(), ""),
        "/garbage" => {
            let _ = stream.write_all(b"this is no HTTP at all\r\n\r\n").await;
            return;
        }
        "/closed" => return,
        "/never" => {
            tokio::time::sleep(Duration::from_mins(5)).await;
            return;
        }
        "/slow" => {
            tokio::time::sleep(Duration::from_millis(300)).await;
            ("200 OK", String::new(), "at last")
        }
        _ => ("200 OK", String::new(), "here"),
    };
    let line = if headers.is_empty() { "x: y".to_owned() } else { headers };
    let body = if head { "" } else { body };
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{line}\r\n\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
}

/// Path, how the link stands after two looks on two days, why, and what else is said of it.
type Mood = (&'static str, Standing, Reason, &'static str);

const MOODS: &[Mood] = &[
    ("/ok", Standing::Fine, Reason::Fine, ""),
    ("/moved", Standing::Fine, Reason::Fine, "moved"),
    ("/lasting", Standing::Fine, Reason::Fine, "moved"),
    ("/found", Standing::Fine, Reason::Fine, ""),
    ("/round", Standing::Unclear, Reason::Round, ""),
    ("/missing", Standing::Dead, Reason::Gone, ""),
    ("/found-gone", Standing::Dead, Reason::Gone, ""),
    ("/comes-back", Standing::Fine, Reason::Fine, ""),
    ("/gone", Standing::Dead, Reason::Gone, ""),
    ("/wall", Standing::Unclear, Reason::Wall, ""),
    ("/members", Standing::Unclear, Reason::Wall, ""),
    ("/busy", Standing::Unclear, Reason::Busy, ""),
    ("/trouble", Standing::Unclear, Reason::Server, ""),
    ("/repairs", Standing::Unclear, Reason::Server, ""),
    ("/slow", Standing::Fine, Reason::Fine, ""),
    ("/never", Standing::Unclear, Reason::Slow, ""),
    ("/closed", Standing::Unclear, Reason::Broken, ""),
    ("/garbage", Standing::Unclear, Reason::Broken, ""),
    ("/no-heads", Standing::Fine, Reason::Fine, ""),
    ("/lying-heads", Standing::Fine, Reason::Fine, ""),
    ("/inside", Standing::Unclear, Reason::Unasked, ""),
    ("/empty", Standing::Fine, Reason::Fine, ""),
    ("/soft", Standing::Fine, Reason::Fine, "homepage"),
    ("/soft-lasting", Standing::Fine, Reason::Fine, "homepage"),
    ("https", Standing::Dead, Reason::Untrusted, ""),
    ("invalid", Standing::Dead, Reason::UnknownHost, ""),
    ("private", Standing::Unclear, Reason::Unasked, ""),
];

async fn person(site: &TestSite, handle: &'static str) -> Person {
    let account = site.site.db.read(move |db| accounts::find_by_handle(db, handle)).await.unwrap();
    Person {
        account: account.id,
        handle: account.handle,
        name: account.name,
        role: account.role,
        session: None,
    }
}

/// Publishes a link.
async fn share(site: &TestSite, by: &Person, title: &str, url: &str) -> (ResourceId, Key) {
    let description = Description {
        title: title.to_owned(),
        summary: "A page elsewhere.".to_owned(),
        languages: vec!["en".to_owned()],
        subjects: vec!["0541".to_owned()],
        levels: vec!["2".to_owned()],
        types: vec!["web_page".to_owned()],
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        authors: vec![Author { name: "Somebody".to_owned(), url: String::new() }],
        visibility: Visibility::Public,
        ..Description::default()
    };
    let content = Content { url: url.to_owned(), ..Content::default() };
    let (house, by) = (site.site.clone(), by.clone());
    let made = site.site.db.write(move |tx| {
        let id = resources::begin(tx, &by, New::of(Kind::Link), &description, &content)?;
        resources::publish(tx, &house.settings(), &by, id)?;
        Ok((id, resources::find(tx, id)?.key))
    });
    made.await.unwrap()
}

async fn next_turn(site: &TestSite) -> Option<Moment> {
    let next = site
        .site
        .db
        .read(|db| Ok(db.query_row("select min(next) from care_hosts", [], |row| row.get(0))?));
    next.await.unwrap()
}

/// Lets time pass from turn to turn until then, and does what is due; `each` hears of every turn.
async fn look_until(site: &TestSite, end: Moment, mut each: impl FnMut()) {
    loop {
        let now = site.site.db.clock().now();
        let next = next_turn(site).await.filter(|next| *next <= end);
        let Some(next) = next else {
            site.wait(end.since(now));
            return;
        };
        site.wait(next.since(now).max(Duration::from_secs(1)));
        site.run_jobs().await;
        each();
    }
}

async fn link(site: &TestSite, id: ResourceId) -> care::Link {
    site.site.db.read(move |db| care::find(db, id)).await.unwrap().unwrap()
}

#[tokio::test]
async fn servers_of_all_moods_are_judged_by_what_they_say_on_two_days() {
    let mut site = TestSite::start_with(|config| config.allow_private_networks = true).await;
    site.settings(|settings| settings.check_links = true).await;
    let anna_page = site.person("anna", Role::Publisher).await;
    let anna = person(&site, "anna").await;
    let clock = site.site.db.clock().clone();
    let server = Moody::start(clock.clone()).await;
    // The job may go to this one server and to no other inside.
    let friend = Url::parse(&server.at("/")).unwrap();
    site.site.net = Net::to_friend(&site.origin, &friend);

    // One server has answered before: else silence might be the fault of this side.
    share(&site, &anna, "first", &server.at("/target")).await;
    let check = |site: &TestSite| {
        site.site.db.write(|tx| Check { patience: 1 }.enqueue_at(tx, tx.now.plus_days(1)))
    };
    check(&site).await.unwrap();
    look_until(&site, clock.now().plus_days(1).plus_seconds(3600), &|| ()).await;
    server.heard.lock().unwrap().clear();

    let mut shared = BTreeMap::new();
    for (path, ..) in MOODS {
        let url = match *path {
            "https" => server.at("/").replace("http:", "https:"),
            "invalid" => "http://no-such-school.invalid/page".to_owned(),
            "private" => "http://192.168.7.7/page".to_owned(),
            path => server.at(path),
        };
        shared.insert(*path, share(&site, &anna, path, &url).await);
    }
    // Servers are given one second here, so that the story is short.
    check(&site).await.unwrap();
    let begun = clock.now();

    // No server is asked more than once at a time, redirects aside.
    let heard = Arc::clone(&server.heard);
    let paced = move || {
        let all = std::mem::take(&mut *heard.lock().unwrap());
        let asked: Vec<_> = all
            .iter()
            .filter(|line| MOODS.iter().any(|(path, ..)| line.split(' ').nth(1) == Some(path)))
            .filter(|line| !line.ends_with("/round") && !line.ends_with("/about"))
            .collect();
        assert!(asked.len() <= 1, "asked at once: {asked:?}");
    };
    look_until(&site, begun.plus_days(1).plus_seconds(12 * 3600), &paced).await;
    for dead in ["/missing", "/comes-back", "https", "invalid"] {
        let once = link(&site, shared[dead].0).await;
        assert_eq!(once.standing, Standing::Failing, "{dead} after one day");
    }
    server.back.store(true, Ordering::Relaxed);
    look_until(&site, begun.plus_days(3), &paced).await;

    let mut wrong = Vec::new();
    for (path, standing, reason, more) in MOODS {
        let found = link(&site, shared[path].0).await;
        let moved = found.moved_to.as_deref() == Some(server.at("/target").as_str());
        let also = match (moved, found.homepage) {
            (true, false) => "moved",
            (false, true) => "homepage",
            (false, false) => "",
            (true, true) => "both",
        };
        if (found.standing, found.reason, also) != (*standing, *reason, *more) {
            wrong.push((path, found.standing, found.reason, found.status, also));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    // A reader hears of dead links alone; who shared them sees how each stands.
    let page = |path: &str| format!("/r/{}", shared[path].1);
    let stranger = site.stranger();
    stranger.get(&page("/missing")).await.must_say("This link did not answer on");
    assert!(!stranger.get(&page("/wall")).await.says("The link"));
    let wall = anna_page.get(&page("/wall")).await;
    wall.must_say("unclear");
    wall.must_say("behind a wall");
    anna_page.get(&page("/moved")).await.must_say("/target");
    let told = site.count("notices where key = 'notice-link-dead'").await;
    let dead = MOODS.iter().filter(|(_, standing, ..)| *standing == Standing::Dead).count();
    assert_eq!(told, dead as u64);
}

#[tokio::test]
async fn whoever_may_change_a_resource_mends_its_dead_link() {
    let mut site = TestSite::start_with(|config| config.allow_private_networks = true).await;
    site.settings(|settings| settings.check_links = true).await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Contributor).await;
    let carla = site.person("carla", Role::Curator).await;
    let clock = site.site.db.clock().clone();
    let server = Moody::start(clock.clone()).await;
    let friend = Url::parse(&server.at("/")).unwrap();
    site.site.net = Net::to_friend(&site.origin, &friend);
    let owner = person(&site, "anna").await;
    let (one, first) = share(&site, &owner, "Fractions", &server.at("/missing")).await;
    let (_, second) = share(&site, &owner, "Decimals", &server.at("/gone")).await;
    let (third_id, third) = share(&site, &owner, "Percent", &server.at("/moved")).await;
    let (fourth_id, fourth) = share(&site, &owner, "Ratios", &server.at("/nothing")).await;
    look_until(&site, clock.now().plus_days(3), || ()).await;

    let queue = carla.get("/care").await;
    queue.must_say("Fractions");
    queue.must_say("Decimals");
    assert!(!queue.says("Percent"));
    assert!(anna.get("/care").await.says("Fractions"));
    assert!(!ben.get("/care").await.says("Fractions"), "ben sees what he may not mend");
    assert_eq!(ben.get(&format!("/care/{first}")).await.status, 403);
    anna.get("/").await.must_say("3 links are dead");
    assert!(!ben.get("/").await.says("links are dead"));
    assert_eq!(site.stranger().get("/care").await.status, 303);

    // A new address is tried; who insists on a dead one may.
    let mend = format!("/care/{first}");
    let answer = anna.post_form(&mend, &[("url", &server.at("/nothing"))]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Nothing answers at this address.");
    assert_eq!(answer.attribute("#url", "value"), Some(server.at("/nothing")));
    assert!(answer.has("#anyway"));
    let answer = anna.post_form(&mend, &[("url", "no address")]).await;
    assert_eq!(answer.status, 422);
    let answer = anna.post_form(&mend, &[("url", &server.at("/ok"))]).await;
    answer.follow().await.must_say("The link has a new address.");
    assert_eq!(link(&site, one).await.standing, Standing::New);
    let page = site.stranger().get(&format!("/r/{first}")).await;
    assert!(page.text().contains(&server.at("/ok")) && !page.says("did not answer"));

    // The archive's address is offered with the day on which the link was last seen.
    let mend = carla.get(&format!("/care/{second}")).await;
    let offered = mend.attribute("section.section a", "href").unwrap();
    let wanted = format!("/{}", server.at("/gone"));
    assert!(offered.starts_with("https://web.archive.org/web/20") && offered.ends_with(&wanted));
    let answer = carla.post_form(&format!("/care/{second}/archive"), &[]).await;
    assert_eq!(answer.status, 303);
    let page = site.stranger().get(&format!("/r/{second}")).await;
    assert!(page.text().contains(&offered));

    // What has moved for good is taken by one button.
    carla.get("/care/moved").await.must_say("Percent");
    carla.post_form(&format!("/care/{third}/moved"), &[]).await;
    assert_eq!(link(&site, third_id).await.url, server.at("/target"));

    // Somebody's word holds for thirty days, then two looks are needed again.
    anna.post_form(&format!("/care/{fourth}/works"), &[]).await;
    assert_eq!(link(&site, fourth_id).await.standing, Standing::Trusted);
    look_until(&site, clock.now().plus_days(29), || ()).await;
    assert_eq!(link(&site, fourth_id).await.standing, Standing::Trusted);
    look_until(&site, clock.now().plus_days(4), || ()).await;
    assert_eq!(link(&site, fourth_id).await.standing, Standing::Dead);
}

#[tokio::test]
async fn nobody_is_asked_where_the_administrator_says_so() {
    let mut site = TestSite::start().await;
    let root = site.person("root", Role::Administrator).await;
    let owner = person(&site, "root").await;
    let server = Moody::start(site.site.db.clock().clone()).await;
    site.site.net = Net::to_friend(&site.origin, &Url::parse(&server.at("/")).unwrap());
    share(&site, &owner, "Fractions", &server.at("/ok")).await;
    site.wait_days(8);
    site.run_jobs().await;
    assert!(server.heard.lock().unwrap().is_empty());
    root.get("/admin/links").await.must_say("Ask the servers of shared links");
    root.post_form("/admin/links", &[("check_links", "true")]).await;
    site.run_jobs().await;
    assert_eq!(*server.heard.lock().unwrap(), ["HEAD /ok"]);
}
