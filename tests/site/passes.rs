//! Stories about links with a secret.

use hornbook::web::Role;

use super::{
    resources::{describe, key_of, png},
    test_site::TestSite,
    visitor::Visitor,
};

async fn pass(site: &TestSite, by: &Visitor, kind: &str, until: &str) -> String {
    let table = format!("{kind}s");
    let id = site.count(&table).await;
    let thing = format!("{kind}-{id}");
    let fields = [("thing", thing.as_str()), ("note", "For the parents"), ("until", until)];
    let answer = by.post_form("/passes", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.one("#link")
}

#[tokio::test]
async fn a_secret_link_shows_a_draft_with_its_files_until_it_is_ended() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.open_to_read = false).await;
    let anna = site.person("anna", Role::Contributor).await;
    let key = key_of(&anna.upload("/share/file", &[], "Sheet.pdf", b"%PDF-1.7 halves").await);
    describe(&anna, &key, &[("title", "Halves"), ("visibility", "private")], "").await;
    let other = key_of(&anna.upload("/share/file", &[], "Dot.png", &png()).await);
    let link = {
        let fields = [("thing", "resource-1"), ("note", "For the parents")];
        anna.post_form("/passes", &fields).await.one("#link")
    };

    let parent = site.stranger();
    assert_eq!(parent.get(&format!("/r/{key}")).await.status, 303, "the site is closed");
    let page = parent.get(&link).await;
    page.must_say("Halves");
    assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
    assert!(page.has("meta[name=robots][content~=noindex]") || page.text().contains("noindex"));
    let file = page.attribute("a[href$=\"Sheet.pdf\"]", "href").unwrap();
    let sent = parent.get(&file).await;
    assert_eq!((sent.status, sent.body.as_slice()), (200, b"%PDF-1.7 halves".as_slice()));
    // Nothing besides.
    let secret = link.rsplit('/').next().unwrap();
    assert_eq!(parent.get(&format!("/s/{secret}/r/{other}")).await.status, 404);
    assert_eq!(parent.get(&format!("/s/{secret}/r/{other}/dl/Dot.png")).await.status, 404);
    assert_eq!(parent.get("/s/guessed").await.status, 404);
    for path in ["/", "/search", "/r/1"] {
        assert_eq!(parent.get(path).await.status, 303, "{path}");
    }

    let ben = site.person("ben", Role::Contributor).await;
    assert_eq!(ben.post_form("/passes", &[("thing", "resource-1")]).await.status, 404);
    assert_eq!(ben.post_form("/passes/1/end", &[]).await.status, 404);
    let page = anna.get(&format!("/r/{key}")).await;
    page.must_say("For the parents");
    assert_eq!(anna.post_form("/passes/1/end", &[]).await.status, 303);
    for path in [&link, &file] {
        assert_eq!(parent.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_secret_link_ends_on_its_day_and_with_its_account() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    anna.post_form("/share/page", &[("title", "Halves"), ("source", "One half.")]).await;
    let day = site.site.db.clock().now().plus_days(2).date();
    let answer =
        anna.post_form("/passes", &[("thing", "resource-1"), ("until", "2001-01-01")]).await;
    assert_eq!(answer.status, 422);
    let (short, long) =
        (pass(&site, &anna, "resource", &day).await, pass(&site, &anna, "resource", "").await);
    let parent = site.stranger();
    parent.get(&short).await.must_say("One half.");
    site.wait_days(4);
    assert_eq!(parent.get(&short).await.status, 410);
    assert_eq!(parent.get(&long).await.status, 200);
    let ada = site.person("ada", Role::Administrator).await;
    ada.post_form("/admin/people/anna/standing", &[("standing", "suspended")]).await;
    assert_eq!(parent.get(&long).await.status, 404);
}

#[tokio::test]
async fn a_secret_link_to_a_collection_shows_what_is_its_makers_in_it() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let mine = key_of(&anna.upload("/share/file", &[], "Mine.txt", b"mine").await);
    describe(&anna, &mine, &[("title", "Mine")], "").await;
    let his = key_of(&ben.upload("/share/file", &[], "His.txt", b"his").await);
    describe(&ben, &his, &[("title", "His")], "publish").await;
    let begun =
        anna.post_form("/collections/new", &[("title", "Both"), ("visibility", "private")]).await;
    let to = begun.location.unwrap();
    let collection = to.strip_suffix("/edit").unwrap().strip_prefix("/k/").unwrap().to_owned();
    for key in [&mine, &his] {
        let fields = [("collection", collection.as_str())];
        assert_eq!(anna.post_form(&format!("/r/{key}/collect"), &fields).await.status, 303);
    }
    let link = pass(&site, &anna, "collection", "").await;
    let secret = link.rsplit('/').next().unwrap().to_owned();
    let parent = site.stranger();
    let page = parent.get(&link).await;
    assert_eq!(page.all("main h3 a"), ["Mine", "His"]);
    let file = parent.get(&format!("/s/{secret}/r/{mine}/dl/Mine.txt")).await;
    assert_eq!((file.status, file.text().as_str()), (200, "mine"));
    // What strangers may not read elsewhere, they do not read here, unless it is the maker's.
    site.settings(|settings| settings.open_to_read = false).await;
    assert_eq!(parent.get(&link).await.all("main h3 a"), ["Mine"]);
    assert_eq!(parent.get(&format!("/s/{secret}/r/{his}")).await.status, 404);
    assert_eq!(parent.get(&format!("/s/{secret}/r/{mine}")).await.status, 200);
}
