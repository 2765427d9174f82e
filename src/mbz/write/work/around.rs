//! The course around its activities: sections, files of questions, and what stands at the top.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Write};

use super::super::availability::{Condition, Taken};
use super::super::blocks;
use super::super::copy::{DECLARATION, put};
use super::super::course::{self, Belongings, NewSection};
use super::super::files::FileList;
use super::super::links::{Linker, Place};
use super::super::module;
use super::super::pack::Pack;
use super::super::plan::{Questions, Scope};
use super::super::questions::{NewBank, Record};
use super::rows::add;
use super::{ROLES, Work};
use crate::mbz::Broken;
use crate::mbz::course::Course;
use crate::mbz::files::{Area, CourseFile};
use crate::mbz::members::Member;
use crate::mbz::xml::{ends, rows};

impl Work<'_> {
    pub(super) fn question_files(
        &self,
        new: &NewBank,
        files: &mut FileList<'_>,
    ) -> Result<(), Broken> {
        for (source, course) in self.sources.iter().enumerate() {
            for file in course.files.iter().filter(|file| file.present && !file.alias) {
                let area = &file.key.area;
                if area.component != "question" && !area.component.starts_with("qtype_") {
                    continue;
                }
                let owner = new.owners.get(&(source, Record::of_area(&area.area), area.item));
                let Some(contextid) = owner else { continue };
                let place = Area {
                    contextid: *contextid,
                    item: self.ids.of(source, area.item),
                    ..area.clone()
                };
                add(files, place, file, None)?;
            }
        }
        Ok(())
    }

    /// The course itself and its sections.
    pub(super) fn course<W: Write>(
        &self,
        start: i64,
        linker: &Linker<'_>,
        new: &NewBank,
        files: &mut FileList<'_>,
        pack: &mut Pack<W>,
    ) -> Result<(), Broken> {
        let fresh = || self.ids.fresh();
        let mut of_course = Vec::new();
        for (number, (section, id)) in self.plan.sections.iter().zip(&self.sections).enumerate() {
            let old = section.origin.and_then(|(source, old)| {
                let course = self.sources.get(source)?;
                Some((source, *course, course.sections.iter().find(|one| one.id == old)?))
            });
            let mut rows = Vec::new();
            let mut it = NewSection {
                id: *id,
                number,
                name: section.title.as_deref(),
                summary: "",
                format: 1,
                sequence: self
                    .placed
                    .iter()
                    .filter(|one| one.at.number == number)
                    .map(|one| one.listed.cmid)
                    .collect(),
                visible: true,
                condition: Condition::default(),
                shown_by: self.shown_by(section).map(|shown| shown.instance),
                time: self.plan.dated,
            };
            let mut summary = linker.here(&section.summary);
            if let Some((source, course, old)) = old {
                let activity =
                    |cmid| linker.taken.get(&(source, cmid)).map(|place: &Place| place.cmid);
                it.visible = old.visible;
                if section.title == old.title && old.title.is_some() {
                    it.name = Some(&old.name);
                }
                let grade = |item| self.grade_item(source, item);
                let taken = Taken { activity: &activity, grade: &grade };
                it.condition = module::condition_of_section(course, old.id, &taken);
                if section.as_it_was {
                    summary = linker.text(source, &old.summary).into_owned();
                    it.format = old.summary_format;
                    let is_wanted = |file: &CourseFile| file.key.area.item == old.id;
                    rows = self.course_files(course, ("section", *id), files, &is_wanted)?;
                }
            }
            it.summary = &summary;
            pack.text(&format!("sections/section_{id}/section.xml"), &course::section(&it))?;
            let inforef = course::inforef(&Belongings { files: rows, ..Belongings::default() });
            pack.text(&format!("sections/section_{id}/inforef.xml"), &inforef)?;
        }
        let whole = self.whole();
        let mut summary = (linker.here(&self.plan.summary), 1);
        if let Some(whole) = whole.filter(|_| self.plan.summary_as_it_was) {
            summary = (linker.text(0, &whole.summary).into_owned(), whole.summary_format);
            of_course.extend(self.course_files(whole, ("summary", 0), files, &|_| true)?);
        }
        let legacy = self.legacy_files(linker, files)?;
        let has_legacy = !legacy.is_empty();
        of_course.extend(legacy);
        if let Some(whole) = whole {
            of_course.extend(self.course_files(whole, ("overviewfiles", 0), files, &|_| true)?);
        }
        let tags = whole.map_or(&[][..], |whole| whole.tags.as_slice());
        let summary = (summary.0.as_str(), summary.1);
        let category = self.ids.fresh();
        let own = course::Own { start, category, legacy: has_legacy, summary, tags };
        let xml = course::course(self.plan, self.numbers, &own, &fresh);
        pack.text("course/course.xml", &xml)?;
        let mut categories = BTreeSet::new();
        for ((source, old), home) in &new.homes {
            if home.level == 50 {
                categories.insert(self.ids.of(*source, *old));
                categories.extend(new.tops.get(home));
            }
        }
        let categories: Vec<i64> = categories.into_iter().collect();
        let of_course = Belongings { files: of_course, categories, ..Belongings::default() };
        pack.text("course/inforef.xml", &course::inforef(&of_course))?;
        pack.text("course/roles.xml", ROLES)?;
        Ok(())
    }

    /// The blocks of text beside the course.
    pub(super) fn blocks<W: Write>(
        &self,
        linker: &Linker<'_>,
        files: &mut FileList<'_>,
        pack: &mut Pack<W>,
    ) -> Result<(), Broken> {
        for (source, old) in &self.plan.blocks {
            let Some(course) = self.sources.get(*source) else { continue };
            let Some(block) = course.text_blocks().into_iter().find(|block| block.id == *old)
            else {
                continue;
            };
            let at = blocks::Standing {
                id: self.ids.of(*source, block.id),
                contextid: self.ids.of(*source, block.contextid),
                parent: self.numbers.contextid,
                position: self.ids.fresh(),
                time: self.plan.dated,
            };
            let mut rows = Vec::new();
            for file in course.files.of_context(block.contextid) {
                let place = Area { contextid: at.contextid, ..file.key.area.clone() };
                rows.extend(add(files, place, file, None)?);
            }
            let text = linker.text(*source, &block.text);
            let folder = format!("course/blocks/html_{}", at.id);
            pack.text(&format!("{folder}/block.xml"), &blocks::xml(&block, &text, &at))?;
            let inforef = course::inforef(&Belongings { files: rows, ..Belongings::default() });
            pack.text(&format!("{folder}/inforef.xml"), &inforef)?;
            pack.text(&format!("{folder}/roles.xml"), ROLES)?;
        }
        Ok(())
    }

    /// The course that this is all of.
    pub(super) fn whole(&self) -> Option<&Course> {
        match (self.sources, self.plan.questions.as_slice()) {
            (&[only], [Questions::All]) if self.plan.scope == Scope::Course => Some(only),
            _ => None,
        }
    }

    /// The files of one area of an old course, which lie in the new course at `item`.
    fn course_files(
        &self,
        course: &Course,
        (area, item): (&str, i64),
        files: &mut FileList<'_>,
        is_wanted: &dyn Fn(&CourseFile) -> bool,
    ) -> Result<Vec<i64>, Broken> {
        let mut rows = Vec::new();
        for file in course.files.of_context(course.site.course_contextid) {
            let old = &file.key.area;
            if old.component == "course" && old.area == area && is_wanted(file) {
                let place = Area { contextid: self.numbers.contextid, item, ..old.clone() };
                rows.extend(add(files, place, file, None)?);
            }
        }
        Ok(rows)
    }

    /// The files of the old courses' common folders that texts lead to.
    fn legacy_files(
        &self,
        linker: &Linker<'_>,
        files: &mut FileList<'_>,
    ) -> Result<Vec<i64>, Broken> {
        let mut rows = Vec::new();
        let wanted: BTreeMap<usize, BTreeSet<String>> =
            linker.legacy.borrow().iter().fold(BTreeMap::new(), |mut all, (source, path)| {
                all.entry(*source).or_insert_with(BTreeSet::new).insert(path.clone());
                all
            });
        for (source, paths) in wanted {
            let Some(course) = self.sources.get(source) else { continue };
            let is_wanted = |file: &CourseFile| paths.contains(&file.key.path);
            rows.extend(self.course_files(course, ("legacy", 0), files, &is_wanted)?);
        }
        Ok(rows)
    }

    /// What stands at the top of the archive.
    pub(super) fn roots<W: Write>(
        &self,
        scales: &BTreeSet<(usize, i64)>,
        linker: &Linker<'_>,
        pack: &mut Pack<W>,
    ) -> Result<(), Broken> {
        let root = |name: &str| format!("{DECLARATION}<{name}>\n</{name}>\n");
        pack.text("roles.xml", &root("roles_definition"))?;
        let groups = format!("{DECLARATION}<groups>\n<groupings>\n</groupings>\n</groups>\n");
        pack.text("groups.xml", &groups)?;
        pack.text("outcomes.xml", &root("outcomes_definition"))?;
        let mut xml = format!("{DECLARATION}<scales_definition>\n");
        for (source, course) in self.sources.iter().enumerate() {
            let Some(file) = course.open_part(&Member::Scales) else { continue };
            let _ = rows(BufReader::new(file), &course.limits, &mut |path, row| {
                if ends(path, &["scales_definition", "scale"])
                    && scales.contains(&(source, row.id()))
                {
                    let id = self.ids.of(source, row.id());
                    xml.push_str(&format!("<scale id=\"{id}\">\n"));
                    put(&mut xml, "courseid", self.numbers.course);
                    put(&mut xml, "userid", 0);
                    put(&mut xml, "name", row.text("name"));
                    put(&mut xml, "scale", row.text("scale"));
                    let about = linker.text(source, row.text("description"));
                    put(&mut xml, "description", about);
                    put(&mut xml, "descriptionformat", row.int("descriptionformat"));
                    put(&mut xml, "timemodified", row.int("timemodified"));
                    xml.push_str("</scale>\n");
                }
            });
        }
        xml.push_str("</scales_definition>\n");
        pack.text("scales.xml", &xml)?;
        Ok(())
    }
}
