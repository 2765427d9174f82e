//! What a person types against what an FTS5 table finds.

use rusqlite::{Connection, params};

use super::{Asked, TOKENIZER, analyse, fold};

fn query(text: &str, languages: &[&str]) -> Option<String> {
    Asked::read(text, languages).map(|asked| asked.all())
}

fn any(text: &str) -> Option<String> {
    Asked::read(text, &[]).map(|asked| asked.any())
}

/// Text, its language, what somebody types, whether the text should be found.
#[rustfmt::skip]
const ROWS: &[(&str, &str, &str, bool)] = &[
    ("Adding fractions with unlike denominators", "en", "fraction", true),
    ("Adding fractions with unlike denominators", "en", "FRACTIONS add", true),
    ("Adding fractions with unlike denominators", "en", "how to add a fraction", true),
    ("Adding fractions with unlike denominators", "en", "denom", true),
    ("Adding fractions with unlike denominators", "en", "\"unlike denominators\"", true),
    ("Adding fractions with unlike denominators", "en", "\"denominators unlike\"", false),
    ("Adding fractions with unlike denominators", "en", "fractions -denominators", false),
    ("Adding fractions with unlike denominators", "en", "fractions -\"unlike numbers\"", true),
    ("Adding fractions with unlike denominators", "en", "subtraction", false),
    ("The students' e-mail project in C++", "en", "email", true),
    ("The students' e-mail project in C++", "en", "e-mails", true),
    ("The students' e-mail project in C++", "en", "student's project", true),
    ("The students' e-mail project in C++", "en", "c++", true),
    ("The students' e-mail project in C++", "en", "c#", false),
    ("An email to my pen friend", "en", "e-mail", true),
    ("Naïve Bayes in the café", "en", "naive cafe", true),
    ("Brüche kürzen und erweitern", "de", "Bruch", true),
    ("Brüche kürzen und erweitern", "de", "brueche", true),
    ("Brüche kürzen und erweitern", "de", "bruche", true),
    ("Brueche kuerzen", "de", "Brüche", true),
    ("Brueche kuerzen", "de", "bruche kürzen", true),
    ("Brüche kürzen und erweitern", "de", "Brücke", false),
    ("Die Straße und der Fluss", "de", "STRASSE", true),
    ("Mathematikunterricht in der Grundschule", "de", "Unterricht", true),
    ("Mathematikunterricht in der Grundschule", "de", "Mathematik Grundschule", true),
    ("Mathematikunterricht in der Grundschule", "de", "Schule", true),
    ("Unterrichtsmaterialien und Arbeitsblätter", "de", "Arbeitsblatt", true),
    ("Unterrichtsmaterialien und Arbeitsblätter", "de", "Material", true),
    ("Unterrichtsmaterialien und Arbeitsblätter", "de", "Blätter", true),
    ("Prozentrechnung: Übungsaufgaben", "de", "Aufgabe", true),
    ("Prozentrechnung: Übungsaufgaben", "de", "Rechnung", true),
    ("Prozentrechnung: Übungsaufgaben", "de", "Zinsrechnung", false),
    ("Bundestagswahl erklärt", "de", "Wahlen", true),
    ("Les fractions à l’école élémentaire", "fr", "ecole", true),
    ("Les fractions à l’école élémentaire", "fr", "l'école", true),
    ("Les fractions à l’école élémentaire", "fr", "école elementaires", true),
    ("Les cœurs et les œufs", "fr", "coeur", true),
    ("Les fractions à l’école élémentaire", "fr", "lycée", false),
    ("La fotosíntesis de las plantas", "es", "fotosintesis planta", true),
    ("El español de los niños", "es", "niño espanol", true),
    ("La fotosíntesis de las plantas", "es", "animales", false),
    ("As frações e os números decimais", "pt", "fração decimal", true),
    ("Le frazioni e i numeri decimali", "it", "frazione numero", true),
    ("Wiskunde: breuken en huiswerkbegeleiding", "nl", "breuk", true),
    ("Wiskunde: breuken en huiswerkbegeleiding", "nl", "begeleiding", true),
    ("Bråkräkning och övningar", "sv", "brak", true),
    ("Bråkräkning och övningar", "sv", "övning", true),
    ("Matematikundervisning för yngre barn", "sv", "undervisning", true),
    ("Rødgrød og brøkregning", "da", "rodgrod", true),
    ("Rødgrød og brøkregning", "da", "roedgroed", true),
    ("Norske fjorder og isbreer", "nb", "fjord", true),
    ("Matematiikan opetus ja murtoluvut", "fi", "matematiikka opetusta", false),
    ("Matematiikanopetus ja murtoluvut", "fi", "opetus", true),
    ("Törtek összeadása és kivonása", "hu", "törtekkel", true),
    ("Fracțiile și numerele", "ro", "fractii", true),
    ("Ułamki zwykłe i dziesiętne", "pl", "ułamek", true),
    ("Ułamki zwykłe i dziesiętne", "pl", "ulamkow", true),
    ("Ułamki zwykłe i dziesiętne", "pl", "geometria", false),
    ("Sčítání zlomků", "cs", "zlomky", true),
    ("Sčítání zlomků", "cs", "zlomek scitani", true),
    ("Dějiny střední Evropy", "cs", "dejiny evropa", true),
    ("Zlomky a percentá", "sk", "zlomok", true),
    ("Razlomci i postotci", "hr", "razlomcima", true),
    ("Kesirlerle toplama işlemi", "tr", "kesirler islem", true),
    ("İSTANBUL'UN TARİHİ", "tr", "istanbul tarihi", true),
    ("Istanbul’da ırmak", "tr", "IRMAK", true),
    ("Κλάσματα και δεκαδικοί αριθμοί", "el", "κλασμα", true),
    ("Ο νόμος του Ωμ", "el", "ΝΟΜΟΣ", true),
    ("Дроби и проценты: решение задач", "ru", "задача", true),
    ("Дроби и проценты: решение задач", "ru", "дробь процент", true),
    ("Ёжик в тумане", "ru", "ежик", true),
    ("Дроби и проценты: решение задач", "ru", "физика", false),
    ("Звичайні дроби для п’ятого класу", "uk", "п'ятий клас", true),
    ("Звичайні дроби для п’ятого класу", "uk", "дробів", true),
    ("Обикновени дроби за учениците", "bg", "ученик", false),
    ("Дробите в училище", "bg", "дроби", true),
    ("الكسور والأعداد العشرية في المدرسة", "ar", "كسور", true),
    ("الكسور والأعداد العشرية في المدرسة", "ar", "اعداد مدرسه", true),
    ("الكسور والأعداد العشرية في المدرسة", "ar", "مَدْرَسَة", true),
    ("كتابُ العُلوم", "ar", "للعلوم", true),
    ("الكسور والأعداد العشرية في المدرسة", "ar", "تاريخ", false),
    ("آموزش کسرها برای دانش‌آموزان", "fa", "كسر", true),
    ("آموزش کسرها برای دانش‌آموزان", "fa", "دانش آموزان", true),
    ("کتاب‌های درسی", "fa", "کتاب", true),
    ("اردو کی کتابیں", "ur", "كتابيں", true),
    ("שברים פשוטים בבית הספר", "he", "שבר בית", true),
    ("הַשְּׁבָרִים וְהַסְּפָרִים", "he", "ספרים", true),
    ("שברים פשוטים בבית הספר", "he", "גאומטריה", false),
    ("भिन्नों का जोड़ और घटाव", "hi", "भिन्न जोड", true),
    ("भिन्नों का जोड़ और घटाव", "hi", "रसायन", false),
    ("ভগ্নাংশের যোগ", "bn", "যোগ", true),
    ("பின்னங்கள் மற்றும் கணிதம்", "ta", "கணிதம்", true),
    ("พหุนามและเศษส่วนสำหรับนักเรียน", "th", "เศษส่วน", true),
    ("พหุนามและเศษส่วนสำหรับนักเรียน", "th", "นักเรียน", true),
    ("พหุนามและเศษส่วนสำหรับนักเรียน", "th", "ดาราศาสตร์", false),
    ("ເລກເສດສ່ວນ ແລະ ທົດສະນິຍົມ", "lo", "ເສດສ່ວນ", true),
    ("ប្រភាគនិងទសភាគ", "km", "ទសភាគ", true),
    ("အပိုင်းဂဏန်းများ", "my", "ဂဏန်း", true),
    ("小学三年级数学：分数的初步认识", "zh", "分数", true),
    ("小学三年级数学：分数的初步认识", "zh", "小学数学分数", true),
    ("小学三年级数学：分数的初步认识", "zh", "数", true),
    ("小学三年级数学：分数的初步认识", "zh", "\"三年级数学\"", true),
    ("小学三年级数学：分数的初步认识", "zh", "化学", false),
    ("分数の足し算と引き算", "ja", "足し算", true),
    ("分数の足し算と引き算", "ja", "分数の引き算", true),
    ("カケザンの練習プリント", "ja", "かけざん", true),
    ("ﾌﾟﾘﾝﾄ教材", "ja", "プリント", true),
    ("分数の足し算と引き算", "ja", "掛け算", false),
    ("초등학교에서 분수를 가르치기", "ko", "분수", true),
    ("초등학교에서 분수를 가르치기", "ko", "학교", true),
    ("초등학교에서 분수를 가르치기", "ko", "초등학교는", true),
    ("초등학교에서 분수를 가르치기", "ko", "역사", false),
    ("Phân số và số thập phân", "vi", "phan so", true),
    ("Đạo hàm và tích phân", "vi", "dao ham", true),
    ("Klasse ５ – Ⅷ Aufgaben ①", "de", "5 1", true),
    ("الصف ٧", "ar", "7", true),
    ("ﬁnal exam – ﬂuids", "en", "final fluid", true),
    ("Vitamin C und D", "de", "vitamin c", true),
    ("The C major scale", "en", "-major", false),
];

