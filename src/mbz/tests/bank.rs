//! The question bank by category, and its questions in the forms of other programs.

use super::super::*;
use super::made::*;

/// A bank in the layout of Moodle 3: a category for each list of questions.
pub(super) fn bank_of(questions: &str) -> (Try, Course) {
    let mut members = members();
    let xml = format!(
        "<question_categories><question_category id=\"40\"><name>top</name>\
         <contextid>50</contextid><contextlevel>50</contextlevel><parent>0</parent><questions>\
         </questions></question_category><question_category id=\"41\"><name>Rivers / Seas</name>\
         <contextid>50</contextid><info>About water</info><infoformat>1</infoformat>\
         <parent>40</parent><questions>{questions}</questions></question_category>\
         </question_categories>"
    );
    replace(&mut members, "questions.xml", xml);
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
    (attempt, course)
}

/// A question with its own part; `<` in texts is written `&lt;`.
pub(super) fn asked(id: i64, kind: &str, text: &str, own: &str) -> String {
    format!(
        "<question id=\"{id}\"><parent>0</parent><name>Q {kind}</name>\
         <questiontext>{text}</questiontext><questiontextformat>1</questiontextformat>\
         <generalfeedback>In general.</generalfeedback>\
         <generalfeedbackformat>1</generalfeedbackformat><defaultgrade>2.0000000</defaultgrade>\
         <penalty>0.5000000</penalty><qtype>{kind}</qtype><hidden>0</hidden>\
         <plugin_qtype_{kind}_question>{own}</plugin_qtype_{kind}_question></question>"
    )
}

pub(super) fn answer(id: i64, text: &str, fraction: &str, feedback: &str) -> String {
    format!(
        "<answer id=\"{id}\"><answertext>{text}</answertext><answerformat>1</answerformat>\
         <fraction>{fraction}</fraction><feedback>{feedback}</feedback>\
         <feedbackformat>1</feedbackformat></answer>"
    )
}

pub(super) fn answers(list: &[String]) -> String {
    format!("<answers>{}</answers>", list.concat())
}

/// One picture with two names in the question area.
struct Album(CourseFile);

impl Pictures for Album {
    fn of(&self, component: &str, area: &str, item: i64) -> Vec<&CourseFile> {
        let here = (component, area, item) == ("question", "questiontext", 1);
        here.then_some(&self.0).into_iter().collect()
    }

    fn read(&self, _: &CourseFile) -> Option<Vec<u8>> {
        Some(b"picture".to_vec())
    }
}

fn written(course: &Course, form: Form) -> (String, Written) {
    let questions = course.questions().unwrap();
    let categories = questions.bank();
    let mut out = Vec::new();
    let mut file = course.files.iter().next().unwrap().clone();
    file.key.path = "/a \"b\"/pic & one.png".into();
    let album = Album(file);
    let done = write_questions(&mut out, form, &categories[0], &questions, &album).unwrap();
    (String::from_utf8(out).unwrap(), done)
}

