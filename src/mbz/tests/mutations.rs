//! Seeded damage: whatever happens to the bytes, nothing panics and everything ends.

use std::io::Read;

use super::super::*;
use super::made::*;

/// A small generator of numbers, the same every time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        const PIECES: &[&[u8]] = &[
            b"<",
            b">",
            b"&",
            b"</",
            b"<![CDATA[",
            b"]]>",
            b"<!--",
            b"&#0;",
            b"$@",
            b"@$",
            b"\0",
            b"{mlang en}",
            b"[[1]]",
            b"{#1}",
            b"-1",
            b"99999999999999999999",
            b"@@PLUGINFILE@@",
            b"&lt;img src=",
            b"&lt;a href=\"",
            b"&lt;video&gt;",
            b"\xff\xfe",
            b"<a id=\"1\">",
            b"$@FILEPHP@$/",
            b"href=\"../mod/a/view.php?id=",
            b"</MOD><MOD>",
            b"<QUESTION>",
            b"\xc3\xa1",
        ];
        for _ in 0..=self.below(4) {
            if bytes.is_empty() {
                return;
            }
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => {
                    let end = (at + self.below(40)).min(bytes.len());
                    bytes.drain(at..end);
                }
                2 => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.iter().copied());
                }
                3 => {
                    let end = (at + self.below(200)).min(bytes.len());
                    let copy = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, copy);
                }
                _ => bytes[at] = b"<>&\"'/ 019"[self.below(10)],
            }
        }
    }
}

fn read_all(archive: &[u8]) {
    let attempt = Try::new();
    let options = Options { entries: true, ..Options::default() };
    let Ok(course) = attempt.course(archive, &options) else { return };
    let _ = course.inventory();
    let Ok(questions) = course.questions() else { return };
    let words = WordList::english();
    for stub in &course.activities {
        let activity = course.activity(stub.cmid).unwrap();
        if let Ok(shown) = course.render(&activity, &questions, &super::All, &words) {
            super::check_html(&shown.body, &stub.title);
            super::check_html(shown.key.as_deref().unwrap_or(""), &stub.title);
        }
        let _ = course.fingerprint(stub.cmid, &questions);
    }
}

#[test]
fn damaged_archives_never_panic() {
    let Some(folder) = super::samples() else { return };
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for name in ["m262-availability.mbz", "m455-studentquiz.mbz"] {
        let whole = std::fs::read(folder.join(name)).unwrap();
        for _ in 0..100 {
            let mut bytes = whole.clone();
            chance.damage(&mut bytes);
            read_all(&bytes);
        }
    }
    for pack in [|members: &Members| gz(tar_of(members)), zip_of] {
        let whole = pack(&members());
        for _ in 0..200 {
            let mut bytes = whole.clone();
            chance.damage(&mut bytes);
            read_all(&bytes);
        }
    }
}

#[test]
fn damaged_backups_of_moodle_one_never_panic() {
    let mut chance = Chance(0x0dd0_1357_9bdf_2468);
    let made = super::old::everything();
    let packed = made.zip();
    for _ in 0..100 {
        let mut bytes = packed.clone();
        chance.damage(&mut bytes);
        read_all(&bytes);
    }
    let mut xmls = vec![made.xml().into_bytes()];
    if let Some(folder) = super::samples() {
        let file = std::fs::File::open(folder.join("m19-moodle2cc-fixture.zip")).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut bytes = Vec::new();
        archive.by_name("moodle.xml").unwrap().read_to_end(&mut bytes).unwrap();
        xmls.push(bytes);
    }
    for xml in xmls {
        for _ in 0..150 {
            let mut bytes = xml.clone();
            chance.damage(&mut bytes);
            let mut members = made.files.clone();
            members.push(("moodle.xml".to_owned(), bytes));
            read_all(&zip_of(&members));
        }
    }
}

/// The XML members of a sample, by name.
fn xml_of(file: &std::path::Path) -> Members {
    let file = std::fs::File::open(file).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let mut members = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let wanted = matches!(name.as_str(), "questions.xml" | "files.xml" | "course/course.xml")
            || name.starts_with("activities/");
        let mut bytes = Vec::new();
        if wanted && name.strip_suffix(".xml").is_some() {
            entry.read_to_end(&mut bytes).unwrap();
            members.push((name, bytes));
        }
    }
    members
}

#[test]
fn damaged_activities_and_questions_never_panic() {
    let Some(folder) = super::samples() else { return };
    let mut chance = Chance(0x1234_5678_9abc_def1);
    let all = xml_of(&folder.join("gen-m456-allmods-users.mbz"));
    let of = |name: &str| all.iter().find(|(known, _)| known == name).unwrap().1.clone();
    let questions = of("questions.xml");
    for (name, content) in &all {
        let Some((folder, file)) = name.strip_prefix("activities/").and_then(|n| n.split_once('/'))
        else {
            continue;
        };
        let (module, cmid) = folder.rsplit_once('_').unwrap();
        if file.strip_suffix(".xml") != Some(module) {
            continue;
        }
        let turns = if module == "quiz" { 12 } else { 14 };
        for _ in 0..turns {
            let mut members = members();
            let mut bytes = content.clone();
            chance.damage(&mut bytes);
            replace(&mut members, "moodle_backup.xml", manifest(module, cmid.parse().unwrap()));
            replace(&mut members, name, bytes);
            if module == "quiz" {
                let mut bytes = questions.clone();
                chance.damage(&mut bytes);
                replace(&mut members, "questions.xml", bytes);
            }
            read_all(&gz(tar_of(&members)));
        }
    }
    for name in ["moodle_backup.xml", "files.xml", "sections/section_3/section.xml"] {
        for _ in 0..40 {
            let mut members = members();
            let member = members.iter_mut().find(|(known, _)| known == name).unwrap();
            chance.damage(&mut member.1);
            read_all(&gz(tar_of(&members)));
        }
    }
}
