//! The wizard, from the upload to pages that readers open.

use std::collections::BTreeSet;

use hornbook::web::Role;

use super::{attributes, figures, files, go, number, texts, upload};
use crate::{
    fixtures::fixture,
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// Opens a page and all that it shows or leads to on this site; says what is wrong.
pub(super) async fn open_all(
    visitor: &Visitor,
    who: &str,
    path: &str,
    seen: &mut BTreeSet<String>,
    wrong: &mut Vec<String>,
) -> Answer {
    let page = visitor.get(path).await;
    if page.status != 200 {
        wrong.push(format!("{who}: {path} answers {}", page.status));
    }
    let text = page.text();
    for mark in ["$@", "@@PLUGINFILE@@"] {
        if let Some(at) = text.find(mark) {
            let near: String = text[at..].chars().take(60).collect();
            wrong.push(format!("{who}: {path} shows {near}"));
        }
    }
    let mut links = attributes(&page, "[href]", "href");
    links.extend(attributes(&page, "[src]", "src"));
    for link in links {
        let link = link.split('#').next().unwrap().to_owned();
        let here = link.starts_with("/r/") || link.starts_with("/k/");
        if !here || !seen.insert(format!("{who} {link}")) {
            continue;
        }
        let answer = visitor.get(&link).await;
        if answer.status != 200 {
            wrong.push(format!("{who}: {path} leads to {link}, which answers {}", answer.status));
        }
    }
    page
}

#[tokio::test]
async fn a_course_becomes_pages_that_open_with_their_pictures_and_hide_the_answers() {
    let Some(file) = fixture("mbz/gen-m456-allmods-nu.mbz") else { return };
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let rob = site.person("rob", Role::Reader).await;
    let import = upload(&wilma, "allmods.mbz", &std::fs::read(file).unwrap()).await;
    assert!(wilma.get(&import).await.has("[role=progressbar], progress, .progress"));
    site.run_jobs().await;
    let choose = wilma.get(&import).await;
    choose.must_say("Moodle 4.5.6");
    let previews = attributes(&choose, ".leaf a", "href");
    // All activities, and the one category of the question bank.
    assert_eq!(previews.len(), 25, "{previews:?}");
    for preview in &previews {
        let page = wilma.get(preview).await;
        assert_eq!(page.status, 200, "{preview}");
        assert!(!page.text().contains("@@PLUGINFILE@@"), "{preview}");
        assert!(!page.text().contains("$@"), "{preview}");
    }
    go(&wilma, &import, &[]).await;
    site.run_jobs().await;
    let [new, updated, same, published] = figures(&wilma, &import).await;
    assert_eq!((new, updated, same), (25, 0, 0));
    assert!(published >= 20, "{published}");
    let data = &site.site.data;
    assert!(files(&data.join("imports")).is_empty());
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    let stranger = site.stranger();
    let collection = texts(data, "select key from collections").remove(0);
    for (who, visitor) in [("wilma", &wilma), ("rob", &rob), ("a stranger", &stranger)] {
        open_all(visitor, who, &format!("/k/{collection}"), &mut seen, &mut wrong).await;
    }
    for key in texts(data, "select key from resources order by id") {
        let path = format!("/r/{key}");
        open_all(&wilma, "wilma", &path, &mut seen, &mut wrong).await;
        let state =
            format!("select count(*) from resources where state = 'published' and key = '{key}'");
        if number(data, &state) == 1 {
            open_all(&stranger, "a stranger", &path, &mut seen, &mut wrong).await;
        } else {
            let hidden = stranger.get(&path).await.status;
            assert_eq!(hidden, 404, "a stranger opens the draft {path}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.iter().filter(|link| link.contains("/dl/")).count() > 20, "{seen:?}");
    answers_are_for_those_who_teach(data, &[&stranger, &rob], &wilma).await;
}

async fn answers_are_for_those_who_teach(
    data: &std::path::Path,
    others: &[&Visitor],
    teacher: &Visitor,
) {
    let with_answers = texts(
        data,
        "select key from resources join resource_bodies on resource = id
         where answers is not null and state = 'published'",
    );
    assert!(!with_answers.is_empty());
    let quiz = texts(data, "select key from resources where module = 'quiz'").remove(0);
    assert!(with_answers.contains(&quiz), "{with_answers:?}");
    for key in with_answers {
        let path = format!("/r/{key}");
        let shown = teacher.get(&path).await;
        shown.must_say("Right answers are shown because you teach here.");
        let taught = shown.one("figure.preview .prose");
        for other in others {
            let page = other.get(&path).await;
            assert_eq!(page.status, 200);
            let read = page.one("figure.preview .prose");
            assert!(read != taught && read.len() < taught.len(), "{path} shows all: {read}");
            assert!(!page.has(".course-right, .course-answer, .course-mark"), "{}", page.text());
            assert!(!page.text().contains('✓'), "{}", page.text());
        }
        if key == quiz {
            assert!(shown.has(".course-right"), "{}", shown.text());
        }
    }
}

#[tokio::test]
async fn a_preview_shows_the_pictures_of_the_page_before_anything_is_kept() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = super::backups::Backup::of(3, 300);
    backup.damaged = Some(2);
    let import = upload(&wilma, "rivers.mbz", &backup.pack()).await;
    site.run_jobs().await;
    let before = files(&site.site.data);
    let page = wilma.get(&format!("{import}/preview/1")).await;
    let picture = page.attribute(".prose img", "src").unwrap();
    let code = picture.strip_prefix("data:image/png;base64,").unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, code).unwrap();
    assert!(bytes == backup.pages[0].picture);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("img-src 'self' data:"), "{policy}");
    // What is not what its name says is not shown.
    assert!(!wilma.get(&format!("{import}/preview/2")).await.has(".prose img"));
    assert_eq!(files(&site.site.data), before);
}

#[tokio::test]
async fn an_import_is_for_those_who_may_share_and_for_nobody_else() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Contributor).await;
    let others = [
        site.person("ben", Role::Contributor).await,
        site.person("ada", Role::Administrator).await,
    ];
    let archive = super::backups::Backup::of(2, 100).pack();
    let import = upload(&wilma, "rivers.mbz", &archive).await;
    site.run_jobs().await;
    for done in [false, true] {
        for other in &others {
            for page in ["", "/progress", "/describe", "/check", "/preview/1"] {
                let answer = other.get(&format!("{import}{page}")).await;
                assert_eq!(answer.status, 404, "{page}");
            }
            let fields = [("only", "1"), ("title", "Mine")];
            for door in ["/choose", "/describe", "/run", "/cancel", "/undo", "/forget"] {
                let answer = other.post_form(&format!("{import}{door}"), &fields).await;
                assert_eq!(answer.status, 404, "{door}");
            }
            assert!(!other.get("/import").await.says("rivers.mbz"));
        }
        if !done {
            go(&wilma, &import, &[]).await;
            site.run_jobs().await;
        }
    }
    assert_eq!(figures(&wilma, &import).await, [2, 0, 0, 0]);
    // A curator looks at them first.
    let state = "select count(*) from resources where state = 'in_review'";
    assert_eq!(number(&site.site.data, state), 2);
    let rob = site.person("rob", Role::Reader).await;
    assert_eq!(rob.get("/import").await.status, 403);
    assert_eq!(rob.upload("/import", &[], "rivers.mbz", &archive).await.status, 403);
    assert_eq!(site.stranger().get("/import").await.status, 303);
    assert_eq!(site.count("imports").await, 1);
}

