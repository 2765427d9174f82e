//! Real backups, taken in and written again.

use super::*;

/// Modules that come back as they were, with how often.
fn modules(course: &Course) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for stub in course.activities.iter().filter(|stub| goes_back(course, stub.cmid)) {
        let module = if stub.module == "assignment" { "assign" } else { &stub.module };
        *counts.entry(module.to_owned()).or_insert(0) += 1;
    }
    counts
}

fn counted(verdict: &Value) -> BTreeMap<String, u64> {
    serde_json::from_value(verdict["counts"]["activities"].clone()).unwrap()
}

#[test]
fn every_sample_goes_out_as_it_came_in() {
    for (name, path) in samples() {
        let Ok(taken) = Taken::of(&path, false) else {
            println!("{name}: cannot be read");
            continue;
        };
        let course = taken.course();
        let plan = plan_of(&[&course], &|_, _| true);
        let (file, _folder, report) = written(&plan, &[&course], &Shelves(vec![&taken.blobs]));
        let Some(verdict) = judged(&file) else { return };
        println!("{name}: {} {report:?}", verdict["summary"]);
        for warning in problems(&verdict, "WARN") {
            println!("  warn {warning}");
        }
        for error in problems(&verdict, "ERROR") {
            println!("  ERROR {error}");
        }
        if let Some(keep) = std::env::var_os("KEEP") {
            std::fs::copy(&file, Path::new(&keep).join(&name)).unwrap();
        }
        assert_eq!(counted(&verdict), modules(&course), "{name}");
    }
}
