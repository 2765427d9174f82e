//! A backup taken in from its arrival to the end, as somebody at a terminal wished it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    bank, content_bank,
    look::{let_go, look, tree},
    model::{Choices, Facts, Import, State},
    run::run,
    store,
};
use crate::{
    error::{Error, Optional, Result},
    ids::ImportId,
    mbz::{Broken, Course},
    site::Site,
    vocabulary,
};

/// What the command line wished, before anybody knows what the backup holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Wishes {
    /// Only these activities.
    pub only: Option<Vec<i64>>,
    /// The community that gets it.
    pub community: Option<i64>,
    /// Publish what is complete and was not hidden.
    pub publish: bool,
    /// Also what people wrote, without authors.
    pub entries: bool,
    /// Also the question bank and the content bank.
    pub bank: bool,
    /// New resources even of what was imported before.
    pub copy: bool,
    /// The address of a licence.
    pub licence: Option<String>,
    /// A language tag.
    pub language: Option<String>,
    /// ISCED-F code.
    pub subject: Option<String>,
    /// ISCED level.
    pub level: Option<String>,
}

/// Takes a backup in, from wherever it is. A wish that cannot be met becomes the import's problem.
pub async fn take_in(site: &Site, id: ImportId, wishes: &Wishes) -> Result<()> {
    look(site, id).await?;
    let import = site.db.read(move |db| store::find_by_id(db, id)).await.optional()?;
    // Somebody called it off.
    let Some(import) = import else { return Ok(()) };
    // What has chosen already came back because it was called off, or found no room.
    if import.state == State::Choosing && import.choices.only.is_none() {
        let choices = match choices(site, &import, wishes).await? {
            Ok(choices) => choices,
            Err(sentence) => return let_go(site, &import, Some(sentence)).await,
        };
        site.db
            .write(move |tx| {
                if store::find_by_id(tx, id)?.state == State::Choosing {
                    store::save_choices(tx, id, &choices)?;
                    store::mark_state(tx, id, State::Running)?;
                }
                Ok(())
            })
            .await?;
    }
    run(site, id).await
}

/// The wishes as choices, or why they cannot be met.
async fn choices(
    site: &Site,
    import: &Import,
    wishes: &Wishes,
) -> Result<std::result::Result<Choices, String>> {
    let only = match only(site, import, wishes).await? {
        Ok(only) => only,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let settings = site.settings();
    let given = |kind: &str, value: &Option<String>, default: String| match value {
        None => Ok(if wishes.publish { default } else { String::new() }),
        Some(value) => vocabulary::known(kind, vec![value.clone()])
            .pop()
            .ok_or_else(|| format!("{value} is no known {kind}.")),
    };
    let language = match &wishes.language {
        Some(_) => given("language", &wishes.language, String::new()),
        None => Ok(settings.content_language.clone()),
    };
    let facts = || {
        Ok(Facts {
            licence: given("licence", &wishes.licence, settings.licence.clone())?,
            language: language?,
            subject: given("subject", &wishes.subject, "99".into())?,
            level: given("level", &wishes.level, "9".into())?,
            author: String::new(),
        })
    };
    Ok(facts().map(|all| Choices {
        only: Some(only),
        entries: wishes.entries,
        community: wishes.community,
        visibility: "public".into(),
        publish: wishes.publish,
        copy: wishes.copy,
        all,
        ..import.choices.clone()
    }))
}

/// The numbers of what is wished, or why that cannot be.
async fn only(
    site: &Site,
    import: &Import,
    wishes: &Wishes,
) -> Result<std::result::Result<BTreeSet<i64>, String>> {
    let (folder, wished, with_bank) = (tree(site, import), wishes.only.clone(), wishes.bank);
    let found = tokio::task::spawn_blocking(move || {
        let course = Course::open(&folder)?;
        if let Some(wished) = &wished
            && let Some(unknown) = wished.iter().find(|cmid| course.stub(**cmid).is_none())
        {
            return Ok(Err(format!("There is no activity {unknown} in this backup.")));
        }
        let mut only: BTreeSet<i64> = match wished {
            Some(wished) => wished.into_iter().collect(),
            None => course.activities.iter().map(|stub| stub.cmid).collect(),
        };
        if with_bank {
            only.extend(bank::categories(&course.questions()?).iter().map(bank::number));
            only.extend(content_bank::contents(&course).iter().map(content_bank::number));
        }
        Ok::<_, Broken>(Ok(only))
    });
    found.await?.map_err(|broken| Error::internal(broken.to_string()))
}
