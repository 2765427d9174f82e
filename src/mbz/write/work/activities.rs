//! Each activity with all its parts.

use std::collections::BTreeSet;
use std::io::{BufReader, Write};

use super::super::activity;
use super::super::availability::Taken;
use super::super::copy::{DECLARATION, copy, put};
use super::super::course::{self, Belongings};
use super::super::files::FileList;
use super::super::grades::{self, Grades};
use super::super::links::{Linker, Place};
use super::super::made;
use super::super::module;
use super::super::pack::Pack;
use super::super::plan::{Item, Original};
use super::super::questions::NewBank;
use super::rows::{made_files, original_files};
use super::{Placed, ROLES, Work};
use crate::mbz::Broken;
use crate::mbz::course::{Course, Stub};
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, rows};

impl Work<'_> {
    pub(super) fn activity<W: Write>(
        &self,
        one: &Placed<'_>,
        linker: &Linker<'_>,
        new: &NewBank,
        files: &mut FileList<'_>,
        pack: &mut Pack<W>,
        scales: &mut BTreeSet<(usize, i64)>,
    ) -> Result<(), Broken> {
        let folder = one.listed.folder();
        let mut grades = grades::none();
        let belongings = match one.item {
            Item::Made(it) => {
                let relink = |html: &str| linker.here(html);
                let name = format!("{folder}/{}.xml", one.listed.module);
                pack.text(&name, &made::xml(it, one.numbers, &relink))?;
                let fresh = || self.ids.fresh();
                let module = module::module_of_made(
                    &one.listed.module,
                    one.at,
                    it.visible,
                    it.changed,
                    &it.tags,
                    &fresh,
                );
                pack.text(&format!("{folder}/module.xml"), &module)?;
                let files = made_files(one, it, files)?;
                Belongings { files, ..Belongings::default() }
            }
            Item::Original(it) => {
                let Some(course) = self.sources.get(it.source) else { return Ok(()) };
                let Some(stub) = course.stub(it.cmid) else { return Ok(()) };
                let mut used = self.original(one, it, course, stub, linker, new, pack)?;
                let mut grade_items = Vec::new();
                let items = self.grades.get(&(it.source, it.cmid)).map_or(&[][..], Vec::as_slice);
                if !items.is_empty() {
                    let marked = Grades {
                        source: it.source,
                        renamed: it.title.as_deref().map(|new| (stub.title.trim(), new)),
                        module: &one.listed.module,
                        instance: one.numbers.instance,
                        order: one.order * 10,
                        book: self.book.as_ref(),
                    };
                    let (xml, scales) = marked.xml(items, &self.ids);
                    grades = xml;
                    used.extend(scales);
                    let number = |item: &Row| self.ids.of(it.source, item.id());
                    grade_items = items.iter().map(number).collect();
                }
                let rows = original_files(&self.ids, it, course, stub, files)?;
                let categories = self.categories_of(one, it, new);
                scales.extend(used.iter().map(|old| (it.source, *old)));
                let scales = used.iter().map(|old| self.ids.of(it.source, *old)).collect();
                Belongings { files: rows, categories, scales, grade_items }
            }
        };
        pack.text(&format!("{folder}/inforef.xml"), &course::inforef(&belongings))?;
        pack.text(&format!("{folder}/roles.xml"), ROLES)?;
        pack.text(&format!("{folder}/grades.xml"), &grades)?;
        Ok(())
    }

    /// The parts of an activity that came from a backup; returns the scales it is marked by.
    #[expect(clippy::too_many_arguments, reason = "each is one thing that an activity touches")]
    fn original<W: Write>(
        &self,
        one: &Placed<'_>,
        it: &Original,
        course: &Course,
        stub: &Stub,
        linker: &Linker<'_>,
        new: &NewBank,
        pack: &mut Pack<W>,
    ) -> Result<BTreeSet<i64>, Broken> {
        let folder = one.listed.folder();
        let place = format!("{} {}", stub.module, stub.cmid);
        let member = Member::Activity(stub.module.clone(), stub.cmid);
        let fresh = || self.ids.fresh();
        let mut used = BTreeSet::new();
        if stub.module == "assignment" {
            let row = Self::top_row(course, &member)?;
            let relink = |html: &str| linker.text(it.source, html).into_owned();
            let xml = made::assign(&row, one.numbers, &one.listed.title, &relink, &fresh);
            pack.text(&format!("{folder}/assign.xml"), &xml)?;
        } else {
            let quiz = self.quizzes.get(&(it.source, it.cmid)).map(|quiz| {
                let context = |category| {
                    new.homes.get(&(it.source, category)).map_or(0, |home| home.contextid)
                };
                (quiz, quiz.xml(&self.ids, it.source, stub, &context))
            });
            let mut rules = activity::Copying {
                source: it.source,
                stub,
                linker,
                title: it.title.as_deref(),
                quiz,
                begin: Self::begin(course, stub, &member)?,
                scales: std::cell::RefCell::default(),
            };
            let file = course.open_part(&member).ok_or(Broken::NoSuchActivity(it.cmid))?;
            pack.write(&format!("{folder}/{}.xml", one.listed.module), |out| {
                out.write_all(DECLARATION.as_bytes())?;
                copy(BufReader::new(file), &course.limits, out, &mut rules)
                    .map_err(|trouble| trouble.into_broken(&place))
            })?;
            used = rules.scales.into_inner();
        }
        let activity = |cmid| linker.taken.get(&(it.source, cmid)).map(|place: &Place| place.cmid);
        let hide = self.hides(it, one, course, stub);
        let grade = |item| self.grade_item(it.source, item);
        let taken = Taken { activity: &activity, grade: &grade };
        let name = &one.listed.module;
        let module = module::module_of_original(course, stub, name, one.at, hide, &taken, &fresh);
        pack.text(&format!("{folder}/module.xml"), &module)?;
        let about = course.competencies(stub);
        if !about.is_empty() {
            pack.text(&format!("{folder}/competencies.xml"), &module::competencies(&about))?;
        }
        let grading = Member::Grading(stub.module.clone(), stub.cmid);
        if stub.module != "assignment"
            && let Some(file) = course.open_part(&grading)
        {
            let mut rules = activity::Copying {
                source: it.source,
                stub,
                linker,
                title: None,
                quiz: None,
                begin: String::new(),
                scales: std::cell::RefCell::default(),
            };
            pack.write(&format!("{folder}/grading.xml"), |out| {
                out.write_all(DECLARATION.as_bytes())?;
                copy(BufReader::new(file), &course.limits, out, &mut rules)
                    .map_err(|trouble| trouble.into_broken(&place))
            })?;
        }
        Ok(used)
    }

    /// Whether an activity stood in a section that was hidden, and stands in another now.
    fn hides(&self, it: &Original, one: &Placed<'_>, course: &Course, stub: &Stub) -> bool {
        let now = self.plan.sections.get(one.at.number).and_then(|section| section.origin);
        let was = course.sections.iter().find(|section| section.activities.contains(&stub.cmid));
        was.is_some_and(|was| (!was.visible || was.restricted) && now != Some((it.source, was.id)))
    }

    /// Fields that Moodle asks for and that came late: lessons had no introduction, glossaries none
    /// with a format.
    fn begin(course: &Course, stub: &Stub, member: &Member) -> Result<String, Broken> {
        let mut begin = String::new();
        if matches!(stub.module.as_str(), "lesson" | "glossary") {
            let row = Self::top_row(course, member)?;
            // Without a word of it Moodle takes a text for one in its own format.
            let format = if row.get("intro").is_some() { "0" } else { "1" };
            for (name, value) in [("intro", ""), ("introformat", format)] {
                if row.fields().all(|(known, _)| known != name) {
                    put(&mut begin, name, value);
                }
            }
        }
        Ok(begin)
    }

    fn top_row(course: &Course, member: &Member) -> Result<Row, Broken> {
        let mut found = Row::default();
        if let Some(file) = course.open_part(member) {
            rows(BufReader::new(file), &course.limits, &mut |path, row| {
                if path.len() == 2 {
                    found = row;
                }
            })
            .map_err(|trouble| trouble.into_broken("assignment"))?;
        }
        Ok(found)
    }

    /// The categories that go with an activity: those its questions need, and those of its own.
    fn categories_of(&self, one: &Placed<'_>, it: &Original, new: &NewBank) -> Vec<i64> {
        let mut all = BTreeSet::new();
        let needed = self.quizzes.get(&(it.source, it.cmid)).map(|quiz| &quiz.categories);
        let needed = needed.into_iter().flatten().map(|old| (it.source, *old));
        let own = new.of_activities.get(&one.numbers.contextid).into_iter().flatten().copied();
        for (source, old) in own.chain(needed) {
            if let Some(home) = new.homes.get(&(source, old)) {
                all.insert(self.ids.of(source, old));
                all.extend(new.tops.get(home));
            }
        }
        all.into_iter().collect()
    }
}
