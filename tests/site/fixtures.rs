//! Files that nobody of this project made, such as real course backups. They are not part of the
//! repository, so a story that needs one is left out, by name, where they are absent.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The fixture at this path, such as `mbz/m43-quiz-archiver.mbz`.
///
/// Without it the story says that it is left out. With `HORNBOOK_REQUIRE=all` that is a failure,
/// and in CI it is one if the folder of fixtures is there but lacks this file.
pub fn fixture(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("HORNBOOK_FIXTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures"),
        PathBuf::from,
    );
    let file = folder.join(path);
    if file.exists() {
        return Some(file);
    }
    let must = required() || std::env::var_os("CI").is_some() && folder.exists();
    left_out(&format!("the fixture {path}"), must);
    None
}

/// Says in the output of the test, even of one that passes, that it is left out; panics if it must not be.
pub fn left_out(absent: &str, must: bool) {
    let thread = std::thread::current();
    let story = thread.name().unwrap_or("a story");
    assert!(!must, "{story} needs {absent}, which is absent");
    // Past the capture of the test harness, so that it is seen.
    let _ = writeln!(std::io::stderr(), "left out: {story}, because {absent} is absent");
}

/// Whether nothing may be left out.
pub fn required() -> bool {
    std::env::var("HORNBOOK_REQUIRE").is_ok_and(|wanted| wanted == "all")
}
