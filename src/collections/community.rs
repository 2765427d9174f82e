//! The page of a community: what it is for, and what is shared there.

use actix_web::{
    HttpRequest,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;

use super::{
    model::{Card, State},
    pages::place,
    store,
};
use crate::{
    communities::{self, Community, Join, Member, MemberState, Visibility},
    error::Result,
    ids::{CommunityId, ResourceId, Thing},
    part::Looking,
    resources::{self, Row},
    site::Site,
    text::markdown,
    web::{Cut, Frame, PAGE, Page, Panels, Viewer, filters, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/c/{handle}", web::get().to(show));
}

#[derive(Template)]
#[template(path = "communities/show.html")]
struct CommunityPage {
    community: Community,
    summary: String,
    rules: String,
    mine: Option<Member>,
    moderates: bool,
    may_post: bool,
    /// How many ask to join; only moderators see it.
    asking: usize,
    /// Whether this is the first page of resources.
    first: bool,
    collections: Vec<Card>,
    resources: Cut<Row>,
    /// What other parts show with it.
    panels: Panels,
}

impl CommunityPage {
    fn stands(&self, state: MemberState) -> bool {
        self.mine.as_ref().is_some_and(|member| member.state == state)
    }

    fn is_member(&self) -> bool {
        self.stands(MemberState::Active)
    }

    fn is_pending(&self) -> bool {
        self.stands(MemberState::Pending)
    }

    fn is_invited(&self) -> bool {
        self.stands(MemberState::Invited)
    }

    fn is_kept_out(&self) -> bool {
        self.stands(MemberState::KeptOut)
    }
}

/// What the community shows first, then its other collections by title.
fn shown_first(db: &Connection, viewer: &Viewer, id: CommunityId) -> Result<Vec<Card>> {
    let featured = store::featured(db, id)?;
    let mut cards = store::cards(db, viewer, &featured)?;
    cards.retain(|card| card.state == State::Published);
    let others = store::by_community(db, viewer, id)?;
    cards.extend(others.into_iter().filter(|card| !featured.contains(&card.id)));
    Ok(cards)
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<CommunityPage>> {
    let before = form::query(&request).get("before").and_then(|text| place(text));
    let before = before.map(|(moment, id)| (moment, ResourceId(id)));
    let language = Frame::of(&request, &site).language().to_owned();
    let house = site.0.clone();
    site.db
        .read(move |db| {
            let community = communities::readable(db, &viewer, &handle)?;
            let id = community.id;
            let (mut mine, mut moderates, mut may_post, mut asking) = (None, false, false, 0);
            if let Some(person) = &viewer.0 {
                mine = communities::membership(db, id, person.account)?;
                moderates = communities::moderates(db, person, id)?;
                may_post = communities::may_post(db, person, id)?;
                if moderates {
                    asking = communities::count_members(db, id, MemberState::Pending)?;
                }
            }
            let collections = match before {
                None => shown_first(db, &viewer, id)?,
                Some(_) => Vec::new(),
            };
            let places = store::resources_of_community(db, id, PAGE + 1, before)?;
            let places = Cut::new(places, PAGE, |(moment, id)| format!("{}-{id}", moment.millis()));
            let ids: Vec<ResourceId> = places.rows.iter().map(|(_, id)| *id).collect();
            let rows = resources::rows(db, &viewer, &ids)?;
            let thing = Thing::Community(id);
            let looking = Looking { viewer: &viewer, thing, language: &language };
            Ok(Page(CommunityPage {
                panels: house.panels(db, &looking)?,
                summary: markdown::to_html(&community.summary),
                rules: markdown::to_html(&community.rules),
                community,
                mine,
                moderates,
                may_post,
                asking,
                first: before.is_none(),
                collections,
                resources: Cut { rows, next: places.next },
            }))
        })
        .await
}
