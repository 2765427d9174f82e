//! Stories about people: how they come in, stay in, and are kept out.

use std::{io::Cursor, time::Duration};

use hornbook::{
    accounts::{self, Newcomer},
    app::parts::PARTS,
    part::Who,
    web::Role,
};
use reqwest::Method;
use tokio::task::JoinSet;

use super::{
    archive::rows_that_name,
    test_site::{PASSWORD, TestSite},
};

#[tokio::test]
async fn the_set_up_link_works_once_and_only_with_its_token() {
    let site = TestSite::start().await;
    let link = accounts::setup_link(&site.site.db).await.unwrap().unwrap();
    let ada = site.stranger();
    assert_eq!(ada.get("/setup/guessed").await.status, 404);
    assert_eq!(ada.get(&link).await.status, 200);
    let form = |password| {
        [("site", "Hill School"), ("language", "de"), ("handle", "ada"), ("password", password)]
    };
    let answer = ada.post_form(&link, &form("password12")).await;
    assert_eq!(answer.status, 422);
    answer.must_say("This password is among the first that anyone would try.");
    assert_eq!(ada.post_form("/setup/guessed", &form(PASSWORD)).await.status, 404);
    let answer = ada.post_form(&link, &form(PASSWORD)).await.follow().await;
    answer.must_say("Hill School");
    assert_eq!(ada.get("/admin").await.status, 200);
    assert_eq!(site.site.settings().language, "de");
    let other = site.stranger();
    assert_eq!(other.get(&link).await.status, 404);
    assert_eq!(other.post_form(&link, &form(PASSWORD)).await.status, 404);
    assert_eq!(accounts::setup_link(&site.site.db).await.unwrap(), None);
}

#[tokio::test]
async fn the_first_administrator_can_be_made_without_a_browser() {
    let site = TestSite::start().await;
    let link = accounts::setup_link(&site.site.db).await.unwrap().unwrap();
    let arguments = ["init", "--handle", "ada", "--email", "ada@school.example"];
    let said = site.command(&arguments, PASSWORD).await;
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    assert_eq!(site.stranger().get(&link).await.status, 404);
    let ada = site.stranger();
    assert_eq!(ada.sign_in("ada", PASSWORD).await.status, 303);
    assert_eq!(ada.get("/admin").await.status, 200);
    let said = site.command(&["init", "--handle", "eve"], PASSWORD).await;
    assert_eq!(said.code, 1);
    assert!(said.err.contains("There is an administrator already."), "{}", said.err);
}

#[tokio::test]
async fn without_a_password_init_prints_a_link_that_signs_in_once() {
    let site = TestSite::start().await;
    let said = site.command(&["init", "--handle", "ada"], "").await;
    let (link, ada) = (said.out.trim(), site.stranger());
    assert_eq!(ada.get(link).await.status, 200);
    let answer = ada.post_form(link, &[]).await;
    assert_eq!(answer.location.as_deref(), Some("/settings/password"));
    assert_eq!(answer.follow().await.status, 200);
    assert_eq!(site.stranger().post_form(link, &[]).await.status, 404);
}

#[tokio::test]
async fn a_person_signs_in_and_out_and_comes_back_to_the_page_they_wanted() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let anna = site.stranger();
    let answer = anna.get("/settings?tab=1").await;
    assert_eq!(answer.location.as_deref(), Some("/sign-in?back=%2Fsettings%3Ftab%3D1"));
    let form = answer.follow().await;
    assert_eq!(form.attribute("input[name=back]", "value").as_deref(), Some("/settings?tab=1"));
    let fields = [("name", "Anna@School.example"), ("password", PASSWORD), ("back", "/settings")];
    let answer = anna.post_form("/sign-in", &fields).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/settings")));
    assert_eq!(anna.get("/settings").await.status, 200);
    let answer = anna.post_form("/sign-out", &[]).await.follow().await;
    answer.must_say("You are signed out.");
    assert!(!anna.get("/").await.says("You are signed out."), "a message is shown once");
    assert_eq!(anna.get("/settings").await.status, 303);
}