fn samples_of_each() -> String {
    [
        asked(
            1,
            "multichoice",
            "&lt;p&gt;Which of {these}: A = B?&lt;/p&gt;",
            &format!(
                "{}<multichoice id=\"9\"><single>1</single><shuffleanswers>1</shuffleanswers>\
                 <answernumbering>abc</answernumbering><correctfeedback>Yes.</correctfeedback>\
                 <correctfeedbackformat>1</correctfeedbackformat></multichoice>",
                answers(&[
                    answer(1, "&lt;b&gt;Elbe&lt;/b&gt;", "1.0000000", "Right: it is."),
                    answer(2, "Rhine", "0.0000000", ""),
                    answer(3, "Both ~ 50 %", "-0.3333333", "No #1"),
                ])
            ),
        ),
        asked(
            2,
            "multichoice",
            "Several",
            &format!(
                "{}<multichoice id=\"9\"><single>0</single></multichoice>",
                answers(&[
                    answer(4, "a", "0.5000000", ""),
                    answer(5, "b", "0.5000000", ""),
                    answer(6, "c", "-1.0000000", ""),
                ])
            ),
        ),
        asked(
            3,
            "truefalse",
            "The sea is salt.",
            &format!(
                "{}<truefalse id=\"1\"><trueanswer>8</trueanswer><falseanswer>7</falseanswer>\
                 </truefalse>",
                answers(&[
                    answer(7, "Falsch", "0.0000000", "Taste it!"),
                    answer(8, "Wahr", "1.0000000", "It is."),
                ])
            ),
        ),
        asked(
            4,
            "shortanswer",
            "Capital?",
            &format!(
                "{}<shortanswer id=\"1\"><usecase>1</usecase></shortanswer>",
                answers(&[
                    answer(9, "Kiel", "1.0000000", "Yes"),
                    answer(10, "*", "0.0000000", "No"),
                ])
            ),
        ),
        asked(
            5,
            "numerical",
            "How many?",
            &format!(
                "{}<numerical_units><numerical_unit id=\"1\"><multiplier>1</multiplier>\
                 <unit>m</unit></numerical_unit></numerical_units><numerical_records>\
                 <numerical_record id=\"1\"><answer>11</answer><tolerance>0.5</tolerance>\
                 </numerical_record></numerical_records>",
                answers(&[
                    answer(11, "42", "1.0000000", ""),
                    answer(12, "*", "0.0000000", "Count!"),
                ])
            ),
        ),
        asked(
            6,
            "match",
            "Pairs",
            "<matchoptions id=\"1\"><shuffleanswers>1</shuffleanswers></matchoptions><matches>\
             <match id=\"1\"><questiontext>cat</questiontext>\
             <questiontextformat>1</questiontextformat><answertext>mammal</answertext></match>\
             <match id=\"2\"><questiontext>frog</questiontext>\
             <questiontextformat>1</questiontextformat><answertext>not a mammal</answertext>\
             </match><match id=\"3\"><questiontext></questiontext>\
             <questiontextformat>1</questiontextformat><answertext>stone</answertext></match>\
             </matches>",
        ),
        asked(
            7,
            "essay",
            "Write!",
            "<essay id=\"1\"><responseformat>editor</responseformat></essay>",
        ),
        asked(8, "description", "Read this: 1 &lt; 2", ""),
        asked(9, "game", "A type from elsewhere", ""),
    ]
    .concat()
}

