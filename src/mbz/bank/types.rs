//! What each type of question adds in Moodle XML.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;

use super::super::activity::branch::Branch;
use super::super::xml::Row;
use super::moodle_xml::{Sheet, format_name};
use super::{element, xml};

/// Where the files of a text lie.
pub(super) struct Place<'a> {
    pub(super) component: &'a str,
    pub(super) area: &'a str,
    pub(super) item: i64,
}

/// Whether Moodle XML can take this type from here.
pub(super) fn is_known(kind: &str) -> bool {
    matches!(
        kind,
        "calculated"
            | "calculatedmulti"
            | "calculatedsimple"
            | "ddimageortext"
            | "ddmarker"
            | "ddwtos"
            | "description"
            | "essay"
            | "gapselect"
            | "match"
            | "multianswer"
            | "multichoice"
            | "numerical"
            | "ordering"
            | "randomsamatch"
            | "shortanswer"
            | "stack"
            | "truefalse"
    )
}

/// Writes what is particular to a type.
pub(super) fn write(sheet: &mut Sheet<'_>, kind: &str, id: i64, own: &Branch) -> io::Result<()> {
    let none = Row::default();
    // A pair of a matching question is called as its type.
    let names = ["matchoptions", kind, "calculated_option", "stackoptions"];
    let options = names.iter().find_map(|name| own.one(name)).map_or(&none, |found| &found.row);
    match kind {
        "multichoice" => {
            truth(sheet, "single", options)?;
            truth(sheet, "shuffleanswers", options)?;
            plain(sheet, &["answernumbering", "showstandardinstruction"], options)?;
            combined(sheet, id, options)?;
            answers(sheet, own, false, &|_, _| Ok(()))
        }
        "truefalse" => true_or_false(sheet, own, options),
        "shortanswer" => {
            plain(sheet, &["usecase"], options)?;
            answers(sheet, own, true, &|_, _| Ok(()))
        }
        "numerical" => {
            let records = records(own, "numerical_record");
            answers(sheet, own, true, &|sheet, answer| {
                let found = records.borrow_mut().remove(&answer);
                element(sheet.out, "tolerance", found.map_or("0", |row| row.text("tolerance")))
            })?;
            units(sheet, own)
        }
        "calculated" | "calculatedsimple" | "calculatedmulti" => {
            calculated(sheet, id, own, options)
        }
        "match" => {
            truth(sheet, "shuffleanswers", options)?;
            combined(sheet, id, options)?;
            for pair in own.all("match") {
                let row = &pair.row;
                let format = format_name(row.int("questiontextformat"));
                let place = Place { component: "qtype_match", area: "subquestion", item: row.id() };
                writeln!(sheet.out, "<subquestion format=\"{format}\">")?;
                sheet.inner(row.text("questiontext"), &place)?;
                let answer = xml(row.text("answertext"));
                writeln!(sheet.out, "<answer>\n<text>{answer}</text>\n</answer>\n</subquestion>")?;
            }
            Ok(())
        }
        "essay" => essay(sheet, id, options),
        "ddwtos" | "gapselect" => {
            flag(sheet, "shuffleanswers", options)?;
            combined(sheet, id, options)?;
            gaps(sheet, kind, own)
        }
        "ddimageortext" | "ddmarker" => dragged(sheet, kind, id, own, options),
        "ordering" => ordering(sheet, id, own, options),
        "randomsamatch" => {
            plain(sheet, &["choose", "subcats"], options)?;
            combined(sheet, id, options)
        }
        "stack" => super::stack::write(sheet, id, own, options),
        _ => Ok(()),
    }
}

/// Fields as they are.
pub(super) fn plain(sheet: &mut Sheet<'_>, names: &[&str], row: &Row) -> io::Result<()> {
    for name in names {
        if let Some(text) = row.get(name) {
            element(sheet.out, name, text)?;
        }
    }
    Ok(())
}

fn truth(sheet: &mut Sheet<'_>, name: &str, row: &Row) -> io::Result<()> {
    element(sheet.out, name, if row.flag(name) { "true" } else { "false" })
}

/// An empty element stands for yes.
fn flag(sheet: &mut Sheet<'_>, name: &str, row: &Row) -> io::Result<()> {
    if row.flag(name) { writeln!(sheet.out, "<{name}/>") } else { Ok(()) }
}

fn combined(sheet: &mut Sheet<'_>, id: i64, options: &Row) -> io::Result<()> {
    for name in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
        if options.get(name).is_some() {
            sheet.text(options, name, &Place { component: "question", area: name, item: id })?;
        }
    }
    flag(sheet, "shownumcorrect", options)
}

type More<'a> = dyn Fn(&mut Sheet<'_>, i64) -> io::Result<()> + 'a;

/// All answers. What is typed has no format of its own.
fn answers(sheet: &mut Sheet<'_>, own: &Branch, typed: bool, more: &More<'_>) -> io::Result<()> {
    for answer in own.all("answer") {
        one_answer(sheet, &answer.row, typed, more)?;
    }
    Ok(())
}