#[tokio::test]
async fn nobody_is_sent_away_from_the_site_after_signing_in() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", ""] {
        let fields = [("name", "anna"), ("password", PASSWORD), ("back", elsewhere)];
        let answer = site.stranger().post_form("/sign-in", &fields).await;
        assert_eq!(answer.location.as_deref(), Some("/"), "{elsewhere:?}");
    }
}

#[tokio::test]
async fn wrong_passwords_are_told_and_slowed_down_for_that_account_alone() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    site.person("ben", Role::Contributor).await;
    let guesser = site.stranger();
    for _ in 0..10 {
        let answer = guesser.sign_in("anna", "wrong guess").await;
        assert_eq!(answer.status, 422);
        answer.must_say("This name and password do not belong together.");
    }
    let answer = guesser.sign_in("anna", PASSWORD).await;
    assert_eq!(answer.status, 429);
    answer.must_say("To protect accounts from guessing, this has to wait a few minutes.");
    assert_eq!(guesser.sign_in("ben", PASSWORD).await.status, 303);
    site.wait(Duration::from_secs(61));
    assert_eq!(site.stranger().sign_in("anna", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn one_account_is_guessed_at_no_oftener_for_being_spelt_otherwise() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let guesser = site.stranger();
    let spellings = ["anna", "@anna", "@@Anna", " ANNA ", "anna@school.example"];
    for name in spellings.into_iter().cycle().take(10) {
        assert_eq!(guesser.sign_in(name, "wrong guess").await.status, 422, "{name}");
    }
    for name in spellings {
        assert_eq!(guesser.sign_in(name, PASSWORD).await.status, 429, "{name}");
    }
}

#[tokio::test]
async fn nobodys_letter_box_is_filled_by_others() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    for _ in 0..6 {
        let answer = site.stranger().post_form("/password", &[("name", "anna")]).await;
        assert_eq!(answer.status, 200, "it says the same as ever");
    }
    site.letter(3).await;
    site.wait(Duration::from_hours(1));
    site.stranger().post_form("/password", &[("name", "anna")]).await;
    site.letter(4).await;
    assert_eq!(site.letters().len(), 4);
}

#[tokio::test]
async fn many_small_files_are_no_way_round_the_limit_for_one() {
    let site = TestSite::start().await;
    let pupil = site.person("ben", Role::Reader).await;
    let part =
        "--line\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n";
    for (count, size, status) in [(3, 4 << 20, 413), (201, 10, 422)] {
        let file = format!("{part}{}\r\n", "x".repeat(size));
        let body = file.repeat(count) + "--line--\r\n";
        let request = pupil
            .request(Method::POST, "/settings/picture")
            .header("content-type", "multipart/form-data; boundary=line")
            .body(body);
        assert_eq!(pupil.send(request).await.status, status, "{count} files");
    }
}

#[tokio::test]
async fn an_unknown_name_is_answered_like_a_wrong_password() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let known = site.stranger().sign_in("anna", "wrong guess").await;
    let unknown = site.stranger().sign_in("nobody", "wrong guess").await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.text().replace("anna", ""), unknown.text().replace("nobody", ""));
}

#[tokio::test]
async fn a_class_of_35_behind_one_address_gets_in_within_a_minute() {
    let site = TestSite::start().await;
    let mut arriving = JoinSet::new();
    for number in 0..35 {
        let handle = format!("pupil{number}");
        site.person(&handle, Role::Reader).await;
        let pupil = site.stranger();
        arriving.spawn(async move {
            let first = pupil.sign_in(&handle, "mistyped it").await.status;
            (first, pupil.sign_in(&handle, PASSWORD).await.status)
        });
    }
    assert_eq!(arriving.join_all().await, vec![(422, 303); 35]);
}

