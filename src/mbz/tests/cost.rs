//! Small texts that name one thing many times, or many things by one name: neither time nor memory
//! may grow with the product.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::super::*;
use super::bank::{answer, answers, asked, bank_of};
use super::made::*;
use super::old::{Old, Opened};
use crate::mbz::write::{Contents, Item, Original, Plan, Section, write};

/// No content is here.
struct Nothing;

impl Contents for Nothing {
    fn size(&self, _: [u8; 20]) -> std::io::Result<Option<u64>> {
        Ok(None)
    }

    fn open(&self, _: [u8; 20]) -> std::io::Result<Box<dyn std::io::Read>> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

/// What hangs takes more than so many times as long as some plain work does at that moment.
const LONG: u32 = 600;

/// How long that plain work takes now: the sum of 32 MiB, some twenty milliseconds.
fn plain_work() -> Duration {
    let bytes = vec![7; 32 << 20];
    let begun = Instant::now();
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    assert_eq!(sum.as_ref().len(), 32);
    begun.elapsed()
}

fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let before = plain_work();
    let begun = Instant::now();
    let done = work();
    let taken = begun.elapsed();
    let most = before.max(plain_work()) * LONG;
    assert!(taken < most, "{taken:?} of {most:?}");
    done
}

/// A question of the bank in Moodle XML, and shown with its answers.
fn moodle_xml(questions: &str) -> String {
    let (_attempt, course) = bank_of(questions);
    let bank = course.questions().unwrap();
    let mut out = Vec::new();
    for category in bank.bank() {
        write_questions(&mut out, Form::MoodleXml, &category, &bank, &NoPictures).unwrap();
    }
    String::from_utf8(out).unwrap()
}

fn shown(questions: &str) -> String {
    let (_attempt, course) = bank_of(questions);
    let bank = course.questions().unwrap();
    let category = bank.bank().remove(0);
    let words = WordList::english();
    let shown = course.render_bank(&category, &bank, &super::All, &words).unwrap();
    shown.body + &shown.key.unwrap_or_default()
}

fn of_parent(parent: i64, question: &str) -> String {
    question.replace("<parent>0</parent>", &format!("<parent>{parent}</parent>"))
}

#[test]
fn one_gap_named_a_hundred_thousand_times_is_filled_so_far() {
    let inner = of_parent(1, &asked(2, "shortanswer", &"a".repeat(100_000), ""));
    let own = "<multianswer id=\"1\"><sequence>2</sequence></multianswer>";
    let bank = asked(1, "multianswer", &"{#1}".repeat(100_000), own) + &inner;
    let written = in_time(|| moodle_xml(&bank));
    assert!(written.contains("aaaa") && written.contains("{#1}"));
    assert!(written.len() < 8 << 20, "{}", written.len());
    let long = answers(&[answer(3, &"b".repeat(100_000), "1.0", "")]);
    let inner = of_parent(1, &asked(2, "multichoice", "", &long));
    let bank = asked(1, "multianswer", &"{#1}".repeat(20_000), own) + &inner;
    let html = in_time(|| shown(&bank));
    assert!(html.contains("bbbb"));
    assert!(html.len() < 32 << 20, "{}", html.len());
}

#[test]
fn words_of_a_gap_are_listed_so_often() {
    let list: Vec<String> =
        (0..5_000).map(|n| answer(n, &format!("word {n}"), "0.0", "1")).collect();
    let bank = asked(1, "gapselect", &"[[1]]".repeat(10_000), &answers(&list));
    let html = in_time(|| shown(&bank));
    assert!(html.contains("word 4999"));
    assert!(html.len() < 32 << 20, "{}", html.len());
}

#[test]
fn a_label_is_dropped_on_so_many_places() {
    let mut own = format!(
        "<drags><drag id=\"1\"><no>1</no><label>{}</label></drag></drags><drops>",
        "c".repeat(50_000)
    );
    for n in 0..3_000 {
        write!(own, "<drop id=\"{n}\"><no>{n}</no><choice>1</choice></drop>").unwrap();
    }
    own.push_str("</drops>");
    let html = in_time(|| shown(&asked(1, "ddmarker", "Drop", &own)));
    assert!(html.contains("cccc"));
    assert!(html.len() < 32 << 20, "{}", html.len());
}

#[test]
fn many_questions_may_not_all_show_the_largest_one() {
    let large = of_parent(9_999, &asked(2, "shortanswer", &"a".repeat(400_000), ""));
    let own =
        format!("<multianswer id=\"1\"><sequence>{}</sequence></multianswer>", "2,".repeat(500));
    let many: String = (10..60).map(|id| asked(id, "multianswer", "{#1}", &own)).collect();
    in_time(|| moodle_xml(&(large + &many)));
}

