//! Files kept, found, kept once, and lost without a trace when unfinished.

use std::{fs, io::Read, path::Path};

use futures_util::stream;
use tempfile::TempDir;

use super::{FileProblem, Files};
use crate::crypto::{Sha1, sha256};

fn fresh() -> (TempDir, Files) {
    let dir = TempDir::new().unwrap();
    let files = Files::open(dir.path()).unwrap();
    (dir, files)
}

/// Names of kept files, and how many lie unfinished.
fn on_disk(dir: &Path) -> (Vec<String>, usize) {
    let (mut kept, mut unfinished) = (Vec::new(), 0);
    for folder in fs::read_dir(dir.join("files")).unwrap().map(Result::unwrap) {
        for entry in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let (start, rest) = (folder.file_name(), entry.file_name());
            if start != "unfinished" {
                kept.push(format!("{}{}", start.display(), rest.display()));
            } else if entry.path().is_dir() {
                unfinished += fs::read_dir(entry.path()).unwrap().count() - 1;
            }
        }
    }
    kept.sort();
    (kept, unfinished)
}

fn content(mut file: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_file_in_pieces_is_kept_once_under_its_sha_256() {
    let (dir, files) = fresh();
    for _ in 0..2 {
        let mut incoming = files.begin(100).unwrap();
        incoming.write(b"hello ").unwrap();
        incoming.write(b"world").unwrap();
        assert_eq!((incoming.size(), incoming.head()), (11, &b"hello world"[..]));
        let stored = incoming.finish().unwrap();
        assert_eq!((stored.sha256, stored.size), (sha256(b"hello world"), 11));
    }
    let name = sha256(b"hello world");
    assert_eq!(on_disk(dir.path()), (vec![name.hex()], 0));
    assert_eq!(content(files.read(&name).unwrap()), b"hello world");
    assert!(files.is_sound(&name).unwrap());
    assert!(files.remove(&name).unwrap() && !files.remove(&name).unwrap());
    assert!(!files.exists(&name).unwrap());
}

#[test]
fn the_limit_is_the_last_byte_allowed() {
    let (dir, files) = fresh();
    let mut incoming = files.begin(5).unwrap();
    incoming.write(b"12345").unwrap();
    assert!(matches!(incoming.write(b"6"), Err(FileProblem::TooBig { limit: 5 })));
    drop(incoming);
    assert_eq!(on_disk(dir.path()), (vec![], 0));
}

#[test]
fn damaged_content_is_replaced_when_it_comes_again() {
    let (_dir, files) = fresh();
    let stored = files.import_blob(&b"whole"[..], None, 10).unwrap();
    fs::write(files.path(&stored.sha256), b"who").unwrap();
    assert!(!files.is_sound(&stored.sha256).unwrap());
    files.import_blob(&b"whole"[..], None, 10).unwrap();
    assert!(files.is_sound(&stored.sha256).unwrap());
}

#[test]
fn a_blob_must_have_the_sha_1_its_archive_says() {
    let (dir, files) = fresh();
    let stored = files.import_blob(&b"abc"[..], Some(Sha1::of(b"abc")), 3).unwrap();
    assert_eq!(stored.sha1, Some(Sha1::of(b"abc")));
    let refused = files.import_blob(&b"abd"[..], Some(Sha1::of(b"abc")), 3);
    assert!(matches!(refused, Err(FileProblem::Damaged { .. })));
    assert_eq!(on_disk(dir.path()).0, [sha256(b"abc").hex()]);
}

#[tokio::test]
async fn a_stream_is_taken_in_or_leaves_nothing() {
    let (dir, files) = fresh();
    let long = vec![7_u8; 300_000];
    let pieces = || (0..5).map(|_| Ok::<_, std::io::Error>(long.clone()));
    let stored = files.begin(1_500_000).unwrap().receive(stream::iter(pieces())).await.unwrap();
    assert_eq!((stored.sha256, stored.size), (sha256(&long.repeat(5)), 1_500_000));
    assert_eq!(stored.head.len(), super::HEAD_BYTES);
    files.remove(&stored.sha256).unwrap();

    let refused = files.begin(1_499_999).unwrap().receive(stream::iter(pieces())).await;
    assert!(matches!(refused, Err(FileProblem::TooBig { .. })));
    let broken = pieces().chain([Err(std::io::Error::other("gone"))]);
    let refused = files.begin(2_000_000).unwrap().receive(stream::iter(broken)).await;
    assert!(matches!(refused, Err(FileProblem::BrokenOff(_))));
    assert_eq!(on_disk(dir.path()), (vec![], 0));
}

#[test]
fn a_batch_keeps_thousands_and_shows_them_before_it_is_finished() {
    let (dir, files) = fresh();
    let mut batch = files.batch();
    for number in 0..1000_u32 {
        // Each content comes twice.
        let bytes = (number / 2).to_le_bytes();
        let stored = batch.add(&bytes[..], Some(Sha1::of(&bytes)), 4).unwrap();
        assert_eq!(content(batch.read(&stored.sha256).unwrap()), bytes);
    }
    assert!(matches!(batch.add(&b"12345"[..], None, 4), Err(FileProblem::TooBig { .. })));
    batch.finish().unwrap();
    let (kept, unfinished) = on_disk(dir.path());
    assert_eq!((kept.len(), unfinished), (500, 0));
    let mut seen = 0;
    files
        .each(|sha256, size, taken_in| {
            assert!(files.is_sound(&sha256).unwrap() && size == 4);
            assert!(taken_in > crate::time::Moment::parse("2020-01-01").unwrap());
            seen += 1;
        })
        .unwrap();
    assert_eq!(seen, 500);
}

#[test]
fn a_sweep_takes_only_what_the_dead_left() {
    let (dir, files) = fresh();
    let other = Files::open(dir.path()).unwrap();
    let mut mine = files.begin(10).unwrap();
    let mut others = other.begin(10).unwrap();
    let dead = dir.path().join("files/unfinished/of-the-dead");
    fs::create_dir(&dead).unwrap();
    fs::write(dead.join("alive"), "").unwrap();
    fs::write(dead.join("half"), "ha").unwrap();
    files.sweep_unfinished().unwrap();
    assert!(!dead.exists());
    for incoming in [&mut mine, &mut others] {
        incoming.write(b"still here").unwrap();
    }
    others.finish().unwrap();
    mine.finish().unwrap();
    drop((files, other));
    let left = fs::read_dir(dir.path().join("files/unfinished")).unwrap();
    let mut left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["hold", "lock"], "nobody's but the locks");
}

#[test]
fn while_all_files_are_held_none_is_erased() {
    let (_dir, files) = fresh();
    let stored = files.import_blob(&b"kept"[..], None, 100).unwrap();
    let held = files.hold().unwrap();
    assert!(!files.remove(&stored.sha256).unwrap());
    assert!(files.exists(&stored.sha256).unwrap());
    drop(held);
    assert!(files.remove(&stored.sha256).unwrap());
}