#[tokio::test]
async fn signed_in_browsers_are_listed_and_can_be_signed_out() {
    let site = TestSite::start().await;
    let laptop = site.person("anna", Role::Contributor).await;
    let sign_in_with = async |agent: &str| {
        let browser = site.stranger();
        let body = format!("name=anna&password={}", PASSWORD.replace(' ', "+"));
        let request = browser
            .request(Method::POST, "/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("user-agent", agent)
            .body(body);
        assert_eq!(browser.send(request).await.status, 303);
        browser
    };
    let phone = sign_in_with("A lost phone").await;
    let library = sign_in_with("A library PC").await;
    let page = laptop.get("/settings/sessions").await;
    assert_eq!(page.all(".rows .row").len(), 3);
    let html = page.text();
    let row = html.split("<li class=\"row\">").find(|row| row.contains("A lost phone")).unwrap();
    let end = row.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    laptop.post_form(end, &[]).await.follow().await.must_say("Signed out there.");
    assert_eq!(phone.get("/settings").await.status, 303);
    assert_eq!(library.get("/settings").await.status, 200);
    laptop.post_form("/settings/sessions/others/end", &[]).await;
    assert_eq!(library.get("/settings").await.status, 303);
    assert_eq!(laptop.get("/settings").await.status, 200);
}

#[tokio::test]
async fn nobody_signs_out_the_browser_of_another() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    for session in 1..4 {
        ben.post_form(&format!("/settings/sessions/{session}/end"), &[]).await;
    }
    assert_eq!(anna.get("/settings").await.status, 200);
}

#[tokio::test]
async fn a_session_ends_sixty_days_after_its_last_use() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    site.wait_days(40);
    assert_eq!(anna.get("/settings").await.status, 200);
    site.settled().await;
    site.wait_days(40);
    assert_eq!(anna.get("/settings").await.status, 200);
    site.settled().await;
    site.wait_days(61);
    assert_eq!(anna.get("/settings").await.status, 303);
}

#[tokio::test]
async fn an_invitation_by_link_works_as_often_and_as_long_as_it_says() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let fields = [("role", "publisher"), ("uses", "2"), ("note", "The maths room")];
    let page = ada.post_form("/admin/people/invite", &fields).await;
    let link = page.one(".callout code.secret");
    let join = async |handle: &str| {
        let newcomer = site.stranger();
        let fields = [("handle", handle), ("name", "New"), ("password", PASSWORD)];
        (newcomer.post_form(&link, &fields).await.status, newcomer)
    };
    assert_eq!(join("ada").await.0, 422, "a handle belongs to one person");
    assert_eq!(join("ben").await.0, 303);
    let (status, cleo) = join("cleo").await;
    assert_eq!(status, 303);
    assert_eq!(cleo.get("/settings").await.status, 200);
    assert_eq!(join("dan").await.0, 404);
    let said = site.command(&["account", "list", "--json"], "").await;
    assert!(said.out.contains(r#""handle":"cleo""#) && said.out.contains(r#""role":"publisher""#));
    let page = ada.post_form("/admin/people/invite", &fields).await;
    let link = page.one(".callout code.secret");
    site.wait_days(31);
    assert_eq!(site.stranger().get(&link).await.status, 404);
}

#[tokio::test]
async fn the_code_of_an_invitation_is_shown_once_and_kept_nowhere() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let fields = [("role", "reader"), ("note", "The maths room")];
    let link = ada.post_form("/admin/people/invite", &fields).await.one(".callout code.secret");
    let code = link.rsplit('/').next().unwrap().to_owned();
    let page = ada.get("/admin/people").await;
    page.must_say("The maths room");
    assert!(!page.text().contains(&code), "shown again");
    // One from before codes were hashed.
    let old = "k7fm-2xqe-9ptw";
    let written = site.site.db.write(move |tx| {
        tx.execute(
            "insert into invitations(code, role, uses_left, made, expires)
             values (?, 'reader', 1, 0, ?)",
            (old, tx.now.plus_days(9)),
        )?;
        accounts::at_start(tx)
    });
    written.await.unwrap();
    let words = [code, old.to_owned()];
    let found = site
        .site
        .db
        .read(move |db| rows_that_name(db, &words.iter().map(String::as_str).collect::<Vec<_>>()));
    let found = found.await.unwrap();
    assert!(found.is_empty(), "{found:#?}");
    for (link, handle) in [(link, "ben"), (format!("/join/{old}"), "cleo")] {
        let fields = [("handle", handle), ("name", "New"), ("password", PASSWORD)];
        assert_eq!(site.stranger().post_form(&link, &fields).await.status, 303, "{handle}");
    }
}

