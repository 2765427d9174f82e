//! Stories about backups: made while the site runs, read through, put back, and refused.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use flate2::read::GzDecoder;
use hornbook::{crypto::sha256, web::Role};

use super::{
    program::Server,
    resources::{describe, key_of},
    test_site::{PASSWORD, TestSite},
    visitor::Visitor,
};

/// Exit code, data and words of the real program.
type Said = (i32, String, String);

fn hornbook(data: &Path, arguments: &[&str], input: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hornbook"))
        .args(arguments)
        .env("HORNBOOK_DATA", data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[track_caller]
fn done(said: Said) -> String {
    assert_eq!(said.0, 0, "{} {}", said.1, said.2);
    said.1.trim().to_owned()
}

/// Exits with 1 and says so in one sentence, on standard error.
#[track_caller]
fn refused(said: Said, why: &str) {
    assert_eq!(said.0, 1, "{} {}", said.1, said.2);
    assert!(said.2.contains(why), "{why:?} is not in {:?}", said.2);
    assert_eq!((said.1.as_str(), said.2.trim().lines().count()), ("", 1), "{}", said.2);
}

/// Every file of a folder with the SHA-256 of its content.
fn inside(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(inside(&path));
        } else if !path.ends_with("serving.lock") {
            let hash = sha256(&fs::read(&path).unwrap()).hex();
            found.insert(path, hash);
        }
    }
    found
}

/// A data folder with Wilma as the administrator, and nobody serving it.
fn quiet_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    done(hornbook(folder.path(), &["init", "--handle", "wilma"], PASSWORD));
    folder
}

