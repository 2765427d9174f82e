//! Somebody calls an import off, or takes it back.

use std::time::Duration;

use hornbook::{app::parts, jobs, web::Role};

use super::{backups::Backup, figures, files, go, nights_pass, number, rows, take_in, upload};
use crate::test_site::TestSite;

#[tokio::test]
async fn what_is_called_off_while_it_runs_takes_back_what_it_made() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    let import = upload(&wilma, "rivers.mbz", &Backup::of(120, 5_000).pack()).await;
    site.run_jobs().await;
    let before = rows(&data);
    go(&wilma, &import, &[]).await;
    let handle = site.site.clone();
    let work = tokio::spawn(async move { jobs::run_due(&handle, &parts::kinds()).await });
    let made = "select count(*) from import_items where outcome = 'made'";
    while number(&data, made) == 0 {
        assert!(!work.is_finished(), "it ended before it began");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    let answer = wilma.post_form(&format!("{import}/cancel"), &[]).await;
    assert_eq!(answer.location.as_deref(), Some(import.as_str()));
    assert!(work.await.unwrap().unwrap().is_empty());
    site.run_jobs().await;
    assert_eq!(rows(&data), before);
    assert_eq!(number(&data, "select count(*) from imports where state = 'choosing'"), 1);

    // It can be begun again, and then all is there once.
    go(&wilma, &import, &[]).await;
    site.run_jobs().await;
    assert_eq!(figures(&wilma, &import).await, [120, 0, 0, 120]);
    assert_eq!((site.count("resources").await, site.count("items").await), (120, 120));
}

#[tokio::test]
async fn what_is_called_off_before_its_work_begins_is_not_begun() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    let (rows_before, files_before) = (rows(&data), files(&data));
    let archive = Backup::of(3, 100).pack();

    let import = upload(&wilma, "rivers.mbz", &archive).await;
    wilma.post_form(&format!("{import}/cancel"), &[]).await;
    site.run_jobs().await;
    assert_eq!(wilma.get(&import).await.status, 404);
    assert_eq!(rows(&data), rows_before);
    assert_eq!(files(&data), files_before);

    let import = upload(&wilma, "rivers.mbz", &archive).await;
    site.run_jobs().await;
    let looked_at = rows(&data);
    go(&wilma, &import, &[]).await;
    wilma.post_form(&format!("{import}/cancel"), &[]).await;
    site.run_jobs().await;
    assert_eq!(rows(&data), looked_at);
    assert!(wilma.get(&import).await.has("input[name=only]"), "it can be chosen anew");

    let answer = wilma.post_form(&format!("{import}/cancel"), &[]).await.follow().await;
    answer.must_say("Called off; the file is removed.");
    assert_eq!(rows(&data), rows_before);
    assert!(!files(&data).iter().any(|path| std::fs::read(path).unwrap() == archive));
    nights_pass(&site).await;
    assert_eq!(files(&data), files_before);
}

#[tokio::test]
async fn an_import_is_taken_back_as_one_piece() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let rob = site.person("rob", Role::Reader).await;
    let data = site.site.data.to_path_buf();
    let (before, files_before) = (rows(&data), files(&data));
    let import = take_in(&site, &wilma, &Backup::of(5, 300).pack(), &[]).await;
    let key = super::texts(&data, "select key from resources").remove(0);
    // Others have found it meanwhile.
    assert_eq!(rob.post_form(&format!("/shelf/r/{key}"), &[]).await.status, 303);
    let edited = wilma.get(&format!("/r/{key}/edit")).await;
    assert_eq!(edited.status, 200);
    let answer = wilma.post_form(&format!("{import}/undo"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    site.run_jobs().await;
    assert_eq!(rows(&data), before);
    nights_pass(&site).await;
    assert_eq!(files(&data), files_before);
}

#[tokio::test]
async fn an_import_that_finds_no_room_says_so_and_keeps_nothing() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.quota_person = 10).await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    let archive = data.join("rivers.mbz");
    std::fs::write(&archive, Backup::of(3, 100).pack()).unwrap();
    site.settled().await;
    let (rows_before, files_before) = (rows(&data), files(&data));
    let arguments = ["course", "import", archive.to_str().unwrap(), "--by", "wilma"];
    let said = site.command(&arguments, "").await;
    assert_eq!((said.code, said.err.lines().count()), (1, 1), "{}", said.err);
    assert_eq!(rows(&data), rows_before);
    let more: Vec<_> = files(&data).difference(&files_before).cloned().collect();
    assert!(!more.iter().any(|path| path.starts_with(data.join("imports"))), "{more:?}");
    let import = upload(&wilma, "rivers.mbz", &std::fs::read(&archive).unwrap()).await;
    site.run_jobs().await;
    let looked_at = rows(&data);
    go(&wilma, &import, &[]).await;
    site.run_jobs().await;
    assert_eq!(rows(&data), looked_at);
    wilma.get(&import).await.must_say("room");
}
