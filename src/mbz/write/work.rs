//! The order of work: numbers first, then every part, then the files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{BufReader, Write};
use std::path::Path;

use super::activity;
use super::bank::Bank;
use super::copy::{DECLARATION, copy};
use super::course::{self, CourseNumbers, Listed, NewSection, Standing};
use super::files::{FileList, NewFile};
use super::ids::Ids;
use super::links::{Linker, Place};
use super::made::{self, Numbers};
use super::pack::Pack;
use super::plan::{Contents, Item, Made, Original, Plan, Scope};
use super::questions::{Home, NewBank, Record};
use super::quiz::Quiz;
use super::{Written, goes_back};
use crate::mbz::course::{Course, Stub};
use crate::mbz::files::Area;
use crate::mbz::members::Member;
use crate::mbz::xml::{Row, ends, rows};
use crate::mbz::{Broken, text};

/// An item with its place in the new course.
struct Placed<'a> {
    item: &'a Item,
    listed: Listed,
    at: Standing,
    numbers: Numbers,
}

/// Everything that is known before the first byte is written.
pub(super) struct Work<'a> {
    plan: &'a Plan,
    sources: &'a [&'a Course],
    contents: &'a dyn Contents,
    ids: Ids,
    numbers: CourseNumbers,
    /// New numbers of the sections.
    sections: Vec<i64>,
    placed: Vec<Placed<'a>>,
    banks: Vec<Bank>,
    quizzes: HashMap<(usize, i64), Quiz>,
    written: Written,
}