#[tokio::test]
async fn a_damaged_file_is_left_out_and_the_rest_is_taken() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = super::backups::Backup::of(3, 100);
    backup.damaged = Some(2);
    let import = super::take_in(&site, &wilma, &backup.pack(), &[]).await;
    assert_eq!(figures(&wilma, &import).await, [3, 0, 0, 3]);
    wilma.get(&import).await.must_say("The content of a file is damaged and is left out.");
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for key in texts(&site.site.data, "select key from resources") {
        open_all(&wilma, "wilma", &format!("/r/{key}"), &mut seen, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(site.count("resource_files").await, 2);
}

#[tokio::test]
async fn what_is_no_backup_is_refused_with_a_sentence_and_not_kept() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Contributor).await;
    let data = site.site.data.to_path_buf();
    let before = files(&data);
    let cut = super::backups::cut_off(&super::backups::Backup::of(30, 2000).pack());
    for (name, bytes, sentence) in [
        ("cut.mbz", cut.as_slice(), "cut off"),
        ("page.mbz", b"<!DOCTYPE html><html><title>Sign in</title></html>", "a web page"),
        ("words.mbz", b"just words", "not a course backup"),
    ] {
        let import = upload(&wilma, name, bytes).await;
        site.run_jobs().await;
        wilma.get(&import).await.must_say(sentence);
        assert_eq!(files(&data), before, "{name}");
        wilma.post_form(&format!("{import}/forget"), &[]).await;
        assert_eq!(wilma.get(&import).await.status, 404, "{name}");
    }
    assert_eq!((site.count("imports").await, site.count("blobs").await), (0, 0));
    let nothing = wilma.upload("/import", &[], "", b"").await;
    assert_eq!(nothing.status, 422);
}
