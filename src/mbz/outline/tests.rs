//! Pages on a stick and cartridges, of an outline made by hand.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use super::{
    Asked, Attached, Chapter, Choice, Labels, Leaf, Outline, Store, Thing, Way, address, cartridge,
    names, stick,
};

struct Shelf;

impl Store for Shelf {
    fn open(&self, sha256: &str) -> io::Result<Option<Box<dyn Read>>> {
        Ok((sha256 != "gone").then(|| Box::new(Cursor::new(sha256.as_bytes().to_vec())) as _))
    }
}

fn file(name: &str, sha256: &str, inline: bool) -> Attached {
    Attached { name: name.into(), sha256: sha256.into(), size: 3, inline }
}

fn thing(key: &str, title: &str) -> Thing {
    Thing { key: key.into(), title: title.into(), ..Thing::default() }
}

fn outline() -> Outline {
    let page = Thing {
        body: concat!(
            "<p>See <a href=\"/r/file00000000?x=1&amp;y=2#part\">this</a>, ",
            "<img src=\"/r/page00000000/dl/a%20b/pic.png\" alt=\"a > b\"> and ",
            "<a href=\"/r/other0000000\">that</a>. href=\"/r/file00000000\"</p>"
        )
        .into(),
        files: vec![file("a b/pic.png", "pic", true), file("A B/PIC.png", "two", false)],
        ..thing("page00000000", "A page & more")
    };
    let quiz = Thing {
        body: "<p>All</p>".into(),
        more_questions: true,
        questions: vec![Asked {
            id: 7,
            name: "Sum".into(),
            text: "<p>1 + 1? <img src=\"/r/quiz00000000/dl/q.png\"></p>".into(),
            mark: 2.0,
            feedback: String::new(),
            way: Way::One(vec![
                Choice { text: "2".into(), fraction: 1.0, feedback: "Yes".into() },
                Choice { text: "3 < 4".into(), fraction: 0.0, feedback: String::new() },
            ]),
        }],
        files: vec![file("q.png", "q", true)],
        ..thing("quiz00000000", "Quiz")
    };
    let link = Thing { url: "https://example.org/?a=1&b=2".into(), ..thing("link00000000", "Out") };
    let only =
        Thing { files: vec![file("con.pdf", "pdf", false)], ..thing("file00000000", "A file") };
    let lost = Thing {
        files: vec![file("lost.bin", "gone", false), file("x?.txt", "x", false)],
        ..thing("lost00000000", "Two files")
    };
    let leaves = [page, quiz, link, only, lost].map(|thing| Leaf::Thing(Box::new(thing))).to_vec();
    let note = Leaf::Note("<p>Then <a href=\"/r/page00000000\">go on</a>.</p>".into());
    Outline {
        title: "Fractions & co".into(),
        origin: "https://school.example".into(),
        path: "/k/k00000000000".into(),
        chapters: vec![
            Chapter { leaves: leaves[..1].to_vec(), ..Chapter::default() },
            Chapter {
                title: "Later".into(),
                leaves: [vec![note], leaves.clone()].concat(),
                ..Chapter::default()
            },
        ],
        ..Outline::default()
    }
}

fn labels() -> Labels {
    Labels { note: "Note".into(), all_questions: "all questions".into(), ..Labels::default() }
}

