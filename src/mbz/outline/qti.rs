//! A quiz in the question format of Common Cartridge: QTI 1.2.1 in the profile of its chapter 4.10.

use std::fmt::Write as _;

use super::asked::{Asked, Choice, Way};
use crate::text::sanitise::escape;

/// The document of one quiz. `led` leads addresses in HTML to files of the cartridge.
pub(super) fn assessment(
    ident: &str,
    title: &str,
    questions: &[Asked],
    led: &dyn Fn(&str) -> String,
) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <questestinterop xmlns=\"http://www.imsglobal.org/xsd/ims_qtiasiv1p2\">\n",
    );
    let _ = writeln!(out, "<assessment ident=\"{ident}\" title=\"{}\">", escape(title));
    let facts = [
        ("cc_profile", "cc.exam.v0p1"),
        ("qmd_assessmenttype", "Examination"),
        ("qmd_scoretype", "Percentage"),
        ("cc_maxattempts", "unlimited"),
    ];
    metadata(&mut out, &facts);
    out.push_str("<section ident=\"root_section\">\n");
    for (at, question) in questions.iter().enumerate() {
        // A quiz may ask the same question twice.
        item(&mut out, &format!("q{}_{}", at + 1, question.id), question, led);
    }
    out.push_str("</section>\n</assessment>\n</questestinterop>\n");
    out
}

fn metadata(out: &mut String, facts: &[(&str, &str)]) {
    out.push_str("<qtimetadata>\n");
    for (label, entry) in facts {
        let _ = writeln!(
            out,
            "<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{}</fieldentry></qtimetadatafield>",
            escape(entry)
        );
    }
    out.push_str("</qtimetadata>\n");
}

fn profile(way: &Way) -> &'static str {
    match way {
        Way::One(_) => "cc.multiple_choice.v0p1",
        Way::Several(_) => "cc.multiple_response.v0p1",
        Way::TrueFalse { .. } => "cc.true_false.v0p1",
        Way::Word(..) => "cc.fib.v0p1",
        Way::Essay => "cc.essay.v0p1",
    }
}

fn item(out: &mut String, ident: &str, question: &Asked, led: &dyn Fn(&str) -> String) {
    let _ = writeln!(out, "<item ident=\"{ident}\" title=\"{}\">", escape(&question.name));
    out.push_str("<itemmetadata>\n");
    let weight = question.mark.max(0.0).to_string();
    metadata(out, &[("cc_profile", profile(&question.way)), ("cc_weighting", &weight)]);
    out.push_str("</itemmetadata>\n<presentation>\n");
    material(out, &led(&question.text));
    let mut said: Vec<(String, String)> = Vec::new();
    if !question.feedback.is_empty() {
        said.push(("general_fb".to_owned(), led(&question.feedback)));
    }
    let mut process = String::new();
    if !question.feedback.is_empty() {
        condition(&mut process, true, "<other/>", None, Some("general_fb"));
    }
    match &question.way {
        Way::One(choices) => {
            choose(out, "Single", &texts(choices, led));
            rated(&mut process, choices, &mut said, led);
        }
        Way::Several(choices) => {
            choose(out, "Multiple", &texts(choices, led));
            let mut all = String::from("<and>");
            for (at, choice) in choices.iter().enumerate() {
                let equal = format!("<varequal respident=\"response1\">a{}</varequal>", at + 1);
                if choice.fraction > 0.0 {
                    all.push_str(&equal);
                } else {
                    let _ = write!(all, "<not>{equal}</not>");
                }
            }
            all.push_str("</and>");
            each_said(&mut process, choices, &mut said, led);
            condition(&mut process, false, &all, Some(100.0), None);
        }
        Way::TrueFalse { is_true, feedback } => {
            let words = ["True".to_owned(), "False".to_owned()];
            choose(out, "Single", &words);
            let choices: Vec<Choice> = [*is_true, !*is_true]
                .into_iter()
                .zip(feedback)
                .map(|(right, feedback)| Choice {
                    text: String::new(),
                    fraction: f64::from(u8::from(right)),
                    feedback: feedback.clone(),
                })
                .collect();
            rated(&mut process, &choices, &mut said, led);
        }
        Way::Word(words, case) => {
            write_in(out);
            let case = if *case { "Yes" } else { "No" };
            for (at, word) in words.iter().enumerate() {
                let test = format!(
                    "<varequal respident=\"response1\" case=\"{case}\">{}</varequal>",
                    escape(&word.text)
                );
                let reply = reply(at, word, &mut said, led);
                condition(&mut process, false, &test, Some(percent(word)), reply.as_deref());
            }
        }
        Way::Essay => write_in(out),
    }
    out.push_str("</presentation>\n<resprocessing>\n<outcomes><decvar maxvalue=\"100\" minvalue=\"0\" varname=\"SCORE\" vartype=\"Decimal\"/></outcomes>\n");
    out.push_str(&process);
    out.push_str("</resprocessing>\n");
    for (ident, html) in said {
        // The schema asks for no flow_mat, but readers do.
        let _ = writeln!(out, "<itemfeedback ident=\"{ident}\"><flow_mat>");
        material(out, &html);
        out.push_str("</flow_mat></itemfeedback>\n");
    }
    out.push_str("</item>\n");
}

