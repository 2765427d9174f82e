//! What came from a backup: whether it goes back as it came, or as it is shown here.

use std::collections::BTreeSet;

use super::{
    build::Builder,
    gather::{Remark, Said},
    made::{moodle_licence, plain},
};
use crate::{
    error::Result,
    mbz::{
        Section as Old,
        import::{category, store::Origin},
        write::{Item, Made, Original, Section, goes_back, keeps_entries},
    },
    resources::{Kind, Resource},
};

impl Builder<'_> {
    /// Puts a resource among the items; says so if it is not what its backup has.
    pub(super) fn resource(
        &mut self,
        resource: &Resource,
        origin: Option<&Origin>,
        items: &mut Vec<Item>,
    ) -> Result<()> {
        let source = origin
            .and_then(|origin| self.sources.iter().position(|source| source.tree == origin.tree));
        let (Some(source), Some(origin)) = (source, origin) else {
            if resource.kind == Kind::Activity {
                self.remark(resource, Said::AsPage);
            }
            items.push(Item::Made(self.made(resource)?));
            return Ok(());
        };
        let category = category(origin.cmid).filter(|_| is_bank(resource));
        if !self.answers && (resource.content.key.is_some() || category.is_some()) {
            self.remark(resource, Said::WithoutAnswers);
            items.push(Item::Made(self.made(resource)?));
            return Ok(());
        }
        if let Some(category) = category {
            self.categories.entry(source).or_default().insert(category);
            self.remark(resource, Said::Bank);
            return Ok(());
        }
        let fits = self.fits(resource, source, origin);
        let core = goes_back(&self.sources[source].course, origin.cmid);
        if !fits || !core {
            if resource.kind == Kind::Activity {
                self.remark(resource, if core { Said::AsPage } else { Said::OfPlugin });
            }
            items.push(Item::Made(self.made(resource)?));
            return Ok(());
        }
        if !self.seen.insert((source, origin.cmid)) {
            self.remark(resource, Said::Twice);
            return Ok(());
        }
        let title = &resource.description.title;
        let was: String = origin.title.trim().chars().take(300).collect();
        items.push(Item::Original(Original {
            source,
            cmid: origin.cmid,
            title: (*title != was && !was.is_empty()).then(|| plain(title)),
            licence: moodle_licence(&resource.description.licence),
            path: format!("/r/{}", resource.key),
        }));
        let course = &self.sources[source].course;
        let departed = course.stub(origin.cmid).is_some_and(|stub| is_departed(&stub.module));
        // What a Moodle would leave out without a word is beside it to read.
        let beside = if keeps_entries(course, origin.cmid) {
            Some(Said::Entries)
        } else {
            departed.then_some(Said::Departed)
        };
        if let Some(said) = beside {
            self.remark(resource, said);
            let page = self.made(resource)?;
            items.push(Item::Made(Made { path: String::new(), ..page }));
        }
        Ok(())
    }

    /// Whether a resource still is what its backup says: links and files can be replaced by hand.
    fn fits(&self, resource: &Resource, source: usize, origin: &Origin) -> bool {
        let course = &self.sources[source].course;
        let Some(stub) = course.stub(origin.cmid) else { return false };
        match resource.kind {
            Kind::Link => course.activity(origin.cmid).is_ok_and(|activity| {
                matches!(&activity.content, crate::mbz::Content::Url { address, .. }
                    if *address == resource.content.url)
            }),
            Kind::File => course.main_file(stub.contextid).is_some_and(|file| {
                self.by_sha1.get(&file.sha1).map(String::as_str)
                    == resource.content.main().map(|main| main.sha256.as_str())
            }),
            Kind::Page => false,
            Kind::Activity => true,
        }
    }

    /// Shows sections within others again where Moodle showed them so and they still follow the
    /// section that they were in. Returns also which those are.
    pub(super) fn nest(&self, sections: Vec<Section>) -> (Vec<Section>, BTreeSet<usize>) {
        let (mut all, mut nested): (Vec<Section>, _) = (Vec::new(), BTreeSet::new());
        let mut outer = None;
        for section in sections {
            let was_in = self.was_in(&section);
            if let Some((source, _, home)) = was_in
                && all.iter().all(|one| one.origin != Some((source, home.id)))
                && home.activities.iter().all(|cmid| self.is_subsection(source, *cmid))
            {
                // It held nothing else, so the collection has no section for it.
                outer = Some(all.len());
                all.push(Section {
                    title: home.title.as_deref().map(plain),
                    origin: Some((source, home.id)),
                    as_it_was: true,
                    ..Section::default()
                });
            }
            if let Some((source, cmid, home)) = was_in
                && let Some(outer) = outer.and_then(|at| all.get_mut(at))
                && outer.origin == Some((source, home.id))
            {
                let place = place_of(outer, source, cmid, home);
                let it = Original { source, cmid, ..Original::default() };
                outer.items.insert(place, Item::Original(it));
                nested.insert(all.len());
            } else {
                outer = Some(all.len());
            }
            all.push(section);
        }
        (all, nested)
    }

    fn is_subsection(&self, source: usize, cmid: i64) -> bool {
        let stub = self.sources.get(source).and_then(|source| source.course.stub(cmid));
        stub.is_some_and(|stub| stub.module == "subsection")
    }

    /// The subsection that a section was shown by, and the section that was in.
    fn was_in(&self, section: &Section) -> Option<(usize, i64, &Old)> {
        let (source, id) = section.origin?;
        let sections = &self.sources.get(source)?.course.sections;
        let cmid = sections.iter().find(|one| one.id == id)?.parent?;
        let home = sections.iter().find(|one| one.activities.contains(&cmid))?;
        (!home.implied && home.parent.is_none()).then_some((source, cmid, home))
    }

    fn remark(&mut self, resource: &Resource, what: Said) {
        let (key, title) = (resource.key.to_string(), resource.description.title.clone());
        self.remarks.push(Remark { key, title, what });
    }
}

/// Where a subsection goes among what is left of its section: after all that stood before it, with
/// the words beneath.
fn place_of(section: &Section, source: usize, cmid: i64, home: &Old) -> usize {
    let before = home.activities.split(|one| *one == cmid).next().unwrap_or_default();
    let stood_before = |item: &Item| match item {
        Item::Original(it) => it.source == source && before.contains(&it.cmid),
        Item::Made(_) => false,
    };
    let Some(last) = section.items.iter().rposition(stood_before) else { return 0 };
    let beneath = section.items[last + 1..].iter();
    last + 1 + beneath.take_while(|item| matches!(item, Item::Made(_))).count()
}

/// Whether a resource is a category of questions.
pub(super) fn is_bank(resource: &Resource) -> bool {
    resource.kind == Kind::Activity && resource.content.module == "qbank"
}

/// Modules that Moodle 4 has and Moodle 5 no longer.
fn is_departed(module: &str) -> bool {
    matches!(module, "chat" | "survey")
}
