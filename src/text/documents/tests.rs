//! Small documents of every form, and broken and hostile ones.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{LIMITS, Limits, MOST_WORDS, is_readable, read, words};

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}\
         </w:body></w:document>"
    );
    zip_of(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)])
}

fn said(bytes: &[u8], name: &str) -> String {
    words(Cursor::new(bytes), name)
}

#[test]
fn texts_are_read_in_their_letters() {
    for (bytes, name, text) in [
        (&b"Halves\r\n\r\n  and \tquarters\r\n"[..], "a.txt", "Halves\nand quarters"),
        (b"\xef\xbb\xbfBr\xc3\xbcche", "a.TXT", "Brüche"),
        (b"Br\xfcche", "a.csv", "Brüche"),
        (b"\xff\xfeB\0r\0\xfc\0", "a.txt", "Brü"),
        (b"Br\xc3\xbc\xc3", "cut.txt", "Brü\u{fffd}"),
        (b"MZ\x90\0\x03\0\0\0", "program.txt", ""),
        (b"# Halves\n\n*One* half.\n\n<b>x</b>", "a.md", "Halves\nOne half."),
        (
            b"<title>T</title><p>One&nbsp;half<script>var no</script><p>Two",
            "a.html",
            "One half\nTwo",
        ),
        (b"anything", "a.png", ""),
        (b"anything", "txt", ""),
    ] {
        let found = said(bytes, name);
        assert!(found.starts_with(text), "{name}: {found:?}");
        assert!(!found.contains("var no"));
        assert_eq!(found.is_empty(), text.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn word_says_what_is_written_and_not_what_was_erased() {
    let document = word(
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Ha</w:t></w:r><w:r><w:t \
         xml:space=\"preserve\">lves &amp; </w:t></w:r><w:r><w:t>qu&#228;rters</w:t></w:r></w:p>\
         <w:p><w:del><w:r><w:delText>erased</w:delText></w:r></w:del><w:r><w:t>a</w:t><w:br/>\
         <w:t>b</w:t></w:r></w:p><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice>\
         <mc:Fallback><w:t>box again</w:t></mc:Fallback></mc:AlternateContent>",
    );
    assert_eq!(said(&document, "Sheet.docx"), "Halves & quärters\na b\nbox");
}

#[test]
fn slides_are_read_in_their_order_and_cells_once() {
    let slide = |text: &str| {
        format!("<p:sld><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sld>")
    };
    let slides = zip_of(&[
        ("ppt/slides/slide10.xml", &slide("ten")),
        ("ppt/slides/slide2.xml", &slide("two")),
        ("ppt/slides/_rels/slide2.xml.rels", "<no/>"),
        ("ppt/slides/slide1.xml", &slide("one")),
    ]);
    assert_eq!(said(&slides, "a.pptx"), "one\ntwo\nten");
    let sheet = zip_of(&[(
        "xl/sharedStrings.xml",
        "<sst><si><t>Half</t></si><si><r><t>Quar</t></r><r><t>ter</t></r></si></sst>",
    )]);
    assert_eq!(said(&sheet, "a.xlsx"), "Half\nQuarter");
}

#[test]
fn open_documents_of_all_kinds_are_read() {
    let content = zip_of(&[(
        "content.xml",
        "<office:document-content><office:body><office:text><text:tracked-changes><text:p>old\
         </text:p></text:tracked-changes><text:h>Halves</text:h><text:p>One<text:s/>half\
         <office:annotation><text:p>remark</text:p></office:annotation>, two.</text:p><table:table>\
         <table:table-cell><text:p>cell</text:p></table:table-cell></table:table></office:text>\
         </office:body></office:document-content>",
    )]);
    for name in ["a.odt", "a.odp", "a.ods"] {
        assert_eq!(said(&content, name), "Halves\nOne half, two.\ncell", "{name}");
    }
}

#[test]
fn books_are_read_in_the_order_of_their_spine() {
    let chapter = |text: &str| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY a \"&b;&b;\">]><html><head><title>no\
             </title></head><body><h1>{text}</h1><p>x&nbsp;y&a;</p></body></html>"
        )
    };
    let book = zip_of(&[
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"OEBPS/p.opf\"/></rootfiles></container>",
        ),
        (
            "OEBPS/p.opf",
            "<package><manifest><item id=\"b\" href=\"text/b%20b.xhtml#x\"/><item id=\"a\" href=\"../a.xhtml\"/><item id=\"gone\" href=\"gone.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"gone\"/></spine></package>",
        ),
        ("OEBPS/text/b b.xhtml", &chapter("Second")),
        ("a.xhtml", &chapter("First")),
    ]);
    assert_eq!(said(&book, "a.epub"), "First\nx y\nSecond\nx y");
}