impl<'a> Work<'a> {
    /// Gives everything its number.
    pub(super) fn new(
        plan: &'a Plan,
        sources: &'a [&'a Course],
        contents: &'a dyn Contents,
    ) -> Result<Self, Broken> {
        let ids = Ids::new(sources.len());
        let numbers =
            CourseNumbers { course: ids.fresh(), contextid: ids.fresh(), system: ids.fresh() };
        let mut sections = Vec::new();
        let mut placed = Vec::new();
        let mut seen = HashSet::new();
        for (number, section) in plan.sections.iter().enumerate() {
            let id = ids.fresh();
            sections.push(id);
            for item in &section.items {
                let (module, title, numbers) = match item {
                    Item::Original(it) => {
                        let Some(course) = sources.get(it.source) else { continue };
                        let Some(stub) = course.stub(it.cmid) else { continue };
                        // The same activity twice would be one row with two numbers.
                        if !goes_back(course, it.cmid) || !seen.insert((it.source, it.cmid)) {
                            continue;
                        }
                        let module =
                            if stub.module == "assignment" { "assign" } else { &stub.module };
                        let title = it.title.clone().unwrap_or_else(|| title_of(stub));
                        let numbers = Numbers {
                            cmid: ids.of(it.source, it.cmid),
                            instance: ids.of(it.source, stub.instance),
                            contextid: ids.of(it.source, stub.contextid),
                        };
                        (module.to_owned(), title, numbers)
                    }
                    Item::Made(it) => {
                        let numbers = Numbers {
                            cmid: ids.fresh(),
                            instance: ids.fresh(),
                            contextid: ids.fresh(),
                        };
                        (made::module_of(it).to_owned(), made::name_of(it), numbers)
                    }
                };
                let listed = Listed { cmid: numbers.cmid, section: id, module, title };
                let at = Standing { cmid: numbers.cmid, section: id, number };
                placed.push(Placed { item, listed, at, numbers });
            }
        }
        let mut work = Self {
            plan,
            sources,
            contents,
            ids,
            numbers,
            sections,
            placed,
            banks: Vec::new(),
            quizzes: HashMap::new(),
            written: Written::default(),
        };
        work.ask();
        Ok(work)
    }

    /// Finds out which questions are wanted.
    fn ask(&mut self) {
        for (source, course) in self.sources.iter().enumerate() {
            let whole = self.plan.whole_banks.get(source).copied().unwrap_or(false);
            let quizzes: Vec<&Stub> = self
                .placed
                .iter()
                .filter_map(|one| match one.item {
                    Item::Original(it) if it.source == source => course.stub(it.cmid),
                    _ => None,
                })
                .filter(|stub| stub.module == "quiz")
                .collect();
            let mut bank = Bank::default();
            if whole || !quizzes.is_empty() {
                bank = Bank::open(course);
            }
            for stub in quizzes {
                let quiz = Quiz::read(course, stub, &mut bank);
                self.written.missing_questions += quiz.missing;
                self.quizzes.insert((source, stub.cmid), quiz);
            }
            if whole {
                bank.take_all();
            }
            self.banks.push(bank);
        }
    }

    fn linker(&self) -> Linker<'_> {
        let mut taken = HashMap::new();
        let mut paths = HashMap::new();
        for one in &self.placed {
            let place = Place { module: one.listed.module.clone(), cmid: one.listed.cmid };
            let path = match one.item {
                Item::Original(it) => {
                    taken.insert((it.source, it.cmid), place.clone());
                    &it.path
                }
                Item::Made(it) => &it.path,
            };
            if !path.is_empty() {
                paths.entry(path.clone()).or_insert(place);
            }
        }
        let sections = self.plan.sections.iter().zip(&self.sections);
        Linker {
            ids: &self.ids,
            sources: self.sources,
            taken,
            paths,
            sections: sections.filter_map(|(section, id)| Some((section.origin?, *id))).collect(),
            site: &self.plan.site,
            course: (self.plan.scope == Scope::Course).then_some(self.numbers.course),
            legacy: std::cell::RefCell::default(),
        }
    }

    /// When the course begins: Moodle moves dates by it, which only works for dates of one course.
    fn start(&self) -> i64 {
        let &[only] = self.sources else { return 0 };
        super::super::course::start_of(only)
    }

    /// Writes everything.
    pub(super) fn run<W: Write>(mut self, work: &Path, out: W) -> Result<(Written, W), Broken> {
        let mut written = std::mem::take(&mut self.written);
        let mut pack = Pack::new(out, work, self.plan.dated);
        let mut files = FileList::new(work, self.contents, self.plan.dated)?;
        let linker = self.linker();
        let mut new = NewBank::default();
        for (source, bank) in self.banks.iter().enumerate() {
            new.settle(source, bank, &|category| self.home(source, category), &self.ids);
        }
        let start = self.start();
        let titles: Vec<(i64, String)> = self
            .plan
            .sections
            .iter()
            .zip(&self.sections)
            .enumerate()
            .map(|(number, (section, id))| {
                (*id, section.title.clone().unwrap_or_else(|| number.to_string()))
            })
            .collect();
        let listed: Vec<Listed> = self.placed.iter().map(|one| one.listed.clone()).collect();
        pack.text(
            "moodle_backup.xml",
            &course::manifest(self.plan, self.numbers, start, &titles, &listed),
        )?;
        let mut scales = BTreeSet::new();
        for one in &self.placed {
            self.activity(one, &linker, &new, &mut files, &mut pack, &mut scales)?;
            written.activities += 1;
        }
        pack.write("questions.xml", |out| {
            write!(out, "{DECLARATION}<question_categories>\n")?;
            new.write_tops(&self.plan.site_hash, out)?;
            for (source, (course, bank)) in self.sources.iter().zip(&self.banks).enumerate() {
                new.copy_source(source, course, bank, &linker, out)?;
            }
            Ok::<_, Broken>(out.write_all(b"</question_categories>\n")?)
        })?;
        self.question_files(&new, &mut files)?;
        if self.plan.scope == Scope::Course {
            self.course(start, &linker, &new, &mut files, &mut pack)?;
        }
        self.roots(&scales, &linker, &mut pack)?;
        written.missing_files = files.missing;
        written.files = files.count();
        let (list, blobs) = files.finish()?;
        pack.file("files.xml", &list)?;
        for (sha1, size) in blobs {
            let name = crate::mbz::files::hex(&sha1);
            let content = self.contents.open(sha1)?;
            pack.stream(&format!("files/{}/{name}", &name[..2]), size, content)?;
        }
        Ok((written, pack.finish()?))
    }

    /// Where a category of an old bank lies from now on: with its activity if that is taken, else
    /// in the course.
    fn home(&self, source: usize, category: &super::bank::Category) -> Home {
        let of_activity = self.placed.iter().find(|one| match one.item {
            Item::Original(it) if it.source == source && category.level == 70 => self
                .sources
                .get(source)
                .and_then(|course| course.stub(it.cmid))
                .is_some_and(|stub| stub.contextid == category.contextid),
            _ => false,
        });
        match of_activity {
            Some(one) => {
                Home { contextid: one.numbers.contextid, level: 70, instance: one.numbers.cmid }
            }
            None => {
                Home { contextid: self.numbers.contextid, level: 50, instance: self.numbers.course }
            }
        }
    }

    fn activity<W: Write>(
        &self,
        one: &Placed<'_>,
        linker: &Linker<'_>,
        new: &NewBank,
        files: &mut FileList<'_>,
        pack: &mut Pack<W>,
        scales: &mut BTreeSet<(usize, i64)>,
    ) -> Result<(), Broken> {
        let folder = one.listed.folder();
        let inforef = match one.item {
            Item::Made(it) => {
                let relink = |html: &str| linker.here(html);
                let name = format!("{folder}/{}.xml", one.listed.module);
                pack.text(&name, &made::xml(it, one.numbers, &relink))?;
                let fresh = || self.ids.fresh();
                let module = course::module_of_made(
                    &one.listed.module,
                    one.at,
                    it.visible,
                    it.changed,
                    &it.tags,
                    &fresh,
                );
                pack.text(&format!("{folder}/module.xml"), &module)?;
                course::inforef(&made_files(one, it, files)?, &[], &[])
            }
            Item::Original(it) => {
                let Some(course) = self.sources.get(it.source) else { return Ok(()) };
                let Some(stub) = course.stub(it.cmid) else { return Ok(()) };
                let used = self.original(one, it, course, stub, linker, new, pack)?;
                let rows = original_files(&self.ids, it, course, stub, files)?;
                let categories = self.categories_of(one, it, new);
                scales.extend(used.iter().map(|old| (it.source, *old)));
                let used: Vec<i64> = used.iter().map(|old| self.ids.of(it.source, *old)).collect();
                course::inforef(&rows, &categories, &used)
            }
        };
        pack.text(&format!("{folder}/inforef.xml"), &inforef)?;
        pack.text(&format!("{folder}/roles.xml"), ROLES)?;
        let grades = format!(
            "{DECLARATION}<activity_gradebook>\n<grade_items>\n</grade_items>\n<grade_letters>\n\
             </grade_letters>\n</activity_gradebook>\n"
        );
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
            let row = self.top_row(course, &member)?;
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
                begin: self.begin(course, stub, &member)?,
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
        let module = course::module_of_original(
            course,
            stub,
            &one.listed.module,
            one.at,
            hide,
            &activity,
            &fresh,
        );
        pack.text(&format!("{folder}/module.xml"), &module)?;
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
    fn begin(&self, course: &Course, stub: &Stub, member: &Member) -> Result<String, Broken> {
        let mut begin = String::new();
        if matches!(stub.module.as_str(), "lesson" | "glossary") {
            let row = self.top_row(course, member)?;
            for (name, value) in [("intro", ""), ("introformat", "1")] {
                if row.fields().all(|(known, _)| known != name) {
                    super::copy::put(&mut begin, name, value);
                }
            }
        }
        Ok(begin)
    }

    fn top_row(&self, course: &Course, member: &Member) -> Result<Row, Broken> {
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
        for ((source, old), home) in &new.homes {
            let own = home.level == 70 && home.contextid == one.numbers.contextid;
            let needs = *source == it.source && needed.is_some_and(|needed| needed.contains(old));
            if own || needs {
                all.insert(self.ids.of(*source, *old));
                all.extend(new.tops.get(home));
            }
        }
        all.into_iter().collect()
    }

    fn question_files(&self, new: &NewBank, files: &mut FileList<'_>) -> Result<(), Broken> {
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
    fn course<W: Write>(
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
                condition: super::availability::Condition::default(),
                time: self.plan.dated,
            };
            let mut summary = linker.here(&section.summary);
            if let Some((source, course, old)) = old {
                let activity =
                    |cmid| linker.taken.get(&(source, cmid)).map(|place: &Place| place.cmid);
                it.visible = old.visible;
                it.condition = course::condition_of_section(course, old.id, &activity);
                if section.as_it_was {
                    summary = linker.text(source, &old.summary).into_owned();
                    it.format = old.summary_format;
                    rows = self.section_files(source, course, old.id, *id, files)?;
                }
            }
            it.summary = &summary;
            pack.text(&format!("sections/section_{id}/section.xml"), &course::section(&it))?;
            let inforef = course::inforef(&rows, &[], &[]);
            pack.text(&format!("sections/section_{id}/inforef.xml"), &inforef)?;
        }
        let legacy = self.legacy_files(linker, files)?;
        let has_legacy = !legacy.is_empty();
        of_course.extend(legacy);
        let category = self.ids.fresh();
        let xml = course::course(self.plan, self.numbers, start, category, has_legacy, &fresh);
        pack.text("course/course.xml", &xml)?;
        let mut categories = BTreeSet::new();
        for ((source, old), home) in &new.homes {
            if home.level == 50 {
                categories.insert(self.ids.of(*source, *old));
                categories.extend(new.tops.get(home));
            }
        }
        let categories: Vec<i64> = categories.into_iter().collect();
        pack.text("course/inforef.xml", &course::inforef(&of_course, &categories, &[]))?;
        pack.text("course/roles.xml", ROLES)?;
        Ok(())
    }

    fn section_files(
        &self,
        source: usize,
        course: &Course,
        old: i64,
        new: i64,
        files: &mut FileList<'_>,
    ) -> Result<Vec<i64>, Broken> {
        let mut rows = Vec::new();
        for file in course.files.of_context(course.site.course_contextid) {
            let area = &file.key.area;
            if area.component == "course" && area.area == "section" && area.item == old {
                let _ = source;
                let place = Area { contextid: self.numbers.contextid, item: new, ..area.clone() };
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
            for file in course.files.of_context(course.site.course_contextid) {
                let area = &file.key.area;
                if area.component == "course"
                    && area.area == "legacy"
                    && paths.contains(&file.key.path)
                {
                    let place = Area { contextid: self.numbers.contextid, item: 0, ..area.clone() };
                    rows.extend(add(files, place, file, None)?);
                }
            }
        }
        Ok(rows)
    }

    /// What stands at the top of the archive.
    fn roots<W: Write>(
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
                    super::copy::put(&mut xml, "courseid", self.numbers.course);
                    super::copy::put(&mut xml, "userid", 0);
                    super::copy::put(&mut xml, "name", row.text("name"));
                    super::copy::put(&mut xml, "scale", row.text("scale"));
                    let about = linker.text(source, row.text("description"));
                    super::copy::put(&mut xml, "description", about);
                    super::copy::put(&mut xml, "descriptionformat", row.int("descriptionformat"));
                    super::copy::put(&mut xml, "timemodified", row.int("timemodified"));
                    xml.push_str("</scale>\n");
                }
            });
        }
        xml.push_str("</scales_definition>\n");
        pack.text("scales.xml", &xml)?;
        Ok(())
    }
}

const ROLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<roles>\n<role_overrides>\n\
    </role_overrides>\n<role_assignments>\n</role_assignments>\n</roles>\n";

fn title_of(stub: &Stub) -> String {
    let title = text::title(&stub.title, &[]);
    if title.is_empty() { stub.module.clone() } else { title }
}

/// Adds a file of a backup in its new place.
fn add(
    files: &mut FileList<'_>,
    area: Area,
    file: &crate::mbz::CourseFile,
    licence: Option<&str>,
) -> Result<Option<i64>, Broken> {
    if !file.present || file.alias {
        return Ok(None);
    }
    let own = file.licence.as_deref().filter(|name| *name != "unknown");
    Ok(files.add(&NewFile {
        area,
        path: &file.key.path,
        sha1: file.sha1,
        mime: &file.mime,
        licence: own.or(licence).or(file.licence.as_deref()),
        sort_order: file.sort_order,
    })?)
}

fn made_files(one: &Placed<'_>, it: &Made, files: &mut FileList<'_>) -> Result<Vec<i64>, Broken> {
    let mut rows = Vec::new();
    for (at, file) in it.files.iter().enumerate() {
        let area = Area {
            contextid: one.numbers.contextid,
            component: format!("mod_{}", one.listed.module),
            area: made::area_of(it).to_owned(),
            item: 0,
        };
        rows.extend(files.add(&NewFile {
            area,
            path: &file.name,
            sha1: file.sha1,
            mime: &file.mime,
            licence: file.licence.as_deref(),
            sort_order: i64::from(at == 0 && it.body == super::Body::File),
        })?);
    }
    Ok(rows)
}

fn original_files(
    ids: &Ids,
    it: &Original,
    course: &Course,
    stub: &Stub,
    files: &mut FileList<'_>,
) -> Result<Vec<i64>, Broken> {
    let mut rows = Vec::new();
    for file in course.files.of_context(stub.contextid) {
        let area = &file.key.area;
        let kept = match area.component.strip_prefix("mod_") {
            Some("assignment") => area.area == "intro",
            // What hangs on entries of people stays behind with them.
            Some("glossary" | "forum" | "wiki") => area.area == "intro",
            Some("data") => area.area != "content",
            Some(_) => true,
            None => area.component != "question" && !area.component.starts_with("qtype_"),
        };
        if !kept {
            continue;
        }
        let component = match area.component.as_str() {
            "mod_assignment" => "mod_assign".to_owned(),
            other => other.to_owned(),
        };
        // A content package counts its versions there.
        let item = if component == "mod_imscp" { area.item } else { ids.of(it.source, area.item) };
        let place =
            Area { contextid: ids.of(it.source, area.contextid), component, item, ..area.clone() };
        rows.extend(add(files, place, file, it.licence.as_deref())?);
    }
    Ok(rows)
}