#[tokio::test]
async fn an_invitation_by_mail_arrives_and_works_once() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let fields = [("role", "contributor"), ("uses", "50"), ("email", "ben@school.example")];
    let answer = ada.post_form("/admin/people/invite", &fields).await.follow().await;
    answer.must_say("The invitation is on its way to ben@school.example.");
    let letter = site.letter(1).await;
    assert_eq!(letter.to, "ben@school.example");
    let link = link_in(&letter.text);
    let ben = site.stranger();
    let email = ben.get(&link).await.attribute("#email", "value");
    assert_eq!(email.as_deref(), Some("ben@school.example"));
    let fields = [("handle", "ben"), ("email", "ben@school.example"), ("password", PASSWORD)];
    assert_eq!(ben.post_form(&link, &fields).await.status, 303);
    assert_eq!(site.stranger().get(&link).await.status, 404);
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_letter() {
    let site = TestSite::start().await;
    let old_browser = site.person("anna", Role::Contributor).await;
    let anna = site.stranger();
    let known = anna.post_form("/password", &[("name", "anna")]).await;
    known.must_say("If there is such an account, a letter is on its way.");
    let unknown = anna.post_form("/password", &[("name", "nobody")]).await;
    assert_eq!(known.text(), unknown.text());
    let letter = site.letter(1).await;
    assert_eq!(letter.to, "anna@school.example");
    let link = link_in(&letter.text);
    let answer = anna.post_form(&link, &[("password", "short")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("A password needs at least 10 characters.");
    let new = [("password", "moss lantern tide")];
    assert_eq!(anna.post_form(&link, &new).await.status, 303);
    assert_eq!(anna.get("/settings").await.status, 200);
    assert_eq!(old_browser.get("/settings").await.status, 303);
    assert_eq!(site.stranger().post_form(&link, &new).await.status, 404);
    assert_eq!(site.stranger().sign_in("anna", PASSWORD).await.status, 422);
    assert_eq!(site.stranger().sign_in("anna", "moss lantern tide").await.status, 303);
    assert_eq!(site.letters().len(), 1);
}

#[tokio::test]
async fn an_administrator_gives_a_link_for_a_new_password() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let ada = site.person("ada", Role::Administrator).await;
    let link = ada.post_form("/admin/people/anna/link", &[]).await.one(".callout code.secret");
    assert_eq!(site.stranger().get(&link).await.one("h1"), "Set a new password");
    site.wait_days(3);
    let late = site.stranger().post_form(&link, &[("password", "moss lantern tide")]).await;
    assert_eq!(late.status, 404);
    assert_eq!(site.stranger().sign_in("anna", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn who_is_suspended_is_out_until_let_in_again() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ada = site.person("ada", Role::Administrator).await;
    let standing = "/admin/people/anna/standing";
    ada.post_form(standing, &[("standing", "suspended")]).await.follow().await.must_say("Done for");
    assert_eq!(anna.get("/settings").await.status, 303);
    let answer = anna.sign_in("anna", PASSWORD).await;
    assert_eq!(answer.status, 403);
    answer.must_say("This account is suspended.");
    ada.post_form(standing, &[("standing", "active")]).await;
    assert_eq!(anna.sign_in("anna", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    for (path, field) in [
        ("/admin/people/ada/role", ("role", "reader")),
        ("/admin/people/ada/standing", ("standing", "suspended")),
    ] {
        let answer = ada.post_form(path, &[field]).await;
        assert_eq!(answer.status, 409);
        answer.must_say("Make another administrator first.");
    }
    let bea = site.person("bea", Role::Administrator).await;
    assert_eq!(ada.post_form("/admin/people/ada/role", &[("role", "reader")]).await.status, 303);
    assert_eq!(ada.get("/admin").await.status, 403);
    assert_eq!(bea.get("/admin").await.status, 200);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let sent_with = async |headers: &[(&str, &str)]| {
        let request = anna
            .request(Method::POST, "/settings")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("name=Mallory");
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        anna.send(request).await
    };
    for elsewhere in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("origin", "https://evil.example")],
        [("origin", "null")],
    ] {
        let answer = sent_with(&elsewhere).await;
        assert_eq!(answer.status, 403, "{elsewhere:?}");
        answer.must_say("This was sent from a page of another site");
    }
    assert_eq!(sent_with(&[("origin", &site.origin)]).await.status, 303);
    assert_eq!(sent_with(&[]).await.status, 303, "programs that are no browser say nothing");
}

#[tokio::test]
async fn everybody_chooses_language_and_theme() {
    let site = TestSite::start().await;
    let guest = site.stranger();
    assert_eq!(guest.get("/about").await.attribute("html", "lang").as_deref(), Some("en"));
    let fields = [("value", "de"), ("back", "/about")];
    let page = guest.post_form("/language", &fields).await.follow().await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("de"));
    page.must_say("Über diese Seite");
    let page =
        guest.post_form("/theme", &[("value", "dark"), ("back", "/about")]).await.follow().await;
    assert_eq!(page.attribute("html", "data-theme").as_deref(), Some("dark"));
    let page =
        guest.post_form("/theme", &[("value", "auto"), ("back", "/about")]).await.follow().await;
    assert_eq!(page.attribute("html", "data-theme"), None);
    let other = site.stranger();
    let request = other.request(Method::GET, "/about").header("accept-language", "fr, de;q=0.8");
    let page = other.send(request).await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("de"));
    assert_eq!(guest.post_form("/language", &[("value", "tlh")]).await.status, 422);
}

#[tokio::test]
async fn a_picture_is_shown_in_two_sizes_and_without_what_the_camera_wrote() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 200, image::Rgb([180, 90, 40]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let answer = anna.upload("/settings/picture", &[], "me.png", png.get_ref()).await;
    answer.follow().await.must_say("Your picture is saved.");
    for size in ["small", "large"] {
        let picture = site.stranger().get(&format!("/u/anna/picture/{size}")).await;
        assert!(picture.header("content-type").unwrap().starts_with("image/"));
        assert!(image::load_from_memory(&picture.body).is_ok());
        assert_ne!(&picture.body, png.get_ref());
    }
    let answer = anna.upload("/settings/picture", &[], "me.png", b"no picture at all").await;
    assert_eq!(answer.status, 422);
    answer.must_say("This picture could not be read, so the old one stays.");
    anna.upload("/settings/picture", &[], "", b"").await.follow().await.must_say("taken away");
    assert_eq!(site.stranger().get("/u/anna/picture/small").await.status, 404);
}

#[tokio::test]
async fn a_session_cookie_is_bound_to_the_host_where_the_site_has_https() {
    let site = TestSite::start_with(|config| {
        config.origin = Some("https://school.example".parse().unwrap());
    })
    .await;
    let link = {
        let newcomer = Newcomer {
            handle: "anna".into(),
            name: String::new(),
            email: None,
            password: None,
            role: Role::Reader,
        };
        let write = site.site.db.write(move |tx| {
            let account = accounts::add(tx, &newcomer)?;
            accounts::sign_in_link(tx, account)
        });
        write.await.unwrap()
    };
    let answer = site.stranger().post_form(&link, &[]).await;
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["__Host-hornbook=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie} has no {part}");
    }
}