fn opened(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).unwrap();
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            (member.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_stick_holds_pages_whose_links_lead_to_each_other() {
    let (packed, out) =
        stick::write(&outline(), &labels(), &Shelf, Cursor::new(Vec::new())).unwrap();
    assert_eq!((packed.things, packed.files, packed.missing_files), (5, 5, 1));
    let zip = opened(out.into_inner());
    let page = &zip["pages/page00000000.html"];
    for part in [
        "href=\"../pages/file00000000.html#part\"",
        "src=\"../files/page00000000/a%20b/pic.png\"",
        "alt=\"a > b\"",
        "href=\"https://school.example/r/other0000000\"",
        ". href=\"/r/file00000000\"</p>",
        "href=\"../files/page00000000/A%20B/PIC-2.png\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(zip["files/page00000000/a b/pic.png"], "pic");
    assert_eq!(zip["files/page00000000/A B/PIC-2.png"], "two");
    assert_eq!(zip["files/file00000000/_con.pdf"], "pdf");
    assert_eq!(zip["files/lost00000000/x_.txt"], "x");
    let index = &zip["index.html"];
    assert!(index.contains("<a href=\"pages/page00000000.html\">go on</a>"), "{index}");
    assert_eq!(index.matches("pages/page00000000.html").count(), 3);
}

#[test]
fn a_cartridge_lists_every_file_and_every_thing_in_its_order() {
    let (packed, out) =
        cartridge::write(&outline(), &labels(), &Shelf, Cursor::new(Vec::new())).unwrap();
    assert_eq!(packed.questions, 1);
    let zip = opened(out.into_inner());
    let manifest = &zip["imsmanifest.xml"];
    for part in [
        "<item identifier=\"s1\"><title>Later</title>",
        "identifierref=\"rlink00000000\"><title>Out</title>",
        "<resource identifier=\"rfile00000000\" type=\"webcontent\" href=\"web_resources/file00000000/_con.pdf\">",
        "<resource identifier=\"rquiz00000000\" type=\"imsqti_xmlv1p2/imscc_xmlv1p3/assessment\">",
        "<title>Quiz – all questions</title>",
    ] {
        assert!(manifest.contains(part), "{part} in {manifest}");
    }
    for piece in manifest.split("<file href=\"").skip(1) {
        let path = names::decoded(piece.split('"').next().unwrap());
        assert!(zip.contains_key(&path) || path.ends_with("lost.bin"), "{path}");
    }
    for piece in manifest.split("identifierref=\"").skip(1) {
        let ident = piece.split('"').next().unwrap();
        assert!(manifest.contains(&format!("<resource identifier=\"{ident}\"")), "{ident}");
    }
    assert!(zip["links/link00000000.xml"].contains("href=\"https://example.org/?a=1&amp;b=2\""));
    let quiz = &zip["quizzes/quiz00000000.xml"];
    assert!(
        quiz.contains("src=&quot;$IMS-CC-FILEBASE$/web_resources/quiz00000000/q.png&quot;"),
        "{quiz}"
    );
    assert!(quiz.contains("<varequal respident=\"response1\">a1</varequal></conditionvar><setvar action=\"Set\" varname=\"SCORE\">100</setvar>"));
    assert!(quiz.contains("3 &lt; 4"));
    assert!(quiz.contains("<itemfeedback ident=\"a1_fb\"><flow_mat>"), "{quiz}");
}

#[test]
fn the_same_things_give_the_same_bytes() {
    let write = || {
        let one = stick::write(&outline(), &labels(), &Shelf, Cursor::new(Vec::new())).unwrap();
        let two = cartridge::write(&outline(), &labels(), &Shelf, Cursor::new(Vec::new())).unwrap();
        (one.1.into_inner(), two.1.into_inner())
    };
    assert_eq!(write(), write());
}

#[test]
fn names_fit_every_file_system() {
    let mut taken = std::collections::HashSet::new();
    let cases = [
        ("a/b.pdf", "a/b.pdf"),
        ("A/B.PDF", "A/B-2.PDF"),
        ("../../etc/passwd", "etc/passwd"),
        ("/C:\\x", "C__x"),
        ("nul", "_nul"),
        ("LPT1.txt", "_LPT1.txt"),
        ("end. . ", "end"),
        (".htaccess", "_.htaccess"),
        ("", "file"),
        ("///", "file-2"),
        ("Übung 1?.docx", "Übung 1_.docx"),
    ];
    for (name, safe) in cases {
        assert_eq!(names::safe(name, &mut taken), safe, "{name}");
    }
}

#[test]
fn addresses_of_this_site_are_told_apart() {
    let cases = [
        ("/r/abc", Some(("abc", None))),
        ("/r/abc?x#y", Some(("abc", None))),
        ("/r/abc/dl/a%20b.png?download#z", Some(("abc", Some("a%20b.png")))),
        ("/r/abc/edit", None),
        ("/k/abc", None),
        ("https://x.example/r/abc", None),
    ];
    for (address, named) in cases {
        assert_eq!(address::named(address), named, "{address}");
    }
}
