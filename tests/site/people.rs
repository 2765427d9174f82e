//! Stories about people: how they come in, stay in, and are kept out.

use hornbook::web::Role;

use super::test_site::TestSite;

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    assert_eq!(anna.get("/settings").await.status, 200);
    let answer = anna.post_form("/sign-out", &[]).await.follow().await;
    answer.must_say("You are signed out.");
    let answer = anna.get("/settings").await;
    assert_eq!(answer.location.as_deref(), Some("/sign-in?back=%2Fsettings"));
}
