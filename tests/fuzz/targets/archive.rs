//! Any bytes as an archive; what is neither gzip nor zip is taken for a tar and wrapped.

#![no_main]

use hornbook_fuzz::{bundle, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wrapped = bytes.get(257..262) == Some(b"ustar");
    let opened =
        if wrapped { read::unpacked(&bundle::gzip(bytes)) } else { read::unpacked(bytes) };
    if let Some((_folder, course)) = opened {
        read::everything(&course);
    }
});
