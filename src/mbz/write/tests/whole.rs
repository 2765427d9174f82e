//! Real backups, taken in and written again.

use super::*;

/// Modules that go back as they came, with how often.
fn modules(plan: &Plan, courses: &[&Course]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for item in plan.items() {
        let module = match item {
            Item::Original(it) => match courses[it.source].stub(it.cmid).unwrap().module.as_str() {
                "assignment" => "assign",
                module => module,
            },
            Item::Made(it) => crate::mbz::write::made::module_of(it),
        };
        *counts.entry(module.to_owned()).or_insert(0) += 1;
    }
    counts
}

fn counted(verdict: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(verdict["counts"]["activities"].clone()).unwrap()
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

/// Names and contents of the files of each activity that is taken, wherever its numbers moved.
fn files_of(course: &Course, cmids: &HashSet<i64>) -> Vec<(String, String, String, String)> {
    let mut all: Vec<_> = course
        .activities
        .iter()
        .filter(|stub| cmids.contains(&stub.cmid))
        .flat_map(|stub| {
            course.files.of_context(stub.contextid).filter(|file| file.present).map(|file| {
                let area = &file.key.area;
                (stub.title.clone(), area.area.clone(), file.key.path.clone(), hex(&file.sha1))
            })
        })
        .collect();
    all.sort();
    all
}

fn everything(course: &Course) -> HashSet<i64> {
    course.activities.iter().map(|stub| stub.cmid).collect()
}

fn taken_of(plan: &Plan, source: usize) -> HashSet<i64> {
    plan.items()
        .filter_map(|item| match item {
            Item::Original(it) if it.source == source => Some(it.cmid),
            _ => None,
        })
        .collect()
}

#[test]
fn every_sample_goes_out_as_it_came_in() {
    for (name, path) in samples() {
        let Ok(taken) = Taken::of(&path, false) else { continue };
        let course = taken.course();
        let plan = plan_of(&[&course], &|_, _| true);
        let (file, _folder, report) = written(&plan, &[&course], &Shelves(vec![&taken.blobs]));
        assert_eq!(report.missing_files, 0, "{name}");
        let (_again, back) = read_again(&file);
        let went: Vec<_> = plan
            .sections
            .iter()
            .map(|section| (section.title.clone(), section.items.len()))
            .collect();
        let came: Vec<_> = back
            .sections
            .iter()
            .map(|section| (section.title.clone(), section.activities.len()))
            .collect();
        assert_eq!(went, came, "{name}");
        let wanted = taken_of(&plan, 0);
        assert_eq!(files_of(&course, &wanted), files_of(&back, &everything(&back)), "{name}");
        let mut questions = course.question_counts().unwrap();
        questions.remove("random");
        assert_eq!(questions, back.question_counts().unwrap(), "{name}");
        let hidden = |course: &Course, of: &HashSet<i64>| -> Vec<String> {
            let stubs = course.activities.iter().filter(|stub| of.contains(&stub.cmid));
            stubs.filter(|stub| !stub.visible).map(|stub| stub.title.clone()).collect()
        };
        let were = hidden(&course, &wanted);
        let are = hidden(&back, &everything(&back));
        assert!(were.iter().all(|title| are.contains(title)), "{name}: {were:?} {are:?}");
        let Some(verdict) = judged(&file) else { continue };
        if let Some(keep) = std::env::var_os("KEEP") {
            std::fs::copy(&file, Path::new(&keep).join(&name)).unwrap();
        }
        sound(&name, &verdict);
        assert_eq!(counted(&verdict), modules(&plan, &[&course]), "{name}");
    }
}

#[test]
fn every_second_activity_goes_out_without_the_others() {
    // A thousand questions say no more than ten, and take longer.
    for (name, path) in samples().into_iter().filter(|(name, _)| !name.contains("stack")) {
        let Ok(taken) = Taken::of(&path, false) else { continue };
        let course = taken.course();
        let at: BTreeMap<i64, usize> =
            course.activities.iter().enumerate().map(|(at, stub)| (stub.cmid, at)).collect();
        let plan = plan_of(&[&course], &|_, cmid| at[&cmid].is_multiple_of(2));
        let (file, _folder, _) = written(&plan, &[&course], &Shelves(vec![&taken.blobs]));
        let (_again, back) = read_again(&file);
        let wanted = taken_of(&plan, 0);
        assert_eq!(files_of(&course, &wanted), files_of(&back, &everything(&back)), "{name}");
        let Some(verdict) = judged(&file) else { continue };
        sound(&name, &verdict);
        assert_eq!(counted(&verdict), modules(&plan, &[&course]), "{name}");
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
    ];
    for (one, other) in pairs {
        let (Some((_, one)), Some((_, other))) = (find(one), find(other)) else { continue };
        let (first, second) = (Taken::of(one, false).unwrap(), Taken::of(other, false).unwrap());
        let courses = [&first.course(), &second.course()];
        let plan = plan_of(&courses, &|_, _| true);
        let shelves = Shelves(vec![&first.blobs, &second.blobs]);
        let (file, _folder, _) = written(&plan, &courses, &shelves);
        let (_again, back) = read_again(&file);
        let mut files = files_of(courses[0], &taken_of(&plan, 0));
        files.extend(files_of(courses[1], &taken_of(&plan, 1)));
        files.sort();
        assert_eq!(files, files_of(&back, &everything(&back)));
        let Some(verdict) = judged(&file) else { return };
        sound(&one.display().to_string(), &verdict);
        assert_eq!(counted(&verdict), modules(&plan, &courses));
    }
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