#[tokio::test]
async fn programs_are_told_of_failures_in_their_own_form() {
    let site = TestSite::start().await;
    let program = site.stranger();
    let ask = async |accept: &str, path: &str| {
        let request = program.request(Method::GET, path).header("accept", accept);
        program.send(request).await
    };
    let answer = ask("application/json", "/nothing-here").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.json()["title"], "There is nothing at this address");
    let answer = ask("application/json", "/settings").await;
    assert_eq!((answer.status, &answer.json()["status"]), (401, &401.into()));
    let answer = ask("*/*", "/nothing-here").await;
    assert!(answer.text().starts_with("There is nothing at this address\n"));
}

#[tokio::test]
async fn styles_and_icons_are_not_sent_twice() {
    let site = TestSite::start().await;
    let guest = site.stranger();
    let first = guest.get("/static/icons.svg").await;
    assert_eq!((first.status, first.header("content-type")), (200, Some("image/svg+xml")));
    let request = guest
        .request(Method::GET, "/static/icons.svg")
        .header("if-none-match", first.header("etag").unwrap());
    let again = guest.send(request).await;
    assert_eq!((again.status, again.body.len(), again.header("content-length")), (304, 0, None));
}

/// The addresses that are open even where the site is closed. The list is short, and stays so.
const ALWAYS_OPEN: &[&str] = &[
    "/about",
    "/address/{secret}",
    "/appeal/{secret}",
    "/code",
    "/join/{code}",
    "/language",
    "/notices/unsubscribe/{secret}",
    "/password",
    "/password/{token}",
    "/s/{secret}",
    "/s/{secret}/picture/{size}",
    "/s/{secret}/r/{key}",
    "/s/{secret}/r/{key}/dl/{name:.*}",
    "/s/{secret}/r/{key}/picture/{size}",
    "/setup/{token}",
    "/sign-in",
    "/sign-in/{token}",
    "/sign-out",
    "/sign-up",
    "/sign-up/{secret}",
    "/theme",
];

