//! Small PDFs made by hand, whole, broken and hostile.

use std::{
    fmt::Write as _,
    io::Write as _,
    time::{Duration, Instant},
};

use flate2::{Compression, write::ZlibEncoder};

use super::read;

const PLAIN: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/// A file with one page that shows this in this font; the rest of the objects from 6 on.
fn pdf(content: &[u8], filter: &str, font: &str, more: &[&str]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n%\xe2\xe3\n".to_vec();
    let head = format!(
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj <</Type /Pages /Count 1 /Kids \
         [3 0 R]/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>> endobj\n3 0 obj<</Type/Page\
         /Parent 2 0 R/Contents[4 0 R]>>endobj\n5 0 obj{font}endobj\n4 0 obj<</Length {}{filter}>>\
         stream\r\n",
        content.len()
    );
    file.extend_from_slice(head.as_bytes());
    file.extend_from_slice(content);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    for (number, object) in (6..).zip(more) {
        file.extend_from_slice(format!("{number} 0 obj{object}endobj\n").as_bytes());
    }
    file.extend_from_slice(b"trailer<</Root 1 0 R>>\n%%EOF");
    file
}

fn packed(content: &str) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(content.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn said(file: &[u8]) -> String {
    let mut all = String::new();
    let end = Instant::now() + Duration::from_secs(2);
    read(file, 8 << 20, end, |page| {
        all.push_str(page);
        true
    });
    all.trim().to_owned()
}

fn shows(content: &str) -> String {
    said(&pdf(format!("BT /F1 12 Tf {content} ET").as_bytes(), "", PLAIN, &[]))
}

#[test]
fn gaps_part_words_and_lines() {
    for (content, text) in [
        ("72 700 Td (Halves) Tj", "Halves"),
        ("(Hal) Tj (ves) Tj", "Halves"),
        ("[(Hal) -20 (ves) -300 (and) 15 (more)] TJ", "Halves andmore"),
        ("(Halves) Tj 60 0 Td (here) Tj", "Halves here"),
        ("(Halves) Tj 36 0 Td (here) Tj", "Halveshere"),
        ("1 0 0 1 72 700 Tm (one) Tj 1 0 0 1 72 680 Tm (two) Tj", "one\ntwo"),
        ("14 TL (one) Tj T* (two) Tj (three) '", "one\ntwo\nthree"),
        ("0 1 -1 0 300 50 Tm (one) Tj 0 1 -1 0 300 90 Tm (two) Tj", "one two"),
        (
            "(Bruch-) Tj 0 -14 Td (rechnung) Tj 0 -14 Td (Nord-) Tj 0 -14 Td (Ost) Tj",
            "Bruchrechnung\nNord-\nOst",
        ),
        ("(a\\(b\\)\\\\ \\344 \\\n(c)) Tj <4469> Tj", "a(b)\\ ä (c)Di"),
        ("BI /W 1 ID (x)\x01 EI (after) Tj", "after"),
        ("(no font) Tj /F9 1 Tf (none) Tj", "no fontnone"),
        ("( ", ""),
    ] {
        assert_eq!(shows(content), text, "{content}");
    }
}

#[test]
fn fonts_say_which_letters_their_codes_are() {
    let differences = "<</Type/Font/Subtype/Type1/Encoding<</Differences[1/fi/adieresis/uni20AC\
        /unknown 65/B]>>>>";
    let file = pdf(b"BT /F1 9 Tf <0102034104> Tj ET", "", differences, &[]);
    assert_eq!(said(&file), "fia\u{308}€B");

    let map = "<</Length 300>>stream\n1 begincodespacerange <0000> <ffff> endcodespacerange\n\
        2 beginbfchar <0003> <0020> <0010> <00420072> endbfchar\n\
        2 beginbfrange <0020> <0022> <03b1> <0030> <0031> [<00fc> <0063>] endbfrange\nendstream";
    let wide = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts\
        [<</Type/Font/DW 500/W[16[600 600] 48 49 550]>>]>>";
    let content = packed("BT /F1 10 Tf <001000300031> Tj <0003> Tj <002000210022> Tj ET");
    let file = pdf(&content, "/Filter/FlateDecode", wide, &[map]);
    assert_eq!(said(&file), "Brüc αβγ");
}

#[test]
fn forms_and_packed_objects_are_read() {
    let form =
        "<</Subtype/Form/Length 37>>stream\nBT /F1 12 Tf (inside) Tj ET /X Do     \nendstream";
    let file = pdf(b"BT /F1 12 Tf (before) Tj ET /X Do", "", PLAIN, &[form]);
    assert!(said(&file).starts_with("before\ninside\ninside"));

    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]>>",
        "<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        PLAIN,
    ];
    let (mut index, mut body) = (String::new(), String::new());
    for (number, object) in [1, 2, 3, 5].iter().zip(objects) {
        write!(index, "{number} {} ", body.len()).unwrap();
        body.push_str(object);
        body.push(' ');
    }
    let stream = packed(&format!("{index}{body}"));
    let mut file = format!(
        "%PDF-1.5\n4 0 obj<</Length 28>>stream\nBT /F 12 Tf (packed) Tj ET  \nendstream endobj\n7 0 obj\
         <</Type/ObjStm/N 4/First {}/Length {}/Filter/FlateDecode>>stream\n",
        index.len(),
        stream.len()
    )
    .into_bytes();
    file.extend_from_slice(&stream);
    file.extend_from_slice(b"\nendstream endobj");
    assert_eq!(said(&file), "packed");
}

#[test]
fn what_is_broken_encrypted_or_hostile_ends_soon() {
    let whole = pdf(b"BT /F1 12 Tf (Halves) Tj ET", "", PLAIN, &[]);
    assert_eq!(said(&whole), "Halves");
    let mut encrypted = whole.clone();
    encrypted.extend_from_slice(b"trailer<</Encrypt 9 0 R>>");
    assert_eq!(said(&encrypted), "");
    let kids = "<</Type/Pages/Kids[6 0 R 6 0 R 7 0 R]>>";
    let around = "<</Type/Pages/Kids[6 0 R]/Resources 7 0 R>>";
    for (what, file) in [
        ("nothing", Vec::new()),
        ("no PDF", b"Halves".to_vec()),
        ("brackets", b"1 0 obj".iter().chain(&b"[".repeat(1 << 20)).copied().collect()),
        ("objects", b"1 0 obj<<".repeat(100_000)),
        ("circles", pdf(b"", "", "5 0 R", &[kids, around, "8 0 R"])),
        ("a bomb", pdf(&packed(&" ".repeat(12 << 20)), "/Filter/FlateDecode", PLAIN, &[])),
        (
            "numbers",
            pdf(
                b"BT /F1 1e999 Tf 99999999999999999999 0 Td (x) Tj -1e308 Tw (y) Tj ET",
                "",
                PLAIN,
                &[],
            ),
        ),
    ] {
        let start = Instant::now();
        let found = said(&file);
        assert!(start.elapsed() < Duration::from_secs(5), "{what}: {:?}", start.elapsed());
        assert!(found.len() < 100, "{what}: {found}");
    }
    let mut seed = 1_u64;
    for _ in 0..400 {
        let mut bad = whole.clone();
        for _ in 0..4 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).unwrap_or(0) % bad.len();
            bad[at] = seed.to_le_bytes()[3];
        }
        said(&bad);
    }
}
