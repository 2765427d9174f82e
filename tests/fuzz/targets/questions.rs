//! Any bytes as `questions.xml`: as it comes out of an archive, and as it lies in a tree that
//! somebody restored by hand.

#![no_main]

use hornbook_fuzz::mbz::Questions;
use hornbook_fuzz::{bundle, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(tree) = bytes.strip_prefix(b"!") {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("questions.xml"), tree).expect("a file");
        if let Ok(questions) = Questions::open(folder.path()) {
            read::forms(&questions);
        }
        return;
    }
    let mut members = bundle::completed(b"");
    members.retain(|(name, _)| name != "questions.xml");
    members.push(("questions.xml".to_owned(), bytes.to_vec()));
    if let Some((_folder, course)) = read::unpacked(&bundle::tar_gz(&members)) {
        read::everything(&course);
    }
});
