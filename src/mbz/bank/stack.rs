//! STACK questions in Moodle XML: Moodle's most used type that is not its own.

use std::io;

use super::super::activity::branch::Branch;
use super::super::xml::Row;
use super::moodle_xml::Sheet;
use super::types::{Place, plain};
use super::{element, xml};

const COMPONENT: &str = "qtype_stack";

/// Writes what is particular to STACK: options, inputs, trees of answers, seeds and tests.
pub(super) fn write(sheet: &mut Sheet<'_>, id: i64, own: &Branch, options: &Row) -> io::Result<()> {
    wrapped(sheet, "stackversion", options)?;
    wrapped(sheet, "questionvariables", options)?;
    for name in ["specificfeedback", "questionnote", "questiondescription"] {
        if options.get(name).is_some() {
            sheet.text(options, name, &Place { component: COMPONENT, area: name, item: id })?;
        }
    }
    plain(sheet, &["questionsimplify", "assumepositive", "assumereal"], options)?;
    for name in ["prtcorrect", "prtpartiallycorrect", "prtincorrect"] {
        sheet.text(options, name, &Place { component: COMPONENT, area: name, item: id })?;
    }
    let names = [
        "decimals",
        "scientificnotation",
        "multiplicationsign",
        "sqrtsign",
        "complexno",
        "inversetrig",
        "logicsymbol",
        "matrixparens",
        "variantsselectionseed",
    ];
    plain(sheet, &names, options)?;
    for input in own.all("stackinput") {
        writeln!(sheet.out, "<input>")?;
        all(sheet, &input.row)?;
        writeln!(sheet.out, "</input>")?;
    }
    for tree in own.all("stackprt") {
        answer_tree(sheet, tree)?;
    }
    for seed in own.all("stackdeployedseed") {
        element(sheet.out, "deployedseed", seed.row.text("seed"))?;
    }
    for test in own.all("stackqtest") {
        writeln!(sheet.out, "<qtest>")?;
        plain(sheet, &["testcase", "description"], &test.row)?;
        for (from, to, name) in [
            ("stackqtestinput", "testinput", "inputname"),
            ("stackqtestexpected", "expected", "prtname"),
        ] {
            for part in test.all(from) {
                writeln!(sheet.out, "<{to}>")?;
                element(sheet.out, "name", part.row.text(name))?;
                let names = ["value", "expectedscore", "expectedpenalty", "expectedanswernote"];
                plain(sheet, &names, &part.row)?;
                writeln!(sheet.out, "</{to}>")?;
            }
        }
        writeln!(sheet.out, "</qtest>")?;
    }
    Ok(())
}

fn answer_tree(sheet: &mut Sheet<'_>, tree: &Branch) -> io::Result<()> {
    writeln!(sheet.out, "<prt>")?;
    plain(sheet, &["name", "value", "autosimplify", "feedbackstyle"], &tree.row)?;
    wrapped(sheet, "feedbackvariables", &tree.row)?;
    for node in tree.all("stackprtnode") {
        let row = &node.row;
        writeln!(sheet.out, "<node>")?;
        element(sheet.out, "name", row.text("nodename"))?;
        plain(sheet, &["description", "answertest", "sans", "tans", "testoptions", "quiet"], row)?;
        for side in ["true", "false"] {
            for part in ["scoremode", "score", "penalty", "nextnode", "answernote"] {
                let name = format!("{side}{part}");
                element(sheet.out, &name, row.text(&name))?;
            }
            let name = format!("{side}feedback");
            let area = format!("prtnode{side}feedback");
            let place = Place { component: COMPONENT, area: &area, item: row.id() };
            sheet.text(row, &name, &place)?;
        }
        writeln!(sheet.out, "</node>")?;
    }
    writeln!(sheet.out, "</prt>")
}

/// A field as an element with its text in another.
fn wrapped(sheet: &mut Sheet<'_>, name: &str, row: &Row) -> io::Result<()> {
    writeln!(sheet.out, "<{name}>\n<text>{}</text>\n</{name}>", xml(row.text(name)))
}

/// All fields in their order.
fn all(sheet: &mut Sheet<'_>, row: &Row) -> io::Result<()> {
    for (name, value) in row.fields() {
        let known = name.bytes().all(|b| b.is_ascii_lowercase()) && !name.is_empty();
        if known {
            element(sheet.out, name, value.unwrap_or(""))?;
        }
    }
    Ok(())
}
