//! Real backups, taken in and written again.

use super::*;

/// The module that an item becomes.
fn module_of(item: &Item, courses: &[&Course]) -> String {
    match item {
        Item::Original(it) => match courses[it.source].stub(it.cmid).unwrap().module.as_str() {
            "assignment" => "assign".to_owned(),
            module => module.to_owned(),
        },
        Item::Made(it) => crate::mbz::write::made::module_of(it).to_owned(),
    }
}

/// Modules of a plan, with how often.
fn modules(plan: &Plan, courses: &[&Course]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for item in plan.items() {
        *counts.entry(module_of(item, courses)).or_insert(0) += 1;
    }
    counts
}

fn counted(verdict: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(verdict["counts"]["activities"].clone()).unwrap()
}

/// Titles and modules of sections, as a plan and as an archive have them.
type Outline = Vec<(Option<String>, Vec<String>)>;

fn outline_of(plan: &Plan, courses: &[&Course]) -> Outline {
    let modules = |section: &Section| {
        section.items.iter().map(|item| module_of(item, courses)).collect::<Vec<_>>()
    };
    plan.sections.iter().map(|section| (section.title.clone(), modules(section))).collect()
}

fn outline(course: &Course) -> Outline {
    let module = |cmid: &i64| course.stub(*cmid).unwrap().module.clone();
    let modules = |activities: &[i64]| activities.iter().map(module).collect::<Vec<_>>();
    let sections = course.sections.iter();
    sections.map(|section| (section.title.clone(), modules(&section.activities))).collect()
}

/// No error, and no warning but about what Moodle itself does not bring.
fn sound(name: &str, verdict: &Value) {
    assert_eq!(problems(verdict, "ERROR"), Vec::<String>::new(), "{name}");
    let warnings: Vec<String> = problems(verdict, "WARN")
        .into_iter()
        .filter(|one| !one.contains("unknown type") && !one.contains("no answer is right"))
        .collect();
    assert_eq!(warnings, Vec::<String>::new(), "{name}");
}

/// What an archive holds, read by the reader of this wing.
fn read_again(file: &Path) -> (Taken, Course) {
    let taken = Taken::of(file, false).unwrap();
    let course = taken.course();
    (taken, course)
}

/// Which activity has which content, under which names, wherever its numbers moved.
type Held = Vec<(String, String, String)>;

fn held(course: &Course, cmid: i64) -> Held {
    let stub = course.stub(cmid).unwrap();
    let files = course.files.of_context(stub.contextid);
    let files = files.filter(|file| file.present && !file.alias);
    // Questions of a quiz leave with the bank.
    let files = files.filter(|file| {
        let component = &file.key.area.component;
        component != "question" && !component.starts_with("qtype_")
    });
    files
        .map(|file| {
            let path = file.key.path.trim_start_matches('/');
            let name = format!("{}/{path}", file.key.area.area);
            (stub.title.clone(), name, hex(&file.sha1))
        })
        .collect()
}

/// The files that a plan takes from each course.
fn files_wanted(plan: &Plan, courses: &[&Course]) -> Held {
    let mut all = Held::new();
    for item in plan.items() {
        match item {
            Item::Original(it) => all.extend(held(courses[it.source], it.cmid)),
            Item::Made(it) => {
                let name = |file: &Attached| format!("content/{}", file.name);
                let row = |file: &Attached| (it.title.clone(), name(file), hex(&file.sha1));
                all.extend(it.files.iter().map(row));
            }
        }
    }
    all.sort();
    all
}

fn files_there(course: &Course) -> Held {
    let cmids = course.activities.iter().map(|stub| stub.cmid);
    let mut all: Held = cmids.flat_map(|cmid| held(course, cmid)).collect();
    all.sort();
    all
}