#[test]
fn what_is_broken_says_nothing() {
    let whole = word("<w:p><w:t>Halves</w:t></w:p>");
    assert_eq!(said(&whole, "a.docx"), "Halves");
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("not a zip", b"Halves".to_vec()),
        ("cut off", whole[..whole.len() - 30].to_vec()),
        ("another zip", zip_of(&[("a.txt", "Halves")])),
        ("cut XML", zip_of(&[("word/document.xml", "<w:document><w:t>Halves")])),
        ("no XML", zip_of(&[("word/document.xml", "<w:t>Halves</w:p>")])),
        ("a book without chapters", zip_of(&[("META-INF/container.xml", "<container/>")])),
    ] {
        for name in ["a.docx", "a.odt", "a.epub", "a.pptx", "a.xlsx"] {
            assert_eq!(said(&bytes, name), "", "{what} as {name}");
        }
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        let found = said(&flipped, "a.docx");
        assert!(found.is_empty() || found == "Halves", "byte {at}: {found:?}");
    }
}

#[test]
fn a_pdf_is_read_with_its_accents() {
    let pdf =
        b"%PDF-1.4\n1 0 obj<</Type/Page/Contents 2 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n\
        2 0 obj<</Length 34>>stream\nBT /F 9 Tf (Br\x01che \x02nden) Tj ET \nendstream endobj\n\
        3 0 obj<</Subtype/Type1/Encoding<</Differences[1/udieresis/fi]>>>>endobj";
    assert_eq!(said(pdf, "a.PDF"), "Br\u{fc}che finden");
    let small = Limits { pdf: 100, ..LIMITS };
    assert!(read(Cursor::new(pdf), "a.pdf", small).is_err());
}

#[test]
fn limits_hold() {
    let long = word(&"<w:p><w:t>Halves and quarters</w:t></w:p>".repeat(20_000));
    let found = said(&long, "a.docx");
    assert!((MOST_WORDS - 200..=MOST_WORDS).contains(&found.len()), "{}", found.len());
    let deep = word(&format!("{}{}", "<w:p>".repeat(300), "</w:p>".repeat(300)));
    let bomb = word(&" ".repeat(3 << 20));
    let many: Vec<(String, &str)> = (0..50_000).map(|n| (format!("{n}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let small = Limits { unpacked: 1 << 20, ..LIMITS };
    for (what, bytes) in [("deep", deep), ("bomb", bomb), ("many", zip_of(&many))] {
        assert!(read(Cursor::new(bytes), "a.docx", small).is_err(), "{what}");
    }
    let plain = "Halves ".repeat(1 << 20);
    assert!(said(plain.as_bytes(), "a.txt").len() <= MOST_WORDS);
}

#[test]
fn readable_is_what_ends_so() {
    for (name, readable) in [
        ("a.docx", true),
        ("folder.docx/a.PPTX", true),
        ("a.doc", false),
        ("a.pdf", true),
        ("a.rtf", false),
        ("docx", false),
        ("", false),
    ] {
        assert_eq!(is_readable(name), readable, "{name}");
    }
}
