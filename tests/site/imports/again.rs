//! The same course comes a second time.

use hornbook::web::Role;

use super::{backups::Backup, figures, rows, take_in, texts, upload};
use crate::test_site::TestSite;

#[tokio::test]
async fn the_same_course_is_recognised_and_only_what_changed_gets_a_new_version() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    let mut backup = Backup::of(4, 300);
    let first = take_in(&site, &wilma, &backup.pack(), &[]).await;
    assert_eq!(figures(&wilma, &first).await, [4, 0, 0, 4]);
    let before = rows(&data);
    let keys = texts(&data, "select key from import_items order by cmid");

    // Nothing has changed.
    let same = upload(&wilma, "again.mbz", &backup.pack()).await;
    site.run_jobs().await;
    let page = wilma.get(&same).await;
    page.must_say("taken in before, the same");
    assert!(!page.says("taken in before, has changed"));
    super::go(&wilma, &same, &[]).await;
    site.run_jobs().await;
    assert_eq!(figures(&wilma, &same).await, [0, 0, 4, 0]);
    for table in ["resources", "resource_versions", "collections", "sections", "items"] {
        assert_eq!(rows(&data)[table], before[table], "{table}");
    }

    // One page has other words, and one is new.
    backup.pages[1].html = "<p>Everything about page two is new.</p>".into();
    let mut new = backup.pages[3].clone();
    (new.cmid, new.title) = (5, "Page 5".into());
    backup.pages.push(new);
    let changed = take_in(&site, &wilma, &backup.pack(), &[]).await;
    assert_eq!(figures(&wilma, &changed).await, [1, 1, 3, 1]);
    let page = format!("/r/{}", keys[1]);
    site.stranger().get(&page).await.must_say("Everything about page two is new.");
    let earlier = wilma.get(&format!("{page}/versions/1")).await;
    earlier.must_say("This is page 2.");
    assert_eq!(site.count("resource_versions").await, 1);
    assert_eq!((site.count("collections").await, site.count("items").await), (1, 5));

    // Undone, the earlier words are back and the new page is gone.
    wilma.post_form(&format!("{changed}/undo"), &[]).await;
    let page = site.stranger().get(&page).await;
    page.must_say("This is page 2.");
    assert!(!page.says("Everything about page two is new."));
    let picture = page.attribute(".prose img", "src").unwrap();
    assert_eq!(site.stranger().get(&picture).await.status, 200);
    assert_eq!((site.count("resources").await, site.count("items").await), (4, 4));
    assert_eq!((site.count("collections").await, site.count("sections").await), (1, 1));

    // And the changed backup is once more a change.
    let again = take_in(&site, &wilma, &backup.pack(), &[]).await;
    assert_eq!(figures(&wilma, &again).await, [1, 1, 3, 1]);
}

#[tokio::test]
async fn a_copy_makes_everything_anew() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    let archive = Backup::of(3, 300).pack();
    take_in(&site, &wilma, &archive, &[]).await;
    let before = rows(&data);
    let copy = take_in(&site, &wilma, &archive, &[("copy", "true")]).await;
    assert_eq!(figures(&wilma, &copy).await, [3, 0, 0, 3]);
    assert_eq!((site.count("resources").await, site.count("collections").await), (6, 2));
    let pages = texts(&data, "select key from resources where import = 2");
    for key in &pages {
        let page = wilma.get(&format!("/r/{key}")).await;
        let picture = page.attribute(".prose img", "src").unwrap();
        assert!(picture.starts_with(&format!("/r/{key}/")), "{picture} is of the first");
        assert_eq!(wilma.get(&picture).await.status, 200);
    }
    wilma.post_form(&format!("{copy}/undo"), &[]).await;
    site.run_jobs().await;
    assert_eq!(rows(&data), before);
    // Its pictures are those of the first, and stay.
    for key in texts(&data, "select key from resources") {
        let page = wilma.get(&format!("/r/{key}")).await;
        let picture = page.attribute(".prose img", "src").unwrap();
        assert_eq!(wilma.get(&picture).await.status, 200);
    }
}

#[tokio::test]
async fn a_course_of_somebody_else_is_not_changed_by_the_same_backup() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let mut backup = Backup::of(2, 100);
    take_in(&site, &wilma, &backup.pack(), &[]).await;
    let data = site.site.data.to_path_buf();
    let key = texts(&data, "select key from import_items order by cmid").remove(0);
    backup.pages[0].html = "<p>Ben was here.</p>".into();
    let import = take_in(&site, &ben, &backup.pack(), &[]).await;
    assert_eq!(figures(&ben, &import).await, [2, 0, 0, 2]);
    site.stranger().get(&format!("/r/{key}")).await.must_say("This is page 1.");
}