fn one_answer(sheet: &mut Sheet<'_>, row: &Row, typed: bool, more: &More<'_>) -> io::Result<()> {
    let id = row.id();
    let format = if typed { "moodle_auto_format" } else { format_name(row.int("answerformat")) };
    let share = share(row.float("fraction"));
    writeln!(sheet.out, "<answer fraction=\"{share}\" format=\"{format}\">")?;
    sheet.inner(
        row.text("answertext"),
        &Place { component: "question", area: "answer", item: id },
    )?;
    more(sheet, id)?;
    sheet.text(
        row,
        "feedback",
        &Place { component: "question", area: "answerfeedback", item: id },
    )?;
    writeln!(sheet.out, "</answer>")
}

/// A share of the points in percent, with as many places as it needs.
fn share(fraction: f64) -> String {
    let text = format!("{:.5}", fraction * 100.0);
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

fn true_or_false(sheet: &mut Sheet<'_>, own: &Branch, options: &Row) -> io::Result<()> {
    for (field, word) in [("trueanswer", "true"), ("falseanswer", "false")] {
        let wanted = options.int(field);
        for answer in own.all("answer").iter().filter(|answer| answer.row.id() == wanted) {
            let row = &answer.row;
            let share = share(row.float("fraction"));
            writeln!(
                sheet.out,
                "<answer fraction=\"{share}\" format=\"moodle_auto_format\">\n<text>{word}</text>"
            )?;
            let place = Place { component: "question", area: "answerfeedback", item: row.id() };
            sheet.text(row, "feedback", &place)?;
            writeln!(sheet.out, "</answer>")?;
        }
    }
    Ok(())
}

/// What lies beside the answers, by the answer that it names. Each answer takes its own away: many of
/// the same number would write the same text as often.
fn records<'b>(own: &'b Branch, name: &'b str) -> RefCell<HashMap<i64, &'b Row>> {
    let mut found = HashMap::new();
    for record in own.all(name) {
        found.entry(record.row.int("answer")).or_insert(&record.row);
    }
    RefCell::new(found)
}

fn units(sheet: &mut Sheet<'_>, own: &Branch) -> io::Result<()> {
    let units = own.all("numerical_unit");
    if !units.is_empty() {
        writeln!(sheet.out, "<units>")?;
        for unit in units {
            writeln!(sheet.out, "<unit>")?;
            element(sheet.out, "multiplier", unit.row.text("multiplier"))?;
            element(sheet.out, "unit_name", unit.row.text("unit"))?;
            writeln!(sheet.out, "</unit>")?;
        }
        writeln!(sheet.out, "</units>")?;
    }
    if let Some(options) = own.one("numerical_option") {
        let names = ["unitgradingtype", "unitpenalty", "showunits", "unitsleft"];
        plain(sheet, &names, &options.row)?;
    }
    Ok(())
}

fn calculated(sheet: &mut Sheet<'_>, id: i64, own: &Branch, options: &Row) -> io::Result<()> {
    plain(sheet, &["synchronize", "single", "answernumbering", "shuffleanswers"], options)?;
    combined(sheet, id, options)?;
    let records = records(own, "calculated_record");
    answers(sheet, own, false, &|sheet, answer| {
        let found = records.borrow_mut().remove(&answer);
        let names = ["tolerance", "tolerancetype", "correctanswerformat", "correctanswerlength"];
        found.map_or(Ok(()), |row| plain(sheet, &names, row))
    })?;
    units(sheet, own)?;
    let sets = own.all("dataset_definition");
    if sets.is_empty() {
        return Ok(());
    }
    writeln!(sheet.out, "<dataset_definitions>")?;
    for set in sets {
        let row = &set.row;
        // `uniform:1.0:10.0:1`: how values are drawn, from, to, decimals.
        let drawn: Vec<&str> = row.text("options").split(':').collect();
        let part = |at: usize| drawn.get(at).copied().unwrap_or("");
        let status = if row.int("category") == 0 { "private" } else { "shared" };
        writeln!(sheet.out, "<dataset_definition>")?;
        for (name, text) in [("status", status), ("name", row.text("name"))] {
            writeln!(sheet.out, "<{name}><text>{}</text></{name}>", xml(text))?;
        }
        element(sheet.out, "type", "calculated")?;
        for (name, text) in [
            ("distribution", part(0)),
            ("minimum", part(1)),
            ("maximum", part(2)),
            ("decimals", part(3)),
        ] {
            writeln!(sheet.out, "<{name}><text>{}</text></{name}>", xml(text))?;
        }
        let items = set.all("dataset_item");
        element(sheet.out, "itemcount", row.text("itemcount"))?;
        writeln!(sheet.out, "<dataset_items>")?;
        for item in &items {
            writeln!(sheet.out, "<dataset_item>")?;
            plain(sheet, &["number", "value"], &item.row)?;
            writeln!(sheet.out, "</dataset_item>")?;
        }
        writeln!(sheet.out, "</dataset_items>")?;
        element(sheet.out, "number_of_items", &items.len().to_string())?;
        writeln!(sheet.out, "</dataset_definition>")?;
    }
    writeln!(sheet.out, "</dataset_definitions>")
}

fn essay(sheet: &mut Sheet<'_>, id: i64, options: &Row) -> io::Result<()> {
    let names = [
        "responseformat",
        "responserequired",
        "responsefieldlines",
        "minwordlimit",
        "maxwordlimit",
        "attachments",
        "attachmentsrequired",
        "maxbytes",
        "filetypeslist",
    ];
    plain(sheet, &names, options)?;
    for name in ["graderinfo", "responsetemplate"] {
        let place = Place { component: "qtype_essay", area: name, item: id };
        sheet.text(options, name, &place)?;
    }
    Ok(())
}

fn gaps(sheet: &mut Sheet<'_>, kind: &str, own: &Branch) -> io::Result<()> {
    let name = if kind == "ddwtos" { "dragbox" } else { "selectoption" };
    for answer in own.all("answer") {
        let row = &answer.row;
        let group = super::super::questions::group_of(row.text("feedback"));
        writeln!(sheet.out, "<{name}>\n<text>{}</text>", xml(row.text("answertext")))?;
        element(sheet.out, "group", &group.to_string())?;
        if row.text("feedback").contains("\"infinite\";b:1") {
            writeln!(sheet.out, "<infinite/>")?;
        }
        writeln!(sheet.out, "</{name}>")?;
    }
    Ok(())
}

fn dragged(
    sheet: &mut Sheet<'_>,
    kind: &str,
    id: i64,
    own: &Branch,
    options: &Row,
) -> io::Result<()> {
    let component = format!("qtype_{kind}");
    flag(sheet, "shuffleanswers", options)?;
    combined(sheet, id, options)?;
    flag(sheet, "showmisplaced", options)?;
    sheet.files(&Place { component: &component, area: "bgimage", item: id })?;
    for drag in own.all("drag") {
        let row = &drag.row;
        writeln!(sheet.out, "<drag>")?;
        plain(sheet, &["no"], row)?;
        writeln!(sheet.out, "<text>{}</text>", xml(row.text("label")))?;
        plain(sheet, &["noofdrags", "draggroup"], row)?;
        flag(sheet, "infinite", row)?;
        if kind == "ddimageortext" {
            sheet.files(&Place { component: &component, area: "dragimage", item: row.id() })?;
        }
        writeln!(sheet.out, "</drag>")?;
    }
    for drop in own.all("drop") {
        let row = &drop.row;
        writeln!(sheet.out, "<drop>")?;
        if kind == "ddimageortext" {
            writeln!(sheet.out, "<text>{}</text>", xml(row.text("label")))?;
        }
        plain(sheet, &["no", "shape", "coords", "choice", "xleft", "ytop"], row)?;
        writeln!(sheet.out, "</drop>")?;
    }
    Ok(())
}

/// Moodle XML has words where the backup has numbers.
fn ordering(sheet: &mut Sheet<'_>, id: i64, own: &Branch, options: &Row) -> io::Result<()> {
    let layout = if options.int("layouttype") == 1 { "HORIZONTAL" } else { "VERTICAL" };
    element(sheet.out, "layouttype", layout)?;
    let select = match options.int("selecttype") {
        1 => "RANDOM",
        2 => "CONTIGUOUS",
        _ => "ALL",
    };
    element(sheet.out, "selecttype", select)?;
    plain(sheet, &["selectcount"], options)?;
    let grading = match options.int("gradingtype") {
        -1 => "ALL_OR_NOTHING",
        1 => "RELATIVE_NEXT_EXCLUDE_LAST",
        2 => "RELATIVE_NEXT_INCLUDE_LAST",
        3 => "RELATIVE_ONE_PREVIOUS_AND_NEXT",
        4 => "RELATIVE_ALL_PREVIOUS_AND_NEXT",
        5 => "LONGEST_ORDERED_SUBSET",
        6 => "LONGEST_CONTIGUOUS_SUBSET",
        7 => "RELATIVE_TO_CORRECT",
        _ => "ABSOLUTE_POSITION",
    };
    element(sheet.out, "gradingtype", grading)?;
    let shown = if options.int("showgrading") == 0 { "HIDE" } else { "SHOW" };
    element(sheet.out, "showgrading", shown)?;
    plain(sheet, &["numberingstyle"], options)?;
    combined(sheet, id, options)?;
    let mut list = own.all("answer");
    list.sort_by(|one, other| one.row.float("fraction").total_cmp(&other.row.float("fraction")));
    for answer in list {
        let row = &answer.row;
        let format = format_name(row.int("answerformat"));
        let place = format!("{:.7}", row.float("fraction"));
        let area = Place { component: "question", area: "answer", item: row.id() };
        let more = format!(" fraction=\"{place}\"");
        sheet.rich("answer", &more, format, row.text("answertext"), &area)?;
    }
    Ok(())
}
