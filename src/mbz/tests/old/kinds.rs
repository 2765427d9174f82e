//! Every type of question, by its word and by its number.

use super::*;

fn question(id: i64, kind: &str, text: &str, more: &str) -> String {
    format!(
        "<QUESTION><ID>{id}</ID><PARENT>0</PARENT><NAME>Q{id}</NAME>\
         <QUESTIONTEXT>{text}</QUESTIONTEXT><QUESTIONTEXTFORMAT>1</QUESTIONTEXTFORMAT>\
         <IMAGE></IMAGE><DEFAULTGRADE>2</DEFAULTGRADE><PENALTY>0.1</PENALTY>\
         <QTYPE>{kind}</QTYPE><HIDDEN>0</HIDDEN>{more}</QUESTION>"
    )
}

fn answers(list: &[(i64, &str, &str)]) -> String {
    let mut rows = String::new();
    for (id, text, fraction) in list {
        rows += &format!(
            "<ANSWER><ID>{id}</ID><ANSWER_TEXT>{text}</ANSWER_TEXT>\
             <FRACTION>{fraction}</FRACTION><FEEDBACK>Said {id}</FEEDBACK></ANSWER>"
        );
    }
    format!("<ANSWERS>{rows}</ANSWERS>")
}

/// Types with answers to choose or to type.
fn plain(numbers: bool) -> String {
    let name = |word: &'static str, number: &'static str| if numbers { number } else { word };
    let mut bank = String::new();
    bank += &question(
        1,
        name("shortanswer", "1"),
        "Short?",
        &("<SHORTANSWER><ANSWERS>11</ANSWERS><USECASE>1</USECASE></SHORTANSWER>".to_owned()
            + &answers(&[(11, "Paris", "1")])),
    );
    bank += &question(
        2,
        name("truefalse", "2"),
        "True?",
        &("<TRUEFALSE><TRUEANSWER>21</TRUEANSWER><FALSEANSWER>22</FALSEANSWER></TRUEFALSE>"
            .to_owned()
            + &answers(&[(21, "True", "0"), (22, "False", "1")])),
    );
    bank += &question(
        3,
        name("multichoice", "3"),
        "Which?",
        &("<MULTICHOICE><LAYOUT>0</LAYOUT><ANSWERS>32,31</ANSWERS><SINGLE>0</SINGLE>\
           <SHUFFLEANSWERS>1</SHUFFLEANSWERS><CORRECTFEEDBACK>Well done</CORRECTFEEDBACK>\
           </MULTICHOICE>"
            .to_owned()
            + &answers(&[(31, "Second choice", "0.5"), (32, "First choice", "0.5")])),
    );
    bank += &question(4, name("random", "4"), "1", "");
    bank += &question(
        5,
        name("match", "5"),
        "Match",
        "<MATCHOPTIONS><SHUFFLEANSWERS>1</SHUFFLEANSWERS></MATCHOPTIONS><MATCHS><MATCH><ID>51</ID>\
         <CODE>1</CODE><QUESTIONTEXT>Left</QUESTIONTEXT><ANSWERTEXT>Right</ANSWERTEXT></MATCH>\
         </MATCHS>",
    );
    bank += &question(
        6,
        name("randomsamatch", "6"),
        "Any pairs",
        "<RANDOMSAMATCH><CHOOSE>3</CHOOSE><SHUFFLEANSWERS>1</SHUFFLEANSWERS></RANDOMSAMATCH>",
    );
    bank += &question(7, name("description", "7"), "Only words", "");
    bank += &question(
        8,
        name("numerical", "8"),
        "How many?",
        &("<NUMERICAL><ANSWER>81</ANSWER><TOLERANCE>0.5</TOLERANCE><NUMERICAL_UNITS>\
           <NUMERICAL_UNIT><MULTIPLIER>1</MULTIPLIER><UNIT>km</UNIT></NUMERICAL_UNIT>\
           </NUMERICAL_UNITS></NUMERICAL>"
            .to_owned()
            + &answers(&[(81, "42", "1")])),
    );
    bank
}