#[test]
fn a_gap_that_is_its_own_question_is_shown_however_much_others_borrow() {
    let own = |id: i64| {
        let own = format!("<multianswer id=\"1\"><sequence>{id}</sequence></multianswer>");
        asked(id + 1, "multianswer", "{#1}", &own)
            + &of_parent(
                id + 1,
                &asked(id, "shortanswer", &format!("{{1:SHORTANSWER:=it {id}}}"), ""),
            )
    };
    let written = moodle_xml(&(own(10) + &own(20)));
    assert!(written.contains("=it 10") && written.contains("=it 20"), "{written}");
}

#[test]
fn tolerances_of_many_answers_are_found_at_once() {
    let mut own = String::from("<answers>");
    for n in 0..20_000 {
        write!(own, "<answer id=\"{n}\"><answertext>1</answertext></answer>").unwrap();
    }
    own.push_str("</answers><numerical_records>");
    for n in 0..20_000 {
        write!(own, "<numerical_record id=\"1\"><answer>{n}</answer><tolerance>0.{n}</tolerance></numerical_record>").unwrap();
    }
    own.push_str("</numerical_records>");
    let written = in_time(|| moodle_xml(&asked(1, "numerical", "How many?", &own)));
    assert!(written.contains("<tolerance>0.19999</tolerance>"));
}

#[test]
fn a_long_tolerance_belongs_to_one_answer() {
    let list: Vec<String> = (0..2_000).map(|_| answer(1, "1", "1.0", "")).collect();
    let record = format!(
        "<numerical_records><numerical_record id=\"1\"><answer>1</answer><tolerance>{}</tolerance>\
         </numerical_record></numerical_records>",
        "5".repeat(50_000)
    );
    let question = asked(1, "numerical", "How many?", &(answers(&list) + &record));
    assert!(in_time(|| moodle_xml(&question)).len() < 8 << 20);
    assert!(in_time(|| shown(&question)).len() < 8 << 20);
}

#[test]
fn questions_of_one_number_are_listed_once() {
    let many: String = (0..2_000).map(|_| asked(1, "essay", "Write", "")).collect();
    let (_attempt, course) = bank_of(&many);
    let bank = course.questions().unwrap();
    assert_eq!(bank.bank()[0].questions.len(), 1);
    assert_eq!(bank.of_context(50).len(), 1);
}

#[test]
fn thousands_of_types_are_told_apart_at_once() {
    let mut many = String::new();
    for n in 0..40_000 {
        many.push_str(&format!("<question id=\"{n}\"><qtype>{n:06}</qtype></question>"));
    }
    let (_attempt, course) = bank_of(&many);
    let counts = in_time(|| course.question_counts().unwrap());
    assert_eq!(counts.len(), 40_000);
}

#[test]
fn the_highest_numbers_leave_room_for_others() {
    let mut old = Old::new();
    old.item("label", 1, "<CONTENT>One</CONTENT>");
    old.item("label", 2, "<CONTENT>Two</CONTENT>");
    old.modules += "<MOD><ID>3</ID><MODTYPE>label</MODTYPE><NAME>Loose</NAME></MOD>";
    let max = i64::MAX.to_string();
    let again = format!(
        "<MODS><MOD><ID>{max}</ID><TYPE>label</TYPE><INSTANCE>1</INSTANCE></MOD>\
         <MOD><ID>{max}</ID><TYPE>label</TYPE><INSTANCE>1</INSTANCE></MOD></MODS>"
    );
    let section = format!("<SECTION><ID>{max}</ID><NUMBER>{max}</NUMBER>{again}</SECTION>");
    let xml = old.xml().replace("</SECTIONS>", &format!("{section}{section}</SECTIONS>"));
    let archive = zip_of(&vec![("moodle.xml".to_owned(), xml.into_bytes())]);
    let course = Opened::of(&archive, &Options::default()).course;
    assert_eq!(course.activities.len(), 3);
    let mut ids: Vec<i64> = course.sections.iter().map(|section| section.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), course.sections.len());
}

#[test]
fn posts_that_share_a_folder_of_files_do_not_each_look_through_it() {
    let mut old = Old::new();
    let posts = "<POST><ID>1</ID></POST>".repeat(10_000);
    let fields = format!(
        "<TYPE>news</TYPE><DISCUSSIONS><DISCUSSION><ID>1</ID><POSTS>{posts}</POSTS></DISCUSSION></DISCUSSIONS>"
    );
    old.item("forum", 1, &fields);
    for n in 0..3_000 {
        old.file(&format!("moddata/forum/1/1/{n}.txt"), b"a");
    }
    let archive = old.zip();
    let limits = Limits { file_rows: 5_000, ..Limits::default() };
    let options = Options { entries: true, limits };
    in_time(|| Try::new().unpack(&archive, &options).unwrap());
}

