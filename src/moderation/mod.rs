//! Moderation: what people report, who decides, and what came of it.
//!
//! All reports on one thing are a case. Those who look after its community decide first, then the
//! moderators of the site; whoever is concerned is told why and may appeal once. Every deed is a
//! line of a log that only grows, and can be taken back from there.

mod actions;
mod appeals;
mod deeds;
mod listen;
mod model;
mod overdue;
mod pages;
mod panel;
mod store;
mod subject;

use rusqlite::Connection;

pub use self::{
    actions::{decide, escalate, report},
    model::{Case, CaseState, Outcome, Reason},
    store::{count_appeals_for, count_for},
    subject::Subject,
};
use crate::{
    error::Result,
    jobs::Kind,
    part::{Finding, Panel, Part, Place, State, Who},
    time::Moment,
    web::Viewer,
};

/// The room of moderation.
pub const PART: Part = Part {
    name: "moderation",
    migrations: &[
        include_str!("../../migrations/moderation/0001_moderation.sql"),
        include_str!("../../migrations/moderation/0002_overdue.sql"),
        include_str!("../../migrations/moderation/0003_names.sql"),
        include_str!("../../migrations/moderation/0004_taken.sql"),
    ],
    routes: pages::routes,
    gate: &[
        ("/report", Who::Readers),
        ("/moderation", Who::People),
        ("/moderation/{case}", Who::People),
        ("/moderation/{case}/decide", Who::People),
        ("/moderation/{case}/escalate", Who::People),
        ("/moderation/{case}/answer", Who::People),
        ("/decisions/{decision}", Who::People),
        ("/decisions/{decision}/appeal", Who::People),
        ("/appeal/{secret}", Who::Anybody),
        ("/admin/log", Who::Moderators),
        ("/admin/log/{line}/undo", Who::Moderators),
    ],
    words: &[
        ("en", include_str!("../../templates/moderation/en.ftl")),
        ("de", include_str!("../../templates/moderation/de.ftl")),
    ],
    jobs: &[Kind::of::<overdue::Overdue>()],
    listeners: &[listen::hear],
    panels: &[
        Panel { place: Place::Bar, show: panel::report },
        Panel { place: Place::Side, show: panel::waiting },
    ],
    health,
    ..Part::EMPTY
};

fn health(conn: &Connection, viewer: &Viewer) -> Result<Vec<Finding>> {
    let Some(person) = &viewer.0 else { return Ok(Vec::new()) };
    // Those that a community still has for itself are counted, too: nobody here knows the time.
    let open = count_for(conn, person, Moment::from_millis(i64::MAX))?;
    let appeals = count_appeals_for(conn, person)?;
    let both = [
        ("check-reports", open, "/moderation"),
        ("check-appeals", appeals, "/moderation?state=appealed"),
    ];
    let waiting = both.into_iter().filter(|(_, count, _)| *count > 0);
    Ok(waiting
        .map(|(key, count, link)| Finding {
            state: State::Amber,
            key,
            value: count.to_string(),
            link: Some(link),
        })
        .collect())
}
