//! Stories about large downloads: made in the background, fetched by who asked, and not kept for long.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use hornbook::{app::parts, jobs, web::Role};
use reqwest::Method;

use super::{
    exports::{collection, download, put},
    program::{Server, init, program},
    resources::{describe, key_of},
    test_site::{PASSWORD, TestSite},
    visitor::Visitor,
};

/// More than is written while somebody waits.
const LARGE: usize = 31 << 20;

/// Bytes that no packing makes smaller.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A published resource of one large file; returns its key.
async fn film(by: &Visitor) -> String {
    let key = key_of(&by.upload("/share/file", &[], "Film.bin", &noise(LARGE)).await);
    assert_eq!(describe(by, &key, &[("title", "Film")], "publish").await.status, 303);
    key
}

/// A published collection of a large film; returns its address and the key of the film.
async fn cinema(by: &Visitor) -> (String, String) {
    let film = film(by).await;
    let (collection, section) = collection(by, "Cinema").await;
    put(by, &collection, &section, &film, "Look closely.").await;
    (collection, film)
}

/// Asks for all of a collection in this form; returns the page that shows how far it is.
async fn ask(by: &Visitor, collection: &str, film: &str, form: &str) -> String {
    let fields = [("only", film), ("form", form)];
    let answer = by.post_form(&format!("{collection}/moodle/file"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let to = answer.location.unwrap();
    assert!(to.starts_with("/moodle/"), "{to}");
    to
}

/// What a terminal writes at once.
async fn written(site: &TestSite, collection: &str, film: &str, form: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("out.{form}"));
    let key = collection.trim_start_matches("/k/");
    let to = file.to_str().unwrap();
    let said = site.command(&["course", "export", key, "--to", to, "--only", film], "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    std::fs::read(file).unwrap()
}

/// The files that wait to be fetched, and those that are being written.
fn kept(data: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(data.join("exports")) else { return Vec::new() };
    folder.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

fn number(data: &Path, sql: &str) -> u64 {
    let db = rusqlite::Connection::open(data.join("site.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

async fn until(data: &Path, state: &str) {
    let start = Instant::now();
    let sql = format!("select count(*) from exports where state = '{state}'");
    while number(data, &sql) == 0 {
        assert!(start.elapsed() < Duration::from_mins(2), "it is never {state}");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

#[tokio::test]
async fn a_large_course_is_made_in_the_background_and_is_the_file_that_a_terminal_writes() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let (collection, film) = cinema(&anna).await;
    let ticket = download(&anna, &collection).await.location.unwrap();
    let page = anna.get(&ticket).await;
    page.must_say("“Cinema” is being made ready");
    assert!(page.has("noscript"), "it is looked at again without scripts");
    let early = anna.get(&format!("{ticket}/file")).await;
    assert_eq!(early.location.as_deref(), Some(ticket.as_str()), "it is not there yet");
    assert_eq!(ask(&anna, &collection, &film, "mbz").await, ticket, "the same once more");
    anna.get(&format!("{collection}/moodle")).await.must_say("Your large downloads");

    site.run_jobs().await;
    anna.get(&ticket).await.must_say("“Cinema” is ready");
    assert_eq!(anna.get(&format!("{ticket}/progress")).await.status, 200);
    anna.get("/notices").await.must_say("Your download is ready.");
    assert_eq!(ask(&anna, &collection, &film, "mbz").await, ticket);
    let file = anna.get(&format!("{ticket}/file")).await;
    assert_eq!(file.status, 200);
    let name = file.header("content-disposition").unwrap();
    assert!(name.contains("backup-moodle2-course-cinema-"), "{name}");
    let directly = written(&site, &collection, &film, "mbz").await;
    assert!(file.body == directly, "{} and {} bytes", file.body.len(), directly.len());
    // A download that broke off goes on.
    let half = anna.request(Method::GET, &format!("{ticket}/file"));
    let half = anna.send(half.header("range", "bytes=1000-")).await;
    assert_eq!(half.status, 206);
    assert!(half.body == directly[1000..]);
    assert_eq!(
        site.count("jobs").await,
        number(&site.site.data, JOBS_OF_OTHERS) + 1,
        "to clear up"
    );

    for form in ["zip", "imscc"] {
        let ticket = ask(&anna, &collection, &film, form).await;
        site.run_jobs().await;
        let file = anna.get(&format!("{ticket}/file")).await;
        assert_eq!(file.header("content-type"), Some("application/zip"));
        assert!(file.body == written(&site, &collection, &film, form).await, "{form}");
    }
}

const JOBS_OF_OTHERS: &str = "select count(*) from jobs where kind not like 'mbz.%'";

#[tokio::test]
async fn only_who_asked_fetches_a_large_download_and_only_what_they_may_still_see() {
    let site = TestSite::start().await;
    let data = site.site.data.to_path_buf();
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let (collection, film) = cinema(&anna).await;
    let hers = ask(&anna, &collection, &film, "mbz").await;
    let (one, other) = (site.stranger(), site.stranger());
    let first = ask(&one, &collection, &film, "mbz").await;
    let second = ask(&other, &collection, &film, "mbz").await;
    assert_ne!(first, second, "each has a key of their own");
    site.run_jobs().await;
    for visitor in [&ben, &one] {
        for path in [hers.clone(), format!("{hers}/progress"), format!("{hers}/file")] {
            assert_eq!(visitor.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(visitor.post_form(&format!("{hers}/cancel"), &[]).await.status, 404);
    }
    assert_eq!(anna.get(&format!("{hers}/file")).await.status, 200);
    assert_eq!(kept(&data).len(), 2, "hers with answers, and one for all strangers");
    assert_eq!(one.get(&format!("{first}/file")).await.status, 200);
    // What one lets go stays with the other.
    one.post_form(&format!("{first}/cancel"), &[]).await.follow().await.must_say("Called off");
    site.run_jobs().await;
    assert_eq!(one.get(&first).await.status, 404);
    assert_eq!(other.get(&format!("{second}/file")).await.status, 200);

    // It changes: the old file is not given out any more.
    describe(&anna, &film, &[("title", "Silent film")], "").await;
    let answer = other.get(&format!("{second}/file")).await;
    assert_eq!(answer.location.as_deref(), Some(second.as_str()));
    answer.follow().await.must_say("Something in it has changed since");
    site.run_jobs().await;
    assert_eq!(other.get(&format!("{second}/file")).await.status, 200);
    describe(&anna, &film, &[("title", "Silent film"), ("visibility", "private")], "").await;
    let answer = other.get(&format!("{second}/file")).await;
    assert_eq!(answer.location.as_deref(), Some(second.as_str()), "the film is not for strangers");
    let fields = [("do", "unpublish")];
    assert_eq!(anna.post_form(&format!("{collection}/state"), &fields).await.status, 303);
    site.run_jobs().await;
    assert_eq!(other.get(&format!("{second}/file")).await.status, 404);
}

#[tokio::test]
async fn nobody_lets_the_site_make_more_large_downloads_than_a_few() {
    let site = TestSite::start().await;
    let data = site.site.data.to_path_buf();
    let anna = site.person("anna", Role::Publisher).await;
    let (collection, film) = cinema(&anna).await;
    let stranger = site.stranger();
    for form in ["mbz", "zip", "imscc"] {
        ask(&stranger, &collection, &film, form).await;
    }
    // To look at one causes no work.
    let page = stranger.get(&format!("/r/{film}/moodle")).await;
    page.must_say("This is large");
    let answer = stranger.post_form(&format!("/r/{film}/moodle/file"), &[]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("300")));
    answer.must_say("Other visitors wait for large downloads");
    assert_eq!(number(&data, "select count(*) from exports"), 3);
    // What others wait for already costs nothing, and people have places of their own.
    for _ in 0..30 {
        ask(&stranger, &collection, &film, "zip").await;
    }
    assert_eq!(number(&data, "select count(*) from exports"), 22);
    let answer = anna.post_form(&format!("/r/{film}/moodle/file"), &[]).await;
    let ticket = answer.location.unwrap();
    site.run_jobs().await;
    assert_eq!(anna.get(&format!("{ticket}/file")).await.status, 200);

    // Strangers keep few files: the oldest makes room.
    assert_eq!(kept(&data).len(), 4);
    let answer = stranger.post_form(&format!("/r/{film}/moodle/file"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    site.run_jobs().await;
    assert_eq!(kept(&data).len(), 4);
}

#[tokio::test]
async fn large_downloads_are_removed_when_their_time_is_over_or_nobody_wants_them() {
    let site = TestSite::start().await;
    let data = site.site.data.to_path_buf();
    let anna = site.person("anna", Role::Publisher).await;
    let (collection, film) = cinema(&anna).await;
    let ticket = ask(&anna, &collection, &film, "mbz").await;
    site.run_jobs().await;
    assert_eq!(kept(&data).len(), 1);
    site.wait(Duration::from_hours(23));
    site.run_jobs().await;
    assert_eq!(anna.get(&format!("{ticket}/file")).await.status, 200);
    site.wait(Duration::from_hours(2));
    site.run_jobs().await;
    assert_eq!((kept(&data).len(), site.count("exports").await), (0, 0));
    assert_eq!(anna.get(&ticket).await.status, 404);

    // Called off while it is being written.
    let ticket = ask(&anna, &collection, &film, "mbz").await;
    let handle = site.site.clone();
    let work = tokio::spawn(async move { jobs::run_due(&handle, &parts::kinds()).await });
    until(&data, "writing").await;
    let answer = anna.post_form(&format!("{ticket}/cancel"), &[]).await;
    assert_eq!(answer.location, Some(format!("{collection}/moodle")));
    assert!(work.await.unwrap().unwrap().is_empty());
    site.run_jobs().await;
    assert_eq!((kept(&data).len(), site.count("exports").await), (0, 0));

    // Called off before it is begun.
    let ticket = ask(&anna, &collection, &film, "mbz").await;
    anna.post_form(&format!("{ticket}/cancel"), &[]).await;
    site.run_jobs().await;
    assert_eq!((kept(&data).len(), site.count("exports").await), (0, 0));
}

#[tokio::test]
async fn a_large_download_is_finished_after_the_power_went() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let server = Server::start(data, "127.0.0.1:0").await;
    let (origin, address) = (server.origin.clone(), server.address().to_owned());
    let wilma = Visitor::new(Visitor::client(), &origin);
    assert_eq!(wilma.sign_in("wilma", PASSWORD).await.status, 303);
    let (collection, film) = cinema(&wilma).await;
    let ticket = ask(&wilma, &collection, &film, "mbz").await;
    until(data, "writing").await;
    drop(server);
    let ready = "select count(*) from exports where state = 'ready'";
    assert_eq!(number(data, ready), 0, "it was done before it could be killed");
    let server = Server::start(data, &address).await;
    until(data, "ready").await;
    let file = wilma.get(&format!("{ticket}/file")).await;
    assert_eq!(file.status, 200);
    let to = folder.path().join("out.mbz");
    let key = collection.trim_start_matches("/k/");
    let arguments = ["course", "export", key, "--only", &film, "--to", to.to_str().unwrap()];
    let mut terminal = program(data, &arguments);
    assert!(terminal.env("HORNBOOK_ORIGIN", &origin).status().unwrap().success());
    assert!(file.body == std::fs::read(to).unwrap());
    assert_eq!(kept(data).len(), 1, "nothing half is left");
    drop(server);
}