#[tokio::test]
async fn a_closed_site_shows_strangers_nothing_but_the_way_in() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.open_to_read = false).await;
    let (stranger, reader) = (site.stranger(), site.person("rob", Role::Reader).await);
    let mut open = Vec::new();
    for (pattern, who) in PARTS.iter().flat_map(|part| part.gate) {
        let path = filled(pattern);
        if *who == Who::Anybody {
            open.push(*pattern);
            continue;
        }
        let answer = stranger.get(&path).await;
        assert_eq!(answer.status, 303, "{path} lets strangers in");
        assert!(answer.location.unwrap().starts_with("/sign-in"), "{path}");
        assert_eq!(stranger.post_form(&path, &[]).await.status, 303, "POST {path}");
        if matches!(who, Who::Moderators | Who::Administrators) {
            assert_eq!(reader.get(&path).await.status, 403, "{path} lets readers in");
            assert_eq!(reader.post_form(&path, &[]).await.status, 403, "POST {path}");
        }
    }
    open.sort_unstable();
    assert_eq!(open, ALWAYS_OPEN);
}

/// An address that a pattern matches: `/u/{handle}` becomes `/u/1`.
fn filled(pattern: &str) -> String {
    let mut path = String::new();
    for piece in pattern.split('{') {
        match piece.split_once('}') {
            Some((_, rest)) => path += &format!("1{rest}"),
            None => path += piece,
        }
    }
    path
}

fn link_in(letter: &str) -> String {
    let link = letter.lines().find(|line| line.starts_with("http"));
    link.unwrap_or_else(|| panic!("a line of the letter should be a link:\n{letter}")).to_owned()
}