/// Types made of parts.
fn of_parts(numbers: bool) -> String {
    let name = |word: &'static str, number: &'static str| if numbers { number } else { word };
    let mut bank = String::new();
    let gaps = if numbers {
        "<MULTIANSWERS><MULTIANSWER><ID>1</ID><QUESTION>9</QUESTION><ANSWERS>91,92</ANSWERS>\
         <POSITIONKEY>1</POSITIONKEY><ANSWERTYPE>1</ANSWERTYPE><NORM>1</NORM><SHORTANSWERS>\
         </SHORTANSWERS></MULTIANSWER></MULTIANSWERS>"
            .to_owned()
            + &answers(&[(91, "gap", "1"), (92, "hole", "0")])
    } else {
        "<MULTIANSWERS><MULTIANSWER><ID>1</ID><QUESTION>9</QUESTION><SEQUENCE>19</SEQUENCE>\
         </MULTIANSWER></MULTIANSWERS>"
            .to_owned()
    };
    bank += &question(9, name("multianswer", "9"), "Fill the {#1} here", &gaps);
    if !numbers {
        bank += &question(
            19,
            "shortanswer",
            "{1:SHORTANSWER:=gap}",
            &("<SHORTANSWER><USECASE>0</USECASE></SHORTANSWER>".to_owned()
                + &answers(&[(91, "gap", "1")])),
        )
        .replace("<PARENT>0<", "<PARENT>9<");
    }
    bank += &question(
        10,
        name("calculated", "10"),
        "{a} times two?",
        &("<CALCULATED><ANSWER>101</ANSWER><TOLERANCE>0.01</TOLERANCE><TOLERANCETYPE>1</TOLERANCETYPE>\
           <DATASET_DEFINITIONS><DATASET_DEFINITION><CATEGORY>0</CATEGORY><NAME>a</NAME><TYPE>1</TYPE>\
           <OPTIONS>uniform:1:10:1</OPTIONS><ITEMCOUNT>1</ITEMCOUNT><DATASET_ITEMS><DATASET_ITEM>\
           <NUMBER>1</NUMBER><VALUE>7.5</VALUE></DATASET_ITEM></DATASET_ITEMS></DATASET_DEFINITION>\
           </DATASET_DEFINITIONS></CALCULATED>"
            .to_owned()
            + &answers(&[(101, "{a}*2", "1")])),
    );
    bank += &question(12, name("essay", "12"), "Write!", &answers(&[(121, "", "0")]));
    bank
}

/// A quiz with one question of each type, under its name in words or its number.
pub fn course(numbers: bool) -> Old {
    let bank = plain(numbers) + &of_parts(numbers);
    let mut old = Old::new();
    if numbers {
        old.info =
            "<MOODLE_RELEASE>1.5.4</MOODLE_RELEASE><BACKUP_VERSION>2005060201</BACKUP_VERSION>"
                .to_owned();
    }
    old.more = format!(
        "<QUESTION_CATEGORIES><QUESTION_CATEGORY><ID>3</ID><NAME>Rivers</NAME><INFO>About</INFO>\
         <PARENT>0</PARENT><SORTORDER>999</SORTORDER><QUESTIONS>{bank}</QUESTIONS>\
         </QUESTION_CATEGORY><QUESTION_CATEGORY><ID>4</ID><NAME>Seas</NAME><PARENT>3</PARENT>\
         <QUESTIONS></QUESTIONS></QUESTION_CATEGORY></QUESTION_CATEGORIES>"
    );
    let mut instances = String::new();
    for id in 1..=12 {
        instances += &format!(
            "<QUESTION_INSTANCE><ID>{id}</ID><QUESTION>{id}</QUESTION><GRADE>{id}</GRADE>\
             </QUESTION_INSTANCE>"
        );
    }
    old.item(
        "quiz",
        1,
        &format!(
            "<INTRO>I</INTRO><TIMELIMIT>45</TIMELIMIT><QUESTIONS>1,2,0,3,4,5,6,7,8,0,9,10,12,0</QUESTIONS>\
             <GRADE>10</GRADE><PASSWORD>sesame</PASSWORD><QUESTION_INSTANCES>{instances}\
             </QUESTION_INSTANCES>"
        ),
    );
    old
}