#[test]
fn gift_is_as_written_by_hand() {
    let (_tree, course) = bank_of(&samples_of_each());
    let (text, done) = written(&course, Form::Gift);
    let want = r"// question: 1  name: Q multichoice
::Q multichoice::[html]<p>Which of \{these\}\: A \= B?</p>{
	=<b>Elbe</b>#Right\: it is.
	~Rhine
	~%-33.33333%Both \~ 50 %#No \#1
	####In general.
}

// question: 2  name: Q multichoice
::Q multichoice::[html]Several{
	~%50%a
	~%50%b
	~%-100%c
	####In general.
}

// question: 3  name: Q truefalse
::Q truefalse::[html]The sea is salt.{TRUE#Taste it!#It is.####In general.}

// question: 4  name: Q shortanswer
::Q shortanswer::[html]Capital?{
	=%100%Kiel#Yes
	=%0%*#No
	####In general.
}

// question: 5  name: Q numerical
::Q numerical::[html]How many?{#
	=%100%42:0.5
	~#Count!
	####In general.
}

// question: 6  name: Q match
::Q match::[html]Pairs{
	=cat -> mammal
	=frog -> not a mammal
	= -> stone
	####In general.
}

// question: 7  name: Q essay
::Q essay::[html]Write!{####In general.}

// question: 8  name: Q description
::Q description::[html]Read this\: 1 < 2

";
    assert_eq!(text, want);
    assert_eq!(done.questions, 8);
    let left = [(Why::Kind, vec!["Q game".to_owned()])];
    assert_eq!(done.left_out.into_iter().collect::<Vec<_>>(), left);
}

#[test]
fn aiken_takes_single_choices_only() {
    let (_tree, course) = bank_of(&samples_of_each());
    let (text, done) = written(&course, Form::Aiken);
    let want = "Which of {these}: A = B?\nA) Elbe\nB) Rhine\nC) Both ~ 50 %\nANSWER: A\n\n";
    assert_eq!(text, want);
    assert_eq!((done.questions, done.missing()), (1, 8));
    assert_eq!(done.left_out[&Why::Shape], ["Q multichoice"]);
    assert_eq!(done.left_out[&Why::Kind].len(), 7);
}

#[test]
fn a_question_that_shows_a_picture_goes_into_moodle_xml_only() {
    let own = answers(&[answer(1, "a", "1.0000000", ""), answer(2, "b", "0.0000000", "")]);
    let own = format!("{own}<multichoice id=\"9\"><single>1</single></multichoice>");
    let text = "&lt;img src=\"@@PLUGINFILE@@/pic%20one.png\"&gt; What is it?";
    let (_tree, course) = bank_of(&asked(1, "multichoice", text, &own));
    for form in [Form::Gift, Form::Aiken] {
        let (text, done) = written(&course, form);
        assert_eq!((text.as_str(), done.questions), ("", 0));
        assert_eq!(done.left_out[&Why::Picture], ["Q multichoice"]);
    }
    let (text, done) = written(&course, Form::MoodleXml);
    assert_eq!((done.questions, done.missing(), done.pictures_left_out), (1, 0, 0));
    let file = "<file name=\"pic &amp; one.png\" path=\"/a &quot;b&quot;/\" \
                encoding=\"base64\">cGljdHVyZQ==</file>";
    assert!(text.contains(file), "{text}");
}

#[test]
fn moodle_xml_is_as_written_by_hand() {
    let (_tree, course) = bank_of(&samples_of_each());
    let (text, done) = written(&course, Form::MoodleXml);
    let one_line: String = text.lines().collect();
    let begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><quiz><question type=\"category\">\
                 <category><text>$course$/top/Rivers // Seas</text></category>\
                 <info format=\"html\"><text>About water</text></info></question>";
    assert!(one_line.starts_with(begin), "{one_line}");
    let head = |kind: &str, text: &str| {
        format!(
            "<question type=\"{kind}\"><name><text>Q {kind}</text></name>\
             <questiontext format=\"html\"><text>{text}</text></questiontext>\
             <generalfeedback format=\"html\"><text>In general.</text></generalfeedback>\
             <defaultgrade>2.0000000</defaultgrade><penalty>0.5000000</penalty>\
             <hidden>0</hidden><idnumber></idnumber>"
        )
    };
    let answer = |share: &str, format: &str, text: &str, more: &str, feedback: &str| {
        format!(
            "<answer fraction=\"{share}\" format=\"{format}\"><text>{text}</text>{more}\
             <feedback format=\"html\"><text>{feedback}</text></feedback></answer>"
        )
    };
    let auto = "moodle_auto_format";
    for want in [
        format!(
            "{}<single>true</single><shuffleanswers>true</shuffleanswers>\
             <answernumbering>abc</answernumbering>\
             <correctfeedback format=\"html\"><text>Yes.</text></correctfeedback>{}{}{}\
             </question>",
            head("multichoice", "&lt;p&gt;Which of {these}: A = B?&lt;/p&gt;"),
            answer("100", "html", "&lt;b&gt;Elbe&lt;/b&gt;", "", "Right: it is."),
            answer("0", "html", "Rhine", "", ""),
            answer("-33.33333", "html", "Both ~ 50 %", "", "No #1"),
        ),
        format!(
            "{}{}{}</question>",
            head("truefalse", "The sea is salt."),
            answer("100", auto, "true", "", "It is."),
            answer("0", auto, "false", "", "Taste it!"),
        ),
        format!(
            "{}<usecase>1</usecase>{}{}</question>",
            head("shortanswer", "Capital?"),
            answer("100", auto, "Kiel", "", "Yes"),
            answer("0", auto, "*", "", "No"),
        ),
        format!(
            "{}{}{}<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>\
             </question>",
            head("numerical", "How many?"),
            answer("100", auto, "42", "<tolerance>0.5</tolerance>", ""),
            answer("0", auto, "*", "<tolerance>0</tolerance>", "Count!"),
        ),
        format!(
            "{}<shuffleanswers>true</shuffleanswers><subquestion format=\"html\">\
             <text>cat</text><answer><text>mammal</text></answer></subquestion>\
             <subquestion format=\"html\"><text>frog</text>\
             <answer><text>not a mammal</text></answer></subquestion>\
             <subquestion format=\"html\"><text></text><answer><text>stone</text></answer>\
             </subquestion></question>",
            head("match", "Pairs")
        ),
        format!("{}</question>", head("description", "Read this: 1 &lt; 2")),
    ] {
        assert!(one_line.contains(&want), "{want}\nis not in\n{one_line}");
    }
    assert_eq!((done.questions, done.missing()), (8, 1));
    assert!(text.ends_with("</quiz>\n"));
}

#[test]
fn a_cloze_question_has_its_gaps_as_they_were_typed() {
    let cloze = asked(
        1,
        "multianswer",
        "I am {#1} and {#9}.",
        "<multianswer id=\"1\"><question>1</question><sequence>2</sequence></multianswer>",
    );
    let inner = asked(2, "shortanswer", "{1:SHORTANSWER:=ok}", "")
        .replace("<parent>0</parent>", "<parent>1</parent>");
    let (_tree, course) = bank_of(&format!("{cloze}{inner}"));
    let (text, done) = written(&course, Form::MoodleXml);
    assert!(text.contains("<question type=\"cloze\">"));
    assert!(text.contains("<text>I am {1:SHORTANSWER:=ok} and {#9}.</text>"), "{text}");
    assert_eq!(done.questions, 1);
}

#[test]
fn answers_and_names_of_a_bank_stand_only_in_its_key() {
    let (_tree, course) = bank_of(&samples_of_each());
    let questions = course.questions().unwrap();
    let category = &questions.bank()[0];
    assert_eq!((category.title.as_str(), category.questions.len()), ("Rivers / Seas", 9));
    let words = WordList::english();
    let shown = course.render_bank(category, &questions, &super::Nothing, &words).unwrap();
    super::check_html(&shown.body, "bank");
    let key = shown.key.unwrap();
    super::check_html(&key, "bank");
    for secret in ["Right: it is.", "course-right", "Q shortanswer", "Kiel", "In general."] {
        assert!(key.contains(secret), "{secret}");
        assert!(!shown.body.contains(secret) && !shown.text.contains(secret), "{secret}");
    }
    assert!(shown.text.contains("Multiple choice") && shown.text.contains("Capital?"));
    assert_eq!(shown.body.matches("<section class=\"course-question\">").count(), 9);
}

#[test]
fn the_same_category_has_the_same_fingerprint_until_a_question_changes() {
    let print = |questions: &str| {
        let (_tree, course) = bank_of(questions);
        let bank = course.questions().unwrap();
        course.bank_fingerprint(&bank.bank()[0], &bank).unwrap()
    };
    let all = samples_of_each();
    assert_eq!(
        print(&all),
        print(&all.replace("<hidden>", "<timemodified>5</timemodified><hidden>"))
    );
    assert_ne!(print(&all), print(&all.replace("Kiel", "Bonn")));
}

#[test]
fn hidden_questions_are_left_out_and_circles_of_categories_end() {
    let own = asked(1, "description", "a", "");
    let hidden = asked(2, "description", "b", "").replace("<hidden>0", "<hidden>1");
    let (_tree, course) = bank_of(&format!("{own}{hidden}"));
    assert_eq!(course.questions().unwrap().bank()[0].questions.len(), 1);
    let mut members = members();
    let circle = "<question_categories><question_category id=\"1\"><name>A</name>\
                  <parent>2</parent><questions><question id=\"3\"><parent>0</parent>\
                  <qtype>essay</qtype></question></questions></question_category>\
                  <question_category id=\"2\"><name>B</name><parent>1</parent><questions>\
                  </questions></question_category></question_categories>";
    replace(&mut members, "questions.xml", circle);
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
    assert_eq!(course.questions().unwrap().bank().len(), 1);
}

#[test]
fn every_bank_of_the_samples_is_written_whole() {
    let Some(folder) = super::samples() else { return };
    let out = std::env::var_os("HORNBOOK_BANKS").map(std::path::PathBuf::from);
    for (name, count) in
        [("gen-m456-allmods-nu", 14), ("m43-quiz-archiver", 17), ("m4111-stack-demo", 721)]
    {
        let file = folder.join(format!("{name}.mbz"));
        let (_tree, course) = super::open(&file, &Options::default()).unwrap();
        let questions = course.questions().unwrap();
        let bank = questions.bank();
        assert_eq!(bank.iter().map(|one| one.questions.len()).sum::<usize>(), count, "{name}");
        for category in &bank {
            for form in Form::ALL {
                let mut bytes = Vec::new();
                let done =
                    write_questions(&mut bytes, form, category, &questions, &NoPictures).unwrap();
                let all = category.questions.len();
                assert_eq!(done.questions + done.missing(), all, "{name} {}", category.title);
                if form == Form::MoodleXml {
                    assert_eq!(done.missing(), 0, "{name}: {:?}", done.left_out);
                    let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
                    let mut buffer = Vec::new();
                    while !matches!(
                        reader.read_event_into(&mut buffer).unwrap(),
                        quick_xml::events::Event::Eof
                    ) {
                        buffer.clear();
                    }
                }
                if let Some(folder) = &out {
                    let to = format!("{name}-{}{}", category.id, form.ending());
                    std::fs::write(folder.join(to), &bytes).unwrap();
                }
            }
        }
    }
}