#[tokio::test]
async fn a_backup_of_a_site_that_is_being_used_brings_all_of_it_back_elsewhere() {
    let here = quiet_site();
    let server = Server::start(here.path(), "127.0.0.1:0").await;
    let wilma = Visitor::new(Visitor::client(), &server.origin);
    assert_eq!(wilma.sign_in("wilma", PASSWORD).await.status, 303);
    let content = b"%PDF-1.7 halves and quarters".repeat(5000);
    let key = key_of(&wilma.upload("/share/file", &[], "Sheet.pdf", &content).await);
    assert_eq!(describe(&wilma, &key, &[], "publish").await.status, 303);

    let writer = wilma.clone();
    let writing = tokio::spawn(async move {
        for number in 0_u32.. {
            let (name, content) = (format!("{number}.txt"), format!("Leaf {number}"));
            writer.upload("/share/file", &[], &name, content.as_bytes()).await;
        }
    });
    let folder = here.path().to_owned();
    let made = tokio::task::spawn_blocking(move || {
        let create = ["backup", "create", "--to"];
        ["1.tar.gz", "2.tar", "3.tar.gz"].map(|name| {
            let file = folder.join(name);
            done(hornbook(&folder, &[&create[..], &[file.to_str().unwrap()]].concat(), ""))
        })
    });
    let made = made.await.unwrap();
    writing.abort();
    for file in &made {
        let verdict = done(hornbook(here.path(), &["backup", "verify", file], ""));
        assert!(verdict.contains("is whole"), "{verdict}");
    }
    let file = &made[2];

    let there = tempfile::tempdir().unwrap();
    done(hornbook(there.path(), &["restore", file], ""));
    assert!(done(hornbook(there.path(), &["doctor", "--thorough"], "")).contains("All is well"));
    let other = Server::start(there.path(), "127.0.0.1:0").await;
    let wilma = Visitor::new(Visitor::client(), &other.origin);
    assert_eq!(wilma.sign_in("wilma", PASSWORD).await.status, 303);
    wilma.get(&format!("/r/{key}")).await.must_say("Adding fractions");
    let whole = wilma.get(&format!("/r/{key}/dl/Sheet.pdf?download")).await;
    assert_eq!(whole.body, content);
    drop(server);
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_nothing_is_changed() {
    let here = quiet_site();
    for ending in ["tar", "tar.gz"] {
        let file = here.path().join(format!("b.{ending}"));
        let name = file.to_str().unwrap();
        done(hornbook(here.path(), &["backup", "create", "--to", name], ""));
        let whole = fs::read(&file).unwrap();
        let before = inside(here.path());
        let flipped = with_a_bit_flipped(&whole);
        for (what, bytes) in [
            ("one bit", &flipped[..]),
            ("a third", &whole[..whole.len() / 3]),
            ("all but the end", &whole[..whole.len() - 12_000]),
            ("nothing", b""),
            ("something else", b"PK\x03\x04 holiday pictures"),
        ] {
            let bad = here.path().join("bad");
            fs::write(&bad, bytes).unwrap();
            let bad = bad.to_str().unwrap();
            let verdict = hornbook(here.path(), &["backup", "verify", bad], "");
            assert_eq!((what, verdict.0), (what, 1), "{} {}", verdict.1, verdict.2);
            let said = hornbook(here.path(), &["restore", bad, "--replace"], "");
            refused(said, "Nothing was changed");
            fs::remove_file(bad).unwrap();
            assert_eq!(inside(here.path()), before, "{what} of {ending}");
        }
    }
}

/// The same with one bit flipped in the middle, so that something else is in it: gzip writes what
/// repeats as distances, and among many zeros one distance is as good as another.
fn with_a_bit_flipped(whole: &[u8]) -> Vec<u8> {
    let unpacked = |bytes: &[u8]| {
        let mut content = Vec::new();
        let packed = bytes.starts_with(b"\x1f\x8b");
        let mut reader: Box<dyn Read> =
            if packed { Box::new(GzDecoder::new(bytes)) } else { Box::new(bytes) };
        reader.read_to_end(&mut content).ok().map(|_| content)
    };
    let before = unpacked(whole);
    (whole.len() / 2..whole.len())
        .map(|at| {
            let mut flipped = whole.to_vec();
            flipped[at] ^= 1;
            flipped
        })
        .find(|flipped| unpacked(flipped) != before)
        .unwrap()
}

/// A tar with these members; names go in as they are.
fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

#[test]
fn nothing_in_an_archive_leads_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let about = br#"{"format":1,"hornbook":"0.1.0","made":"2026-01-01T00:00:00Z"}"#;
    for name in ["../evil", "/tmp/evil", "files/../../evil", "site.db-wal", "evil"] {
        let file = folder.path().join("evil.tar");
        fs::write(&file, tar_of(&[("about.json", about), (name, b"evil")])).unwrap();
        let said = hornbook(&data, &["restore", file.to_str().unwrap()], "");
        refused(said, "is no part of a backup");
        assert!(inside(&data).is_empty());
    }
    let mut linked = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(about.len() as u64);
    linked.append_data(&mut header, "about.json", &about[..]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    linked.append_link(&mut header, "site.db", "/etc/passwd").unwrap();
    let file = folder.path().join("link.tar");
    fs::write(&file, linked.into_inner().unwrap()).unwrap();
    let said = hornbook(&data, &["restore", file.to_str().unwrap()], "");
    refused(said, "is no part of a backup");
}

#[tokio::test]
async fn a_site_is_never_overwritten_but_moved_aside() {
    let here = quiet_site();
    let data = here.path();
    fs::write(data.join("hornbook.toml"), "log = \"warn\"\n").unwrap();
    let file = done(hornbook(data, &["backup", "create"], ""));
    assert!(Path::new(&file).starts_with(data.join("backups")), "{file}");
    done(hornbook(data, &["account", "add", "--handle", "ben"], PASSWORD));

    refused(hornbook(data, &["restore", &file], ""), "there is a site in");
    let server = Server::start(data, "127.0.0.1:0").await;
    let said = hornbook(data, &["restore", &file, "--replace"], "");
    refused(said, "is being served");
    drop(server);
    assert!(done(hornbook(data, &["account", "list"], "")).contains("ben"));

    fs::write(data.join("hornbook.toml"), "log = \"error\"\n").unwrap();
    done(hornbook(data, &["restore", &file, "--replace"], ""));
    let people = done(hornbook(data, &["account", "list"], ""));
    assert!(people.contains("wilma") && !people.contains("ben"), "{people}");
    let settings = fs::read_to_string(data.join("hornbook.toml")).unwrap();
    assert_eq!(settings, "log = \"error\"\n", "this machine was told otherwise");
    let aside = fs::read_dir(data).unwrap().map(Result::unwrap).map(|entry| entry.path());
    let aside = aside.into_iter().find(|path| path.display().to_string().contains("replaced-"));
    let people = done(hornbook(&aside.unwrap(), &["account", "list"], ""));
    assert!(people.contains("ben"), "the old site is whole: {people}");

    let empty = tempfile::tempdir().unwrap();
    done(hornbook(empty.path(), &["restore", &file], ""));
    let settings = fs::read_to_string(empty.path().join("hornbook.toml")).unwrap();
    assert_eq!(settings, "log = \"warn\"\n", "nobody said otherwise here");
}

#[test]
fn passwords_of_the_mail_server_and_the_lock_stay_out_of_a_backup() {
    let here = quiet_site();
    let settings = "[smtp]\nhost = \"mail.example\"\nfrom = \"a@mail.example\"\nuser = \"a\"\n\
        password = \"tulip-lantern\"\n";
    fs::write(here.path().join("hornbook.toml"), settings).unwrap();
    let file = here.path().join("b.tar");
    let said = hornbook(here.path(), &["backup", "create", "--to", file.to_str().unwrap()], "");
    assert!(said.2.contains("hornbook.toml is not in it"), "{}", said.2);
    done(said);
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(13).any(|part| part == b"tulip-lantern"));
    let mut archive = tar::Archive::new(&bytes[..]);
    let names: Vec<String> = archive
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().display().to_string())
        .collect();
    assert_eq!(names, ["about.json", "site.db", "manifest.jsonl"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_backup_of_a_newer_hornbook_is_refused_in_one_sentence() {
    let here = quiet_site();
    let db = rusqlite::Connection::open(here.path().join("site.db")).unwrap();
    db.execute("update schema_version set version = 99 where part = 'resources'", []).unwrap();
    drop(db);
    let file = here.path().join("b.tar.gz");
    let name = file.to_str().unwrap();
    done(hornbook(here.path(), &["backup", "create", "--to", name], ""));
    let empty = tempfile::tempdir().unwrap();
    let why = "is of a newer Hornbook: resources is at step 99";
    refused(hornbook(empty.path(), &["restore", name], ""), why);
    refused(hornbook(empty.path(), &["backup", "verify", name], ""), why);
    assert!(inside(empty.path()).is_empty());
}

#[test]
fn backups_are_listed_and_only_the_last_are_kept() {
    let here = quiet_site();
    let data = here.path();
    let none = done(hornbook(data, &["backup", "list", "--json"], ""));
    assert_eq!(none, "[]");
    let backups = data.join("backups");
    fs::create_dir(&backups).unwrap();
    let old = backups.join("hornbook-2020-01-01-000000.tar.gz");
    done(hornbook(data, &["backup", "create", "--to", old.to_str().unwrap()], ""));
    for (from, to) in
        [(&old, "hornbook-2021-01-01-000000.tar.gz"), (&old, "before-the-move.tar.gz")]
    {
        fs::copy(from, backups.join(to)).unwrap();
    }
    let new = done(hornbook(data, &["backup", "create", "--keep", "2"], ""));
    let list = done(hornbook(data, &["backup", "list", "--json"], ""));
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let mut names: Vec<&str> =
        list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(list[0]["file"], new.as_str(), "the latest first");
    names.sort_unstable();
    let latest = Path::new(&new).file_name().unwrap().to_str().unwrap();
    assert_eq!(names, ["before-the-move.tar.gz", "hornbook-2021-01-01-000000.tar.gz", latest]);
    assert!(!old.exists());
    let again = hornbook(data, &["backup", "create", "--to", &new], "");
    refused(again, "is there already");
    let nowhere = tempfile::tempdir().unwrap();
    refused(hornbook(nowhere.path(), &["backup", "create"], ""), "there is no site in");
    assert!(inside(nowhere.path()).is_empty(), "and none is made");
}

#[tokio::test]
async fn a_file_that_was_lost_is_named_and_the_rest_is_saved() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    anna.upload("/share/file", &[], "lost.txt", b"lost").await;
    anna.upload("/share/file", &[], "rotten.txt", b"rotten").await;
    anna.upload("/share/file", &[], "kept.txt", b"kept").await;
    let files = &site.site.files;
    fs::remove_file(files.path(&sha256(b"lost"))).unwrap();
    fs::write(files.path(&sha256(b"rotten")), b"rot").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.tar");
    let name = file.to_str().unwrap();
    let said = site.command(&["backup", "create", "--to", name], "").await;
    assert_eq!(said.code, 1, "somebody should look");
    assert!(said.err.contains(&format!("the file {} is missing", sha256(b"lost"))), "{}", said.err);
    assert!(said.err.contains(&format!("the file {} is damaged", sha256(b"rotten"))));
    let verdict = hornbook(folder.path(), &["backup", "verify", name], "");
    assert_eq!(verdict.0, 1);
    assert!(verdict.1.contains("but 2 files had been lost or damaged"), "{}", verdict.1);
    let there = folder.path().join("there");
    done(hornbook(&there, &["restore", name], ""));
    let hex = sha256(b"kept").hex();
    let mut kept = String::new();
    let path = there.join("files").join(&hex[..2]).join(&hex[2..]);
    fs::File::open(path).unwrap().read_to_string(&mut kept).unwrap();
    assert_eq!(kept, "kept");
}
