//! Where the converted parts go: through the same sieve as those of modern backups.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use super::super::members::Member;
use super::super::personal::PersonalData;
use super::super::strip::{Part, Passed, strip};
use super::super::unpack::{Place, tree_name};
use super::super::xml::Trouble;
use super::super::{Broken, Options};
use super::survey::Cm;

/// The folder that becomes a tree of cleaned XML.
pub(super) struct Tree<'a> {
    pub(super) folder: &'a Path,
    pub(super) options: &'a Options,
    pub(super) personal: PersonalData,
    pub(super) places: Vec<Place>,
    /// The number of the activity of a context.
    pub(super) instances: HashMap<i64, i64>,
    pub(super) posts: HashSet<i64>,
    written: u64,
}

impl<'a> Tree<'a> {
    pub(super) fn new(folder: &'a Path, options: &'a Options) -> Self {
        Self {
            folder,
            options,
            personal: PersonalData::default(),
            places: Vec::new(),
            instances: HashMap::new(),
            posts: HashSet::new(),
            written: 0,
        }
    }

    /// Counts what was written against the limit on all XML.
    pub(super) fn count(&mut self, bytes: u64) -> Result<(), Broken> {
        self.written = self.written.saturating_add(bytes);
        let limit = self.options.limits.xml_bytes;
        if self.written > limit {
            return Err(Broken::TooBig { what: "bytes of text", limit });
        }
        Ok(())
    }

    /// Puts a part into the tree; `None` if it is beyond a limit and left out.
    pub(super) fn put(
        &mut self,
        member: &Member,
        part: &Part,
        xml: &str,
    ) -> Result<Option<Passed>, Broken> {
        self.count(xml.len() as u64)?;
        self.put_from(member, part, xml.as_bytes())
    }

    /// As [`Tree::put`], from anywhere.
    pub(super) fn put_from(
        &mut self,
        member: &Member,
        part: &Part,
        xml: impl Read,
    ) -> Result<Option<Passed>, Broken> {
        let Some(name) = tree_name(member) else { return Ok(None) };
        let path = self.folder.join(name);
        let mut out = BufWriter::with_capacity(64 * 1024, File::create(&path)?);
        match strip(BufReader::new(xml), &mut out, part, self.options, &mut self.personal) {
            Ok(passed) => {
                out.flush()?;
                Ok(Some(passed))
            }
            Err(Trouble::Io(error)) => Err(error.into()),
            Err(Trouble::Damaged { .. }) => {
                drop(out);
                std::fs::remove_file(&path)?;
                Ok(None)
            }
        }
    }

    /// Puts an activity into the tree. Whether it was within the limits.
    pub(super) fn activity(&mut self, cm: &Cm, xml: &str) -> Result<bool, Broken> {
        let member = Member::Activity(cm.module.clone(), cm.cmid);
        let Some(passed) = self.put(&member, &Part::Activity(cm.module.clone()), xml)? else {
            return Ok(false);
        };
        self.places.push(Place {
            module: cm.module.clone(),
            cmid: cm.cmid,
            contextid: cm.contextid(),
            instance: cm.instance,
        });
        self.instances.insert(cm.contextid(), cm.instance);
        self.posts.extend(passed.posts);
        Ok(true)
    }
}
