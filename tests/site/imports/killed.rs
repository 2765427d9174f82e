//! The power goes while a course is taken in: the work goes on after the next start.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{backups::Backup, figures, go, number, rows, texts, upload};
use crate::{program::Server, test_site::PASSWORD, visitor::Visitor};

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

#[tokio::test]
async fn an_import_that_is_killed_goes_on_and_doubles_nothing_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let mut init = Command::new(env!("CARGO_BIN_EXE_hornbook"))
        .args(["init", "--handle", "wilma", "--email", "wilma@school.example", "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    init.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(init.wait().unwrap().success());
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
    let made = "select count(*) from import_items where outcome = 'made'";
    until(data, "the first page", made).await;
    drop(server);
    assert!((1..PAGES).contains(&number(data, made)), "{} were made", number(data, made));
    assert_eq!(number(data, running), 1);

    let server = Server::start(data, &address).await;
    until(data, "the end", "select count(*) from imports where state = 'done'").await;
    until(data, "the last job", "select not exists(select 1 from jobs where kind like 'mbz.%')")
        .await;
    assert_eq!(figures(&wilma, &import).await, [PAGES, 0, 0, PAGES]);
    for (table, count) in [
        ("resources", PAGES),
        ("resource_files", PAGES),
        ("import_items", PAGES),
        ("items", PAGES),
        ("collections", 1),
        ("sections", 1),
        ("resource_versions", 0),
    ] {
        assert_eq!(number(data, &format!("select count(*) from {table}")), count, "{table}");
    }
    let keys = texts(data, "select key from resources");
    for key in [&keys[0], &keys[keys.len() - 1]] {
        let page = wilma.get(&format!("/r/{key}")).await;
        let picture = page.attribute(".prose img", "src").unwrap();
        assert_eq!(wilma.get(&picture).await.status, 200);
    }
    let work = data.join("imports");
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0, "the archive is let go");

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
