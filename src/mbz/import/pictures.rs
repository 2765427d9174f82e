//! Pictures for what an import made: that of the course, and those that pages begin with.
//!
//! Pages get theirs in a job of its own after the import, since making pictures costs more than all
//! the rest of it.

use super::{
    make::{Kept, address},
    model::Outcome,
    store,
};
use crate::{
    accounts,
    crypto::Sha256,
    error::{Error, Optional, Result},
    files::Files,
    ids::{ImportId, ResourceId},
    mbz::Course,
    pictures::{self, Limits},
    resources::{self, FileRef, FileRole, Resource},
    site::{self, Site},
    web::{Person, upload::KeptPicture},
};

/// A picture that stands for a page has at least so many bytes, and is no giant.
const BYTES: std::ops::RangeInclusive<u64> = 4_000..=24_000_000;
/// It is at least so wide and so high in pixels: smaller ones are marks and buttons.
const LEAST: (u32, u32) = (240, 150);
/// So many are tried for one page.
const TRIES: usize = 3;

/// A course may bring any picture; a small computer must be able to hold it.
const LIMITS: Limits = Limits { pixels: 16_000_000, side: 8_192, memory: 72 << 20 };

/// Gives the pages of an import pictures.
pub async fn give(site: &Site, id: ImportId) -> Result<()> {
    let found = site
        .db
        .read(move |db| {
            let Some(import) = store::find_by_id(db, id).optional()? else { return Ok(None) };
            let account = accounts::find(db, import.account)?;
            let items = store::items(db, id)?;
            let made = items.into_iter().filter(|item| item.outcome == Outcome::Made);
            let pages = made
                .filter(|item| matches!(item.module.as_str(), "page" | "label" | "book"))
                .filter_map(|item| item.resource)
                .collect::<Vec<_>>();
            Ok(Some((account, pages)))
        })
        .await?;
    // It was undone meanwhile.
    let Some((account, pages)) = found else { return Ok(()) };
    let person = account.into_person();
    for page in pages {
        one(site, &person, page).await?;
    }
    Ok(())
}

async fn one(site: &Site, person: &Person, id: ResourceId) -> Result<()> {
    let found = site.db.read(move |db| resources::find(db, id).optional()).await?;
    let Some(resource) = found.filter(|found| found.content.picture.is_none()) else {
        return Ok(());
    };
    let files = site.files.clone();
    let made = tokio::task::spawn_blocking(move || {
        for file in shown(&resource).into_iter().take(TRIES) {
            if let Some(made) = made(&files, &file.sha256, LEAST)? {
                return Ok(Some(made));
            }
        }
        Ok::<_, Error>(None)
    });
    let Some(made) = made.await?? else { return Ok(()) };
    let person = person.clone();
    let given = site.db.write(move |tx| {
        let there = resources::find(tx, id)?;
        if there.content.picture.is_some() {
            return Ok(());
        }
        site::record_file(tx, &made.small)?;
        site::record_file(tx, &made.large)?;
        let (small, large) = (made.small.sha256.hex(), made.large.sha256.hex());
        resources::set_picture(tx, &person, id, Some((&small, &large)))
    });
    match given.await {
        // It was taken away, or given to somebody else.
        Err(Error::NotFound | Error::Gone | Error::Forbidden(_)) => Ok(()),
        other => other,
    }
}

/// The pictures that the text of a page shows, in its order.
fn shown(resource: &Resource) -> Vec<FileRef> {
    let body = &resource.content.body;
    let mut found: Vec<(usize, &FileRef)> = resource
        .content
        .files
        .iter()
        .filter(|file| file.role == FileRole::Inline && BYTES.contains(&file.size))
        .filter(|file| {
            matches!(file.mime.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp")
        })
        .filter_map(|file| {
            let source = format!("<img src=\"{}\"", address(resource.key, &file.name));
            Some((body.find(&source)?, file))
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, file)| file.clone()).collect()
}

/// Both sizes of a picture in the store; nothing if it is none, or smaller than `least`.
fn made(files: &Files, sha256: &str, least: (u32, u32)) -> Result<Option<KeptPicture>> {
    let Some(name) = Sha256::parse(sha256) else { return Ok(None) };
    let Ok(made) = pictures::reencode_file(&files.path(&name), LIMITS) else { return Ok(None) };
    if made.width < least.0 || made.height < least.1 {
        return Ok(None);
    }
    let keep = |bytes: &[u8]| files.import_blob(bytes, None, u64::MAX);
    Ok(Some(KeptPicture { small: keep(&made.small)?, large: keep(&made.large)? }))
}

/// The picture that the course is shown with, if it has one that can be read.
pub fn of_course(course: &Course, kept: &Kept, files: &Files) -> Result<Option<KeptPicture>> {
    for file in course.files.of_context(course.site.course_contextid) {
        let area = &file.key.area;
        let is_overview = area.component == "course" && area.area == "overviewfiles";
        let Some(blob) = kept.get(&file.sha1).filter(|_| is_overview) else { continue };
        if let Some(made) = made(files, &blob.sha256, (1, 1))? {
            return Ok(Some(made));
        }
    }
    Ok(None)
}
