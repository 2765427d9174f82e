//! Any bytes as a package, or as the description within one.

#![no_main]

use std::io::{Seek as _, Write as _};

use hornbook_fuzz::{bundle, mbz::Package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let archive =
        if bytes.starts_with(b"PK") { bytes.to_vec() } else { bundle::zip(&bundle::members(bytes)) };
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&archive).expect("its bytes");
    file.rewind().expect("its beginning");
    if let Some(package) = Package::read(file) {
        assert!(package.title.chars().count() <= 300 && package.parts.len() <= 2000);
        assert!(package.parts.iter().all(|(_, title)| title.chars().count() <= 300));
    }
});