#[test]
fn every_type_of_question_can_be_read_by_word_and_by_number() {
    for numbers in [false, true] {
        let opened = course(numbers).open();
        let counts = opened.course.question_counts().unwrap();
        for kind in [
            "truefalse",
            "multichoice",
            "match",
            "randomsamatch",
            "description",
            "numerical",
            "multianswer",
            "calculated",
            "essay",
        ] {
            assert_eq!(counts.get(kind), Some(&1), "{kind} {counts:?}");
        }
        assert_eq!(counts["shortanswer"], 2, "{numbers}");
        assert!(!counts.contains_key("random"));
        let key = opened.shown(10).key.unwrap();
        for text in [
            "Short?",
            "Paris",
            "True?",
            "Which?",
            "Match",
            "Left",
            "Right",
            "Only words",
            "How many?",
            "± 0.5",
            "km",
            "{a}*2",
            "7.5",
            "Write!",
            "Said 31",
            "Rivers",
        ] {
            assert!(key.contains(text), "{numbers} {text}: {key}");
        }
        assert!(opened.attempt.all().contains("Well done"));
        // Inner answers stand in their gap.
        assert!(key.contains("gap"), "{key}");
        assert!(key.find("First choice") < key.find("Second choice"));
        let Content::Quiz(quiz) = opened.course.activity(10).unwrap().content else { panic!() };
        assert_eq!(quiz.time_limit, 45 * 60);
        assert_eq!(quiz.slots.len(), 11);
        let pages: Vec<i64> = quiz.slots.iter().map(|slot| slot.page).collect();
        assert_eq!(pages, [1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3]);
        assert!((quiz.slots[2].mark - 3.0).abs() < 1e-9);
        assert_eq!(quiz.slots[3].pick, Pick::Random(Some(3)));
        assert!(!opened.attempt.all().contains("sesame"));
    }
}

#[test]
fn categories_have_one_above_them_in_each_context() {
    let mut old = course(false);
    old.more = old.more.replace(
        "<QUESTION_CATEGORY><ID>4</ID>",
        "<QUESTION_CATEGORY><ID>6</ID><NAME>Own</NAME><CONTEXT><LEVEL>module</LEVEL>\
         <INSTANCE>10</INSTANCE></CONTEXT><PARENT>0</PARENT><QUESTIONS></QUESTIONS>\
         </QUESTION_CATEGORY><QUESTION_CATEGORY><ID>4</ID>",
    );
    let opened = old.open();
    let bank = std::fs::read_to_string(opened.attempt.tree.join("questions.xml")).unwrap();
    assert_eq!(bank.matches("<name>top</name>").count(), 2);
    assert_eq!(bank.matches("<parent>0</parent>\n<sortorder>").count(), 2);
    assert!(bank.contains("<contextlevel>70</contextlevel>\n<contextinstanceid>10<"));
    assert!(bank.contains("<info>About</info>"));
    assert_eq!(opened.course.title, "C & D");
}

#[test]
fn the_picture_of_a_question_comes_with_it() {
    let mut old = course(false);
    old.more = old.more.replacen("<IMAGE></IMAGE>", "<IMAGE>maps/river.png</IMAGE>", 1);
    old.file("course_files/maps/river.png", b"picture");
    let opened = old.open();
    assert!(opened.body(10).contains("<img"));
    assert!(!opened.has_warning("unused_files"));
}