fn index() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(&format!(
        "create virtual table found using fts5(
             tokens, content='', contentless_delete=1, tokenize='{TOKENIZER}')"
    ))
    .unwrap();
    db
}

fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap()
}

fn finds(db: &Connection, expression: &str) -> Vec<i64> {
    let mut statement =
        db.prepare_cached("select rowid from found where found match ? order by rank").unwrap();
    let rows = statement.query_map([expression], |row| row.get(0));
    rows.unwrap().map(|row| row.unwrap_or_else(|e| panic!("{expression}: {e}"))).collect()
}

#[test]
fn people_find_what_they_look_for_in_many_languages() {
    let db = index();
    let mut wrong = Vec::new();
    for (at, (text, language, _, _)) in ROWS.iter().enumerate() {
        db.execute(
            "insert into found(rowid, tokens) values (?, ?)",
            params![number(at), analyse(text, Some(language))],
        )
        .unwrap();
    }
    for (at, (text, language, typed, wanted)) in ROWS.iter().enumerate() {
        for site in [vec![*language], vec!["en", "de", "fr", "es", "ar", "pl", language]] {
            let found = query(typed, &site)
                .is_some_and(|expression| finds(&db, &expression).contains(&(number(at))));
            println!(
                "{} {language} {typed} | {text}",
                if found { "found    " } else { "not found" }
            );
            if found != *wanted {
                wrong.push(format!("{language}: {typed} | {text} | {:?}", query(typed, &site)));
            }
        }
    }
    let languages: std::collections::HashSet<_> = ROWS.iter().map(|row| row.1).collect();
    assert!(ROWS.len() >= 80 && languages.len() >= 20);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn signs_on_letters_stay_in_their_words() {
    let db = index();
    for (at, text) in
        ["भिन्नों", "ভগ্নাংশের", "កម្ពុជា", "பின்னங்கள்", "שברים", "ເສດສ່ວນ", "𞤀𞤁"].iter().enumerate()
    {
        let tokens = analyse(text, Some("xx"));
        db.execute("insert into found(rowid, tokens) values (?, ?)", params![number(at), tokens])
            .unwrap();
        let first = tokens.split(' ').next().unwrap();
        assert_eq!(finds(&db, &format!("\"{first}\"")), [number(at)], "{text}");
    }
}

#[test]
fn nothing_that_is_typed_breaks_the_search() {
    let db = index();
    let nasty = [
        "",
        " ",
        "\"",
        "\"\"",
        "'",
        "*",
        "a*",
        "-",
        "--",
        "- -a",
        "-\"",
        "(",
        ")",
        "((a",
        "a AND",
        "NOT",
        "OR OR",
        "NEAR(a b, 3)",
        "tokens:x",
        "{tokens} : x",
        "^a",
        "a + b",
        "a\0b",
        "\0",
        "\u{FEFF}",
        "a\"b\"c",
        "\\\"",
        ";--",
        "%",
        "_",
        "1e999",
        "\u{202E}abc",
        "🏫",
        "👩🏽‍🏫",
        "ﷺ",
        "\u{301}",
        "\u{200D}",
        "-\"a",
        "\"-a",
        "“a",
        "„a“ b”",
        "a-b-c-d-e-f-g",
        "l'",
        "'l",
        "c++",
        "c+++",
        "#c#",
        "ß",
        "ŉ",
        "ﬃ",
        "𝔘𝔫𝔦",
        "\u{1F1E9}",
        "ก",
        "ー",
        "々",
        "々々々",
        "ㄱㄴ",
        "ｱﾞ",
        "가\u{11A8}",
        "\u{E000}",
        "\u{10FFFF}",
        "a\u{300}\u{301}\u{302}",
        "not and or near",
        "x\ny\tz",
    ];
    let mut seed = 7_u64;
    let mut dice = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    let mut typed: Vec<String> = nasty.iter().map(|text| (*text).to_owned()).collect();
    for text in nasty {
        typed.push(text.repeat(400));
    }
    for _ in 0..500 {
        let parts = dice() % 8;
        typed.push((0..parts).map(|_| nasty[dice() % nasty.len()]).collect());
        let letters = dice() % 20;
        typed.push(
            (0..letters)
                .filter_map(|_| char::from_u32(u32::try_from(dice() % 0x2_FFFF).unwrap()))
                .collect(),
        );
    }
    for text in &typed {
        let tokens = analyse(text, None);
        db.execute("insert into found(tokens) values (?)", [&tokens]).unwrap();
        for expression in [query(text, &["de", "ar", "tr"]), any(text)].into_iter().flatten() {
            assert!(expression.len() < 60_000, "{} bytes for {text:?}", expression.len());
            finds(&db, &expression);
            finds(&db, &format!("{{tokens}} : ({expression})"));
        }
    }
}

#[test]
fn a_german_index_stays_modest() {
    let text = "Im Mathematikunterricht der Grundschule lernen die Schülerinnen und Schüler die \
        Bruchrechnung zunächst anschaulich kennen. Die Unterrichtsmaterialien enthalten Arbeitsblätter, \
        Übungsaufgaben mit Lösungen und eine Lernzielkontrolle. In der ersten Stunde werden Kreisdiagramme \
        ausgeschnitten, gefaltet und miteinander verglichen; danach beschreiben die Kinder in \
        Partnerarbeit, was ihnen auffällt. Die Lehrkraft sammelt die Beobachtungen an der Tafel und führt \
        die Fachbegriffe Zähler, Nenner und Bruchstrich ein. Als Hausaufgabe suchen die Kinder in der Küche \
        nach Messbechern und Rezepten, in denen Brüche vorkommen. Die Differenzierung erfolgt über drei \
        Schwierigkeitsstufen. Eine Rückmeldung an die Eltern kann mit dem beigelegten Bogen gegeben werden.";
    let tokens = analyse(text, Some("de"));
    println!(
        "{} words, {} tokens, {} % of the text",
        text.split(' ').count(),
        tokens.split(' ').count(),
        tokens.len() * 100 / text.len()
    );
    assert!(tokens.len() < text.len() * 2);
}

#[test]
fn folding_brings_spellings_together() {
    for (a, b) in [
        ("STRASSE", "straße"),
        ("Œuvre", "oeuvre"),
        ("ΝΌΜΟΣ", "νόμος"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("Ёлка", "елка"),
        ("أحمد", "احمد"),
        ("ﬁne", "FINE"),
        ("カナ", "かな"),
        ("٣", "3"),
    ] {
        assert_eq!(fold(a), fold(b));
    }
    assert_ne!(fold("май"), fold("маи"));
}
