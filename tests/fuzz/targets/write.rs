//! Any bytes as parts of a backup, modern or of Moodle 1.x, that is taken out again.

#![no_main]

use hornbook_fuzz::{bundle, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let members = bundle::members(bytes);
    let archive = if members.iter().any(|(name, _)| name == "moodle.xml") {
        bundle::zip(&members)
    } else {
        bundle::tar_gz(&bundle::completed(bytes))
    };
    if let Some((_folder, course)) = read::unpacked(&archive) {
        write::there_and_back(&course);
    }
});