/// The contents of all files of questions that are asked somewhere.
fn pictures(course: &Course) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for file in course.files.iter().filter(|file| file.present && !file.alias) {
        let component = &file.key.area.component;
        if component == "question" || component.starts_with("qtype_") {
            *all.entry(hex(&file.sha1)).or_insert(0) += 1;
        }
    }
    all
}

fn questions(course: &Course) -> BTreeMap<String, usize> {
    let mut counts = course.question_counts().unwrap();
    // They are slots today.
    counts.remove("random");
    counts.into_iter().map(|(kind, count)| (kind, usize::try_from(count).unwrap())).collect()
}

#[test]
fn every_sample_goes_out_as_it_came_in() {
    for (name, path) in samples() {
        let taken = Taken::of(&path, false).unwrap_or_else(|why| panic!("{name}: {why}"));
        let course = taken.course();
        let courses = [&course];
        let plan = plan_of(&courses, &|_, _| true);
        let (file, _folder, report) = written(&plan, &courses, &Shelves(vec![&taken.blobs]));
        if let Some(keep) = std::env::var_os("KEEP") {
            std::fs::copy(&file, Path::new(&keep).join(&name)).unwrap();
        }
        assert_eq!(report.missing_files, 0, "{name}");
        let (_again, back) = read_again(&file);
        assert_eq!(outline_of(&plan, &courses), outline(&back), "{name}");
        // Sections within sections stay so.
        let within = |course: &Course| {
            let sections = course.sections.iter();
            sections.map(|section| section.parent.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(within(&course), within(&back), "{name}");
        assert_eq!(files_wanted(&plan, &courses), files_there(&back), "{name}");
        assert_eq!(questions(&course), questions(&back), "{name}");
        assert_eq!(pictures(&course), pictures(&back), "{name}");
        let hidden = |course: &Course| -> Vec<String> {
            let stubs = course.activities.iter().filter(|stub| goes_back(course, stub.cmid));
            stubs.filter(|stub| !stub.visible).map(|stub| stub.title.clone()).collect()
        };
        let (were, are) = (hidden(&course), hidden(&back));
        assert!(were.iter().all(|title| are.contains(title)), "{name}: {were:?} {are:?}");
        let Some(verdict) = judged(&file) else { continue };
        sound(&name, &verdict);
        assert_eq!(counted(&verdict), modules(&plan, &courses), "{name}");
    }
}

#[test]
fn every_second_activity_goes_out_without_the_others() {
    // A thousand questions say no more than ten, and take longer.
    for (name, path) in samples().into_iter().filter(|(name, _)| !name.contains("stack")) {
        let taken = Taken::of(&path, false).unwrap_or_else(|why| panic!("{name}: {why}"));
        let course = taken.course();
        let courses = [&course];
        let at: BTreeMap<i64, usize> =
            course.activities.iter().enumerate().map(|(at, stub)| (stub.cmid, at)).collect();
        for rest in [0, 1] {
            let plan = plan_of(&courses, &|_, cmid| at[&cmid] % 2 == rest);
            let (file, _folder, _) = written(&plan, &courses, &Shelves(vec![&taken.blobs]));
            let (_again, back) = read_again(&file);
            assert_eq!(files_wanted(&plan, &courses), files_there(&back), "{name}");
            let Some(verdict) = judged(&file) else { continue };
            sound(&name, &verdict);
            assert_eq!(counted(&verdict), modules(&plan, &courses), "{name}");
        }
    }
}

#[test]
fn two_courses_become_one_and_no_number_is_taken_twice() {
    let samples = samples();
    let find = |wanted: &str| samples.iter().find(|(name, _)| name == wanted);
    let pairs = [
        // The same course twice has every number twice.
        ("course-rich-nousers.tar.gz.mbz", "course-rich-nousers.zip.mbz"),
        ("gen-m456-allmods-nu.mbz", "m20-features-demo.mbz"),
        ("m43-quiz-archiver.mbz", "gen-m456-allmods-users.mbz"),
        ("m19-moodle2cc-fixture.zip", "gen-m456-allmods-nu.mbz"),
        ("m43-quiz-archiver.mbz", "m19-moodle2cc-fixture.zip"),
        ("m19-moodle2cc-fixture.zip", "m195-taodocs1.zip"),
    ];
    for (one, other) in pairs {
        let (Some((_, path)), Some((_, second))) = (find(one), find(other)) else { continue };
        let (first, second) = (Taken::of(path, false).unwrap(), Taken::of(second, false).unwrap());
        let courses = [&first.course(), &second.course()];
        let plan = plan_of(&courses, &|_, _| true);
        let shelves = Shelves(vec![&first.blobs, &second.blobs]);
        let (file, _folder, _) = written(&plan, &courses, &shelves);
        let (_again, back) = read_again(&file);
        let name = format!("{one} with {other}");
        assert_eq!(outline_of(&plan, &courses), outline(&back), "{name}");
        assert_eq!(files_wanted(&plan, &courses), files_there(&back), "{name}");
        let mut asked = questions(courses[0]);
        for (kind, count) in questions(courses[1]) {
            *asked.entry(kind).or_insert(0) += count;
        }
        assert_eq!(asked, questions(&back), "{name}");
        let Some(verdict) = judged(&file) else { return };
        sound(&name, &verdict);
        assert_eq!(counted(&verdict), modules(&plan, &courses), "{name}");
    }
}

#[test]
fn a_category_of_questions_goes_out_without_the_others() {
    let samples = samples();
    let Some((_, path)) = samples.iter().find(|(name, _)| name == "m43-quiz-archiver.mbz") else {
        return;
    };
    let taken = Taken::of(path, false).unwrap();
    let course = taken.course();
    let courses = [&course];
    let bank = course.questions().unwrap().bank();
    for category in &bank {
        let mut plan = plan_of(&courses, &|_, _| false);
        plan.questions = vec![Questions::Of([category.id].into())];
        let (file, _folder, _) = written(&plan, &courses, &Shelves(vec![&taken.blobs]));
        let (_again, back) = read_again(&file);
        let there = back.questions().unwrap().bank();
        let found: Vec<_> = there.iter().map(|one| (&one.title, one.questions.len())).collect();
        assert_eq!(found, [(&category.title, category.questions.len())]);
        let Some(verdict) = judged(&file) else { return };
        sound(&category.title, &verdict);
        assert_eq!(verdict["counts"]["activities"], serde_json::json!({}));
    }
    assert!(!bank.is_empty());
}

#[test]
fn one_activity_goes_out_on_its_own() {
    let samples = samples();
    let Some((_, path)) = samples.iter().find(|(name, _)| name == "gen-m456-allmods-nu.mbz") else {
        return;
    };
    let taken = Taken::of(path, false).unwrap();
    let course = taken.course();
    for stub in course.activities.iter().filter(|stub| goes_back(&course, stub.cmid)) {
        let mut plan = plan_of(&[&course], &|_, cmid| cmid == stub.cmid);
        plan.scope = Scope::Activity;
        plan.sections.retain(|section| !section.items.is_empty());
        let (file, _folder, _) = written(&plan, &[&course], &Shelves(vec![&taken.blobs]));
        let Some(verdict) = judged(&file) else { return };
        sound(&stub.module, &verdict);
        assert_eq!(verdict["counts"]["activities"][&stub.module], 1, "{}", stub.module);
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let samples = samples();
    let Some((_, path)) = samples.iter().find(|(name, _)| name == "m43-quiz-archiver.mbz") else {
        return;
    };
    let bytes = || {
        let taken = Taken::of(path, false).unwrap();
        let course = taken.course();
        let plan = plan_of(&[&course, &course], &|_, _| true);
        let shelves = Shelves(vec![&taken.blobs]);
        let (file, _folder, _) = written(&plan, &[&course, &course], &shelves);
        std::fs::read(file).unwrap()
    };
    assert!(bytes() == bytes());
}