fn texts(choices: &[Choice], led: &dyn Fn(&str) -> String) -> Vec<String> {
    choices.iter().map(|choice| led(&choice.text)).collect()
}

fn material(out: &mut String, html: &str) {
    let _ = writeln!(
        out,
        "<material><mattext texttype=\"text/html\">{}</mattext></material>",
        escape(html)
    );
}

fn choose(out: &mut String, cardinality: &str, texts: &[String]) {
    let _ = writeln!(
        out,
        "<response_lid ident=\"response1\" rcardinality=\"{cardinality}\"><render_choice>"
    );
    for (at, text) in texts.iter().enumerate() {
        let _ = writeln!(out, "<response_label ident=\"a{}\">", at + 1);
        material(out, text);
        out.push_str("</response_label>\n");
    }
    out.push_str("</render_choice></response_lid>\n");
}

fn write_in(out: &mut String) {
    out.push_str(
        "<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib/></response_str>\n",
    );
}

/// For one choice out of several: each with its share of the points and what is said to it.
fn rated(
    process: &mut String,
    choices: &[Choice],
    said: &mut Vec<(String, String)>,
    led: &dyn Fn(&str) -> String,
) {
    for (at, choice) in choices.iter().enumerate() {
        let reply = reply(at, choice, said, led);
        if choice.fraction <= 0.0 && reply.is_none() {
            continue;
        }
        let test = format!("<varequal respident=\"response1\">a{}</varequal>", at + 1);
        let score = (choice.fraction > 0.0).then(|| percent(choice));
        condition(process, score.is_none(), &test, score, reply.as_deref());
    }
}

/// For several choices: what is said to each.
fn each_said(
    process: &mut String,
    choices: &[Choice],
    said: &mut Vec<(String, String)>,
    led: &dyn Fn(&str) -> String,
) {
    for (at, choice) in choices.iter().enumerate() {
        if let Some(reply) = reply(at, choice, said, led) {
            let test = format!("<varequal respident=\"response1\">a{}</varequal>", at + 1);
            condition(process, true, &test, None, Some(&reply));
        }
    }
}

fn reply(
    at: usize,
    choice: &Choice,
    said: &mut Vec<(String, String)>,
    led: &dyn Fn(&str) -> String,
) -> Option<String> {
    if choice.feedback.is_empty() {
        return None;
    }
    let ident = format!("a{}_fb", at + 1);
    said.push((ident.clone(), led(&choice.feedback)));
    Some(ident)
}

fn percent(choice: &Choice) -> f64 {
    (choice.fraction * 100.0).clamp(0.0, 100.0)
}

fn condition(
    process: &mut String,
    go_on: bool,
    test: &str,
    score: Option<f64>,
    reply: Option<&str>,
) {
    let go_on = if go_on { "Yes" } else { "No" };
    let _ =
        write!(process, "<respcondition continue=\"{go_on}\"><conditionvar>{test}</conditionvar>");
    if let Some(score) = score {
        let _ = write!(process, "<setvar action=\"Set\" varname=\"SCORE\">{score}</setvar>");
    }
    if let Some(reply) = reply {
        let _ =
            write!(process, "<displayfeedback feedbacktype=\"Response\" linkrefid=\"{reply}\"/>");
    }
    process.push_str("</respcondition>\n");
}