/// A cloze question of before 1.5 with so many gaps.
fn cloze(gaps: &str, answer: &str) -> Old {
    let mut old = Old::new();
    old.more = format!(
        "<QUESTION_CATEGORIES><QUESTION_CATEGORY><ID>1</ID><NAME>C</NAME><QUESTIONS><QUESTION>\
         <ID>1</ID><NAME>{answer}</NAME><QUESTIONTEXT>{{#1}}</QUESTIONTEXT><QTYPE>9</QTYPE>\
         <ANSWERS><ANSWER><ID>1</ID><ANSWER_TEXT>{answer}</ANSWER_TEXT><FRACTION>1</FRACTION>\
         </ANSWER></ANSWERS><MULTIANSWERS>{gaps}</MULTIANSWERS></QUESTION></QUESTIONS>\
         </QUESTION_CATEGORY></QUESTION_CATEGORIES>"
    );
    old.item("label", 1, "<CONTENT>One</CONTENT>");
    old
}

fn bank_length(old: &Old) -> u64 {
    let opened = in_time(|| old.open());
    opened.attempt.tree.join("questions.xml").metadata().unwrap().len()
}

#[test]
fn an_answer_of_old_goes_into_one_gap() {
    let gap = "<MULTIANSWER><ID>1</ID><ANSWERS>1</ANSWERS><ANSWERTYPE>1</ANSWERTYPE></MULTIANSWER>";
    let length = bank_length(&cloze(&gap.repeat(400), &"a".repeat(100_000)));
    assert!((200_000..1_500_000).contains(&length), "{length}");
}

#[test]
fn gaps_of_old_are_counted() {
    let list = "7,".repeat(200_000);
    let gap = format!("<MULTIANSWER><ID>1</ID><SEQUENCE>{list}</SEQUENCE></MULTIANSWER>");
    let length = bank_length(&cloze(&gap, "a"));
    assert!(length < 20_000, "{length}");
}

#[test]
fn elements_that_are_held_are_counted() {
    let mut old = Old::new();
    let ids = "<ID>1</ID>".repeat(300_000);
    for n in 0..4 {
        write!(old.modules, "<MOD><MODTYPE>label</MODTYPE><NAME>{n}</NAME>{ids}</MOD>").unwrap();
    }
    let result = Try::new().unpack(&old.zip(), &Options::default());
    assert!(matches!(result, Err(Broken::TooBig { what: "activities", .. })), "{result:?}");
}

#[test]
fn texts_full_of_marks_are_written_at_once() {
    for mark in [
        "http ",
        "$@FILEPHP@$",
        "https://old.example/moodle/mod/page/",
        "$@FORUMVIEWBYF*1@$",
        "@@PLUGINFILE@@/",
    ] {
        let mut members = members();
        replace(&mut members, "activities/page_7/page.xml", page(&mark.repeat(1 << 12)));
        let attempt = Try::new();
        let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
        let plan = Plan {
            sections: vec![Section {
                items: vec![Item::Original(Original { cmid: 7, ..Original::default() })],
                ..Section::default()
            }],
            ..Plan::default()
        };
        let work = tempfile::tempdir().unwrap();
        let (done, _) =
            in_time(|| write(&plan, &[&course], &Nothing, work.path(), Vec::new()).unwrap());
        assert_eq!(done.activities, 1, "{mark}");
    }
}

#[test]
fn a_question_is_asked_once_in_a_quiz() {
    let mut members = members();
    replace(&mut members, "moodle_backup.xml", manifest("quiz", 7));
    let mut slots = String::new();
    for n in 1..3_000 {
        write!(
            slots,
            "<question_instance id=\"{n}\"><slot>{n}</slot><page>1</page><questionid>1</questionid>\
             <maxmark>1</maxmark></question_instance>"
        )
        .unwrap();
    }
    let quiz = format!(
        "<activity id=\"9\" moduleid=\"7\" modulename=\"quiz\" contextid=\"70\"><quiz id=\"9\">\
         <name>Q</name><question_instances>{slots}</question_instances></quiz></activity>"
    );
    replace(&mut members, "activities/quiz_7/quiz.xml", quiz);
    let module = "<module id=\"7\"><modulename>quiz</modulename><sectionid>3</sectionid></module>";
    replace(&mut members, "activities/quiz_7/module.xml", module);
    let bank = format!(
        "<question_categories><question_category id=\"41\"><name>C</name><contextid>50</contextid>\
         <questions>{}</questions></question_category></question_categories>",
        asked(1, "essay", &"word ".repeat(20_000), "")
    );
    replace(&mut members, "questions.xml", bank);
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
    let bank = course.questions().unwrap();
    let activity = course.activity(7).unwrap();
    let words = WordList::english();
    let shown = in_time(|| course.render(&activity, &bank, &super::All, &words).unwrap());
    assert!(shown.body.contains("word word"));
    assert!(shown.body.len() < 1 << 20, "{}", shown.body.len());
}
