//! The last steps: what is complete is published, and the archive is let go.

use std::{collections::HashSet, path::Path};

use super::{AT_ONCE, Done, Stop, Work, is_hidden};
use crate::{
    collections,
    error::Error,
    events::Event,
    ids::Key,
    jobs::Job,
    mbz::{
        Course, Warning,
        import::{
            jobs::Pictures,
            look::folder,
            model::{Import, Item, Outcome, Report},
            store,
        },
    },
    resources, site,
};

impl Work<'_> {
    /// Publishes what is complete and was not hidden in the old course.
    pub(super) fn publish(
        &self,
        import: &Import,
        course: &Course,
        collection: Key,
        report: &mut Report,
    ) -> Done {
        if !import.choices.publish {
            return Ok(());
        }
        let hidden: HashSet<i64> = course
            .activities
            .iter()
            .filter(|stub| is_hidden(course, stub))
            .map(|stub| stub.cmid)
            .collect();
        let id = self.id;
        let items = self.read(move |db| store::items(db, id))?;
        let new: Vec<Item> = items
            .into_iter()
            .filter(|item| item.outcome == Outcome::Made && !hidden.contains(&item.cmid))
            .collect();
        for some in new.chunks(AT_ONCE) {
            let (some, person, settings) =
                (some.to_vec(), self.person.clone(), self.settings.clone());
            let (published, incomplete) = self.write(move |tx| {
                let (mut published, mut incomplete) = (0, Vec::new());
                for item in some {
                    let Some(resource) = item.resource else { continue };
                    match resources::publish(tx, &settings, &person, resource) {
                        Ok(resources::State::Published) => published += 1,
                        // Somebody looks at it first.
                        Ok(_) => {}
                        Err(Error::Invalid(_)) => incomplete.push(item.title),
                        Err(error) => return Err(error),
                    }
                }
                Ok((published, incomplete))
            })?;
            report.published += published;
            for title in incomplete {
                report.warnings.push(Warning::new(
                    "incomplete",
                    "Something is still needed before this can be published; it stays a draft.",
                    title,
                ));
            }
        }
        let person = self.person.clone();
        self.write(move |tx| {
            let found = collections::find_by_key(tx, collection.as_str())?;
            collections::publish(tx, &person, found.id)
        })?;
        Ok(())
    }

    /// Keeps the cleaned form, tells the others, lets the archive go.
    pub(super) fn finish(
        &self,
        import: &Import,
        tree: &Path,
        collection: Key,
        report: Report,
    ) -> Done {
        let packed = folder(self.site, import).join("tree.tar.gz");
        pack(tree, &packed).map_err(Error::from)?;
        let file = std::fs::File::open(&packed).map_err(Error::from)?;
        let stored = self.site.files.import_blob(file, None, u64::MAX).map_err(Error::from)?;
        let (id, by) = (self.id, self.person.account);
        let stop = self.write(move |tx| {
            // The last chance of whoever calls it off: afterwards it can only be undone.
            if store::find_by_id(tx, id)?.stop {
                return Ok(true);
            }
            site::record_file(tx, &stored)?;
            store::mark_done(tx, id, &report, &stored.sha256.hex())?;
            let found = collections::find_by_key(tx, collection.as_str())?;
            tx.announce(&Event::CourseImported { import: id, collection: found.id, by })?;
            Pictures { import: id }.enqueue(tx)?;
            Ok(false)
        })?;
        if stop { Err(Stop::Asked) } else { Ok(()) }
    }
}

/// Packs the cleaned tree, the same bytes for the same tree.
fn pack(tree: &Path, target: &Path) -> std::io::Result<()> {
    let mut names: Vec<_> =
        std::fs::read_dir(tree)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    names.sort();
    let level = flate2::Compression::fast();
    let packed = flate2::write::GzEncoder::new(std::fs::File::create(target)?, level);
    let mut archive = tar::Builder::new(packed);
    archive.mode(tar::HeaderMode::Deterministic);
    for path in names {
        let name = path.file_name().map_or(Path::new("part"), Path::new).to_owned();
        archive.append_path_with_name(&path, name)?;
    }
    archive.into_inner()?.finish()?.sync_all()
}
