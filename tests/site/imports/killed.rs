//! The power goes while a course is taken in: the work goes on after the next start.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{backups::Backup, figures, go, number, rows, texts, upload};
use crate::{
    program::{Server, init, kill, program},
    test_site::PASSWORD,
    visitor::Visitor,
};

const PAGES: u64 = 120;
const PATIENCE: Duration = Duration::from_mins(2);

async fn until(data: &Path, what: &str, sql: &str) {
    let start = Instant::now();
    while number(data, sql) == 0 {
        assert!(
            start.elapsed() < PATIENCE,
            "{what} does not come: {:?}",
            texts(data, "select state || ' ' || step || ' ' || done || '/' || total from imports")
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

/// `hornbook course import` at a terminal.
fn at_terminal(data: &Path, archive: &[u8], more: &[&str]) -> Child {
    let file = data.parent().unwrap().join("rivers.mbz");
    std::fs::write(&file, archive).unwrap();
    let arguments = ["course", "import", file.to_str().unwrap(), "--by", "wilma"];
    let mut command = program(data, &[&arguments, more].concat());
    command.stdout(Stdio::piped()).spawn().unwrap()
}

/// All of the course is here, each once, and nothing is left of the work on it.
async fn all_is_here_once(data: &Path, pages: u64) {
    until(data, "the end", "select count(*) from imports where state = 'done'").await;
    until(data, "the last job", "select not exists(select 1 from jobs where kind like 'mbz.%')")
        .await;
    for (table, count) in [
        ("imports", 1),
        ("resources", pages),
        ("resource_files", pages),
        ("import_items", pages),
        ("items", pages),
        ("collections", 1),
        ("sections", 1),
        ("resource_versions", 0),
    ] {
        assert_eq!(number(data, &format!("select count(*) from {table}")), count, "{table}");
    }
    let work = data.join("imports");
    // It is cleared away in the moment after.
    for _ in 0..200 {
        if std::fs::read_dir(&work).unwrap().count() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the archive is not let go");
}

const MADE: &str = "select count(*) from import_items where outcome = 'made'";

#[tokio::test]
async fn an_import_killed_at_a_terminal_is_finished_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let terminal =
        at_terminal(data, &Backup::of(PAGES.cast_signed(), 5_000).pack(), &["--publish"]);
    until(data, "the first page", MADE).await;
    kill(terminal);
    assert!((1..PAGES).contains(&number(data, MADE)), "{} were made", number(data, MADE));
    let _server = Server::start(data, "127.0.0.1:0").await;
    all_is_here_once(data, PAGES).await;
    let published = "select count(*) from resources where state = 'published'";
    assert_eq!(number(data, published), PAGES);
}

#[tokio::test]
async fn an_import_killed_at_a_terminal_is_finished_by_the_site_that_is_served_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let server = Server::start(data, "127.0.0.1:0").await;
    let wilma = Visitor::new(Visitor::client(), &server.origin);
    assert_eq!(wilma.sign_in("wilma", PASSWORD).await.status, 303);
    let terminal = at_terminal(data, &Backup::of(PAGES.cast_signed(), 5_000).pack(), &[]);
    until(data, "the first page", MADE).await;
    // Whoever presses the button meanwhile does not start it a second time.
    let key = texts(data, "select key from imports").remove(0);
    let answer = wilma.post_form(&format!("/import/{key}/run"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    kill(terminal);
    assert!((1..PAGES).contains(&number(data, MADE)), "{} were made", number(data, MADE));
    all_is_here_once(data, PAGES).await;
    drop(server);
}

#[tokio::test]
async fn what_was_wished_at_a_terminal_is_kept_though_it_was_killed_before_anything_was_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let archive = Backup::of(1000, 9_000).pack();
    let terminal = at_terminal(data, &archive, &["--publish", "--only", "7,8", "--level", "3"]);
    until(data, "the look", "select count(*) from imports where state = 'looking'").await;
    kill(terminal);
    let looking = "select count(*) from imports where state = 'looking'";
    assert_eq!(number(data, looking), 1, "it was looked through before it could be killed");
    assert!(program(data, &["jobs", "run"]).status().unwrap().success());
    all_is_here_once(data, 2).await;
    assert_eq!(
        texts(data, "select title || ' ' || state from resources order by title"),
        ["Page 7 published", "Page 8 published"]
    );
}

#[tokio::test]
async fn an_import_killed_at_a_terminal_whose_wishes_cannot_be_met_says_so_and_keeps_no_archive() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let archive = Backup::of(1000, 9_000).pack();
    let terminal = at_terminal(data, &archive, &["--only", "7000"]);
    let looking = "select count(*) from imports where state = 'looking'";
    until(data, "the look", looking).await;
    kill(terminal);
    assert_eq!(number(data, looking), 1, "it was looked through before it could be killed");
    assert!(program(data, &["jobs", "run"]).status().unwrap().success());
    let sentence = "There is no activity 7000 in this backup.";
    assert_eq!(texts(data, "select problem from imports where upload is null"), [sentence]);
    assert_eq!(std::fs::read_dir(data.join("imports")).unwrap().count(), 0);
    assert_eq!(number(data, "select count(*) from resources"), 0);
}

#[tokio::test]
async fn an_import_at_a_terminal_that_is_only_held_up_is_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let terminal = at_terminal(data, &Backup::of(PAGES.cast_signed(), 5_000).pack(), &["--json"]);
    until(data, "the first page", MADE).await;
    let signal = |name: &str| {
        let id = terminal.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    };
    signal("-STOP");
    let before = number(data, MADE);
    assert!((1..PAGES).contains(&before), "{before} were made");
    assert!(program(data, &["jobs", "run"]).status().unwrap().success());
    let server = Server::start(data, "127.0.0.1:0").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(number(data, MADE), before, "somebody else went on with it");
    signal("-CONT");
    let said = terminal.wait_with_output().unwrap();
    assert!(said.status.success());
    assert!(String::from_utf8(said.stdout).unwrap().contains(&format!("\"resources\":{PAGES}")));
    all_is_here_once(data, PAGES).await;
    drop(server);
}

#[tokio::test]
async fn an_import_that_is_interrupted_at_its_terminal_takes_back_what_it_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    init(data);
    let before = rows(data);
    let terminal = at_terminal(data, &Backup::of(PAGES.cast_signed(), 5_000).pack(), &[]);
    until(data, "the first page", MADE).await;
    let id = terminal.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(terminal.wait_with_output().unwrap().status.code(), Some(1));
    assert_eq!(number(data, "select count(*) from jobs where kind like 'mbz.%'"), 0);
    assert_eq!(number(data, "select count(*) from imports"), 0);
    assert_eq!(number(data, "select count(*) from resources"), 0);
    assert!(program(data, &["jobs", "run"]).status().unwrap().success());
    assert_eq!(rows(data), before);
}

