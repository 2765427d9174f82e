//! Any bytes as `moodle.xml` and the files of a backup of Moodle 1.x.

#![no_main]

use hornbook_fuzz::{bundle, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let archive = bundle::zip(&bundle::members(bytes));
    if let Some((_folder, course)) = read::unpacked(&archive) {
        read::everything(&course);
    }
});
