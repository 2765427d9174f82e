//! Takes an import back as one piece.

use super::{
    look::release,
    model::{Import, Item, Outcome, State},
    store,
};
use crate::{
    accounts, collections,
    db::Tx,
    error::{Error, Optional, Result},
    ids::ImportId,
    resources,
    site::{self, Site},
    web::Person,
};

const AT_ONCE: usize = 50;

/// Takes back what an import made, and forgets the import. Resources that were only updated get
/// their earlier content again; what others have changed since then stays theirs.
pub async fn undo(site: &Site, import: &Import) -> Result<()> {
    take_back(site, import).await?;
    let (handle, id, tree) = (site.clone(), import.id, tree_of(site, import.id).await?);
    site.db
        .write(move |tx| {
            store::erase(tx, id)?;
            forget_loose(tx, &handle, tree.into_iter().collect())
        })
        .await?;
    release(site, import).await
}

async fn tree_of(site: &Site, id: ImportId) -> Result<Option<String>> {
    site.db.read(move |db| store::tree(db, id)).await
}

/// Takes back what a run has made so far, and lets the import stand.
pub async fn take_back(site: &Site, import: &Import) -> Result<()> {
    let (id, account) = (import.id, import.account);
    if import.state == State::Looking {
        return Ok(());
    }
    let (person, items) = site
        .db
        .read(move |db| {
            let account = accounts::find(db, account)?;
            let person = account.into_person();
            Ok((person, store::items(db, id)?))
        })
        .await?;
    let handle = site.clone();
    site.db
        .write(move |tx| {
            let loose = store::erase_contents(tx, id)?;
            forget_loose(tx, &handle, loose)
        })
        .await?;
    for some in items.chunks(AT_ONCE) {
        let (some, person, handle) = (some.to_vec(), person.clone(), site.clone());
        site.db
            .write(move |tx| {
                let mut files = Vec::new();
                for item in &some {
                    one(tx, &person, item, &mut files)?;
                }
                forget_loose(tx, &handle, files)
            })
            .await?;
    }
    site.db
        .write(move |tx| {
            let import = store::find_by_id(tx, id)?;
            if let Some(key) = import.collection
                && let Some(found) = collections::find_by_key(tx, key.as_str()).optional()?
                && found.import == Some(id)
            {
                collections::erase(tx, found.id)?;
            }
            store::erase_items(tx, id)
        })
        .await
}

fn one(tx: &Tx<'_>, person: &Person, item: &Item, files: &mut Vec<String>) -> Result<()> {
    let Some(id) = item.resource else { return Ok(()) };
    let Some(resource) = resources::find(tx, id).optional()? else { return Ok(()) };
    match item.outcome {
        Outcome::Made => {
            files.extend(resource.content.files.iter().map(|file| file.sha256.clone()));
            resources::erase(tx, id)
        }
        Outcome::Updated => {
            let Some(before) = &item.before else { return Ok(()) };
            files.extend(resource.content.files.iter().map(|file| file.sha256.clone()));
            match resources::replace_content(tx, person, id, &serde_json::from_str(before)?, "") {
                // It was withdrawn or given away meanwhile: nothing of ours to take back.
                Err(Error::Forbidden(_) | Error::Gone | Error::NotFound) => Ok(()),
                other => other,
            }
        }
        Outcome::Same | Outcome::Open => Ok(()),
    }
}

/// Forgets those of these files that nothing was made of.
pub async fn forget_unused(site: &Site, files: Vec<String>) -> Result<()> {
    for some in files.chunks(AT_ONCE) {
        let (some, handle) = (some.to_vec(), site.clone());
        site.db.write(move |tx| forget_loose(tx, &handle, some)).await?;
    }
    Ok(())
}

/// Forgets the files that no part names any more. Their bytes go with the next nightly sweep.
fn forget_loose(tx: &Tx<'_>, site: &Site, files: Vec<String>) -> Result<()> {
    for sha256 in files {
        if !site.keeps_file(tx, &sha256)? {
            site::forget_file(tx, &sha256)?;
        }
    }
    Ok(())
}
