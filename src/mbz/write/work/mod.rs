//! The order of work: numbers first, then every part, then the files.

mod activities;
mod around;
mod rows;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use super::bank::{Ask, Bank, Category};
use super::copy::DECLARATION;
use super::course::{self, CourseNumbers, Listed, Part};
use super::files::FileList;
use super::gradebook::Book;
use super::ids::Ids;
use super::links::{Linker, Place};
use super::made::{self, Numbers};
use super::module::Standing;
use super::pack::Pack;
use super::plan::{Contents, Item, Original, Plan, Questions, Scope, Section};
use super::questions::{Home, NewBank};
use super::quiz::Quiz;
use super::{Written, goes_back};
use crate::mbz::course::{Course, Stub, start_of};
use crate::mbz::xml::Row;
use crate::mbz::{Broken, text};

/// An item with its place in the new course.
struct Placed<'a> {
    item: &'a Item,
    listed: Listed,
    at: Standing,
    numbers: Numbers,
    /// How many stand before it.
    order: usize,
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
    /// How the activities that are taken are marked, by source and course module number.
    grades: HashMap<(usize, i64), Vec<Row>>,
    /// The gradebook, where all of one course is taken.
    book: Option<Book>,
    written: Written,
}

impl<'a> Work<'a> {
    /// Gives everything its number.
    pub(super) fn new(
        plan: &'a Plan,
        sources: &'a [&'a Course],
        contents: &'a dyn Contents,
    ) -> Self {
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
                        let whole = goes_back(course, it.cmid) || delegates(plan, it, stub);
                        if !whole || !seen.insert((it.source, it.cmid)) {
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
                let order = placed.len();
                placed.push(Placed { item, listed, at, numbers, order });
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
            grades: HashMap::new(),
            book: None,
            written: Written::default(),
        };
        work.ask();
        work.mark();
        work
    }

    /// Finds out which questions are wanted.
    fn ask(&mut self) {
        for (source, course) in self.sources.iter().enumerate() {
            let others = self.plan.questions.get(source).unwrap_or(&Questions::Asked);
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
            if *others != Questions::Asked || !quizzes.is_empty() {
                bank = Bank::open(course);
            }
            for stub in quizzes {
                let quiz = Quiz::read(course, stub, &mut bank);
                self.written.missing_questions += quiz.missing;
                self.quizzes.insert((source, stub.cmid), quiz);
            }
            match others {
                Questions::Asked => {}
                Questions::Of(categories) => {
                    for category in categories {
                        bank.take(Ask::Random(*category, false));
                    }
                }
                Questions::All => bank.take_all(),
            }
            self.banks.push(bank);
        }
    }

    /// Finds out how what is taken is marked.
    fn mark(&mut self) {
        for one in &self.placed {
            if let Item::Original(it) = one.item
                && let Some(course) = self.sources.get(it.source)
                && let Some(stub) = course.stub(it.cmid)
            {
                self.grades.insert((it.source, it.cmid), course.grade_items(stub));
            }
        }
        let gradebook = self.whole().and_then(Course::gradebook);
        let marked = self.grades.values().flatten().map(Row::id);
        self.book = gradebook.and_then(|gradebook| Book::new(0, gradebook, marked));
    }

    /// The new number of an item of the gradebook, if it or its activity is taken.
    fn grade_item(&self, source: usize, old: i64) -> Option<i64> {
        let mut of_source = self.grades.iter().filter(|((of, _), _)| *of == source);
        let is_here = of_source.any(|(_, items)| items.iter().any(|item| item.id() == old))
            || self.book.as_ref().is_some_and(|book| book.has_item(source, old));
        is_here.then(|| self.ids.of(source, old))
    }

    /// The subsection in whose place a section is shown, if both are here.
    fn shown_by(&self, section: &Section) -> Option<Numbers> {
        let (source, id) = section.origin?;
        let course = self.sources.get(source)?;
        let parent = course.sections.iter().find(|one| one.id == id)?.parent?;
        let is_it = |one: &&Placed<'_>| match one.item {
            Item::Original(it) => it.source == source && it.cmid == parent,
            Item::Made(_) => false,
        };
        self.placed.iter().find(is_it).map(|one| one.numbers)
    }

    fn linker(&self) -> Linker<'_> {
        let mut taken = HashMap::new();
        let mut contexts = HashSet::new();
        let mut instances: HashMap<(usize, i64), Vec<i64>> = HashMap::new();
        for (source, course) in self.sources.iter().enumerate() {
            for stub in &course.activities {
                instances.entry((source, stub.instance)).or_default().push(stub.cmid);
            }
        }
        let mut paths = HashMap::new();
        for one in &self.placed {
            let place = Place { module: one.listed.module.clone(), cmid: one.listed.cmid };
            let path = match one.item {
                Item::Original(it) => {
                    taken.insert((it.source, it.cmid), place.clone());
                    let stub = self.sources.get(it.source).and_then(|course| course.stub(it.cmid));
                    contexts.extend(stub.map(|stub| (it.source, stub.contextid)));
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
            instances,
            contexts,
            paths,
            sections: sections.filter_map(|(section, id)| Some((section.origin?, *id))).collect(),
            site: &self.plan.site,
            course: (self.plan.scope == Scope::Course).then_some(self.numbers.course),
            files: self.sources.iter().map(|course| paths_of(course)).collect(),
            legacy: std::cell::RefCell::default(),
        }
    }

    /// When the course begins: Moodle moves dates by it, which only works for dates of one course.
    fn start(&self) -> i64 {
        let &[only] = self.sources else { return 0 };
        start_of(only)
    }

    /// Writes everything.
    pub(super) fn run<W: Write>(mut self, work: &Path, out: W) -> Result<(Written, W), Broken> {
        let mut written = std::mem::take(&mut self.written);
        let mut pack = Pack::new(out, work, self.plan.dated);
        let mut files = FileList::new(work, self.contents, self.plan.dated)?;
        let linker = self.linker();
        let mut new = NewBank::default();
        for (source, bank) in self.banks.iter().enumerate() {
            let places = self.places(source);
            new.settle(source, bank, &|category| self.home(&places, category), &self.ids);
        }
        let start = self.start();
        let titles: Vec<Part> = self
            .plan
            .sections
            .iter()
            .zip(&self.sections)
            .enumerate()
            .map(|(number, (section, id))| Part {
                id: *id,
                title: section.title.clone().unwrap_or_else(|| number.to_string()),
                parent: self.shown_by(section).map(|shown| shown.cmid),
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
            writeln!(out, "{DECLARATION}<question_categories>")?;
            new.write_tops(&self.plan.site_hash, out)?;
            for (source, (course, bank)) in self.sources.iter().zip(&self.banks).enumerate() {
                new.copy_source(source, course, bank, &linker, out)?;
            }
            Ok::<_, Broken>(out.write_all(b"</question_categories>\n")?)
        })?;
        self.question_files(&new, &mut files)?;
        if self.plan.scope == Scope::Course {
            self.course(start, &linker, &new, &mut files, &mut pack)?;
            self.blocks(&linker, &mut files, &mut pack)?;
        }
        if let Some(book) = &self.book {
            let (xml, used) = book.xml(&self.ids);
            pack.text("gradebook.xml", &xml)?;
            scales.extend(used);
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

    /// The activities of a backup that are taken, by the number of their context there.
    fn places(&self, source: usize) -> HashMap<i64, Numbers> {
        let mut places = HashMap::new();
        let Some(course) = self.sources.get(source) else { return places };
        for one in &self.placed {
            if let Item::Original(it) = one.item
                && it.source == source
                && let Some(stub) = course.stub(it.cmid)
            {
                places.entry(stub.contextid).or_insert(one.numbers);
            }
        }
        places
    }

    /// Where a category of an old bank lies from now on: with its activity if that is taken, else
    /// in the course.
    fn home(&self, places: &HashMap<i64, Numbers>, category: &Category) -> Home {
        match places.get(&category.contextid).filter(|_| category.level == 70) {
            Some(one) => Home { contextid: one.contextid, level: 70, instance: one.cmid },
            None => {
                Home { contextid: self.numbers.contextid, level: 50, instance: self.numbers.course }
            }
        }
    }
}

const ROLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<roles>\n<role_overrides>\n\
    </role_overrides>\n<role_assignments>\n</role_assignments>\n</roles>\n";

/// The paths of the files that a backup holds, without a slash in front.
fn paths_of(course: &Course) -> HashSet<&str> {
    let there = course.files.iter().filter(|file| file.present && !file.alias);
    there.map(|file| file.key.path.trim_start_matches('/')).collect()
}

/// Whether an activity is a subsection whose section is in the plan, in a course that has sections.
fn delegates(plan: &Plan, it: &Original, stub: &Stub) -> bool {
    let whole = !stub.damaged && stub.instance != 0 && stub.contextid != 0;
    let Some(shown) = stub.subsection.filter(|_| whole && stub.module == "subsection") else {
        return false;
    };
    plan.scope == Scope::Course
        && plan.sections.iter().any(|section| section.origin == Some((it.source, shown)))
}

fn title_of(stub: &Stub) -> String {
    let title = text::title(&stub.title, &[]);
    if title.is_empty() { stub.module.clone() } else { title }
}
