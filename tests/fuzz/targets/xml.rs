//! Any bytes as parts of a sound backup.

#![no_main]

use hornbook_fuzz::{bundle, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let archive = bundle::tar_gz(&bundle::completed(bytes));
    if let Some((_folder, course)) = read::unpacked(&archive) {
        read::everything(&course);
    }
});