#[tokio::test]
async fn an_import_that_is_killed_goes_on_and_doubles_nothing_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    init(data);
    let server = Server::start(data, "127.0.0.1:0").await;
    let (origin, address) = (server.origin.clone(), server.address().to_owned());
    let wilma = Visitor::new(Visitor::client(), &origin);
    assert_eq!(wilma.sign_in("wilma", PASSWORD).await.status, 303);
    let before = rows(data);

    let archive = Backup::of(PAGES.cast_signed(), 5_000).pack();
    let import = upload(&wilma, "rivers.mbz", &archive).await;
    drop(server);
    let server = Server::start(data, &address).await;
    until(data, "the choice", "select count(*) from imports where state = 'choosing'").await;
    go(&wilma, &import, &[]).await;
    let running = "select count(*) from imports where state = 'running'";
    until(data, "the run", running).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(server);
    assert_eq!(number(data, running), 1, "it was done before it could be killed");

    let server = Server::start(data, &address).await;
    until(data, "the first page", MADE).await;
    drop(server);
    assert!((1..PAGES).contains(&number(data, MADE)), "{} were made", number(data, MADE));
    assert_eq!(number(data, running), 1);

    let server = Server::start(data, &address).await;
    all_is_here_once(data, PAGES).await;
    assert_eq!(figures(&wilma, &import).await, [PAGES, 0, 0, PAGES]);
    let keys = texts(data, "select key from resources");
    for key in [&keys[0], &keys[keys.len() - 1]] {
        let page = wilma.get(&format!("/r/{key}")).await;
        let picture = page.attribute(".prose img", "src").unwrap();
        assert_eq!(wilma.get(&picture).await.status, 200);
    }
    let answer = wilma.post_form(&format!("{import}/undo"), &[]).await;
    answer.follow().await.must_say("“Rivers” was taken back. Nothing of it is left.");
    // The search forgets it in a moment.
    for _ in 0..1000 {
        if rows(data) == before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(rows(data), before);
    assert_eq!(wilma.get(&import).await.status, 404);
    assert_eq!(wilma.get(&format!("/r/{}", keys[0])).await.status, 404);
    drop(server);
}
