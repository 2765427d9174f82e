//! From rows of XML to the typed values of an activity.

use std::collections::{HashMap, HashSet};
use std::io::BufReader;

use super::super::files::{Area, FileKey};
use super::super::members::Member;
use super::super::text;
use super::super::xml::{Row, Trouble, rows};
use super::super::{Broken, Course, Limits, Warning};
use super::{
    Activity, Assign, Chapter, Content, Criterion, Entry, Field, Item, LessonAnswer, LessonPage,
    Pick, Quiz, Record, Rich, Slot,
};

/// The XML of one activity beyond which it becomes a card. Bytes. The largest real one seen, a quiz
/// without its attempts, has 0.2 MB.
const LARGEST: u64 = 32 << 20;

/// A row with the rows within it.
#[derive(Debug, Default)]
pub(in crate::mbz) struct Branch {
    pub(in crate::mbz) name: String,
    pub(in crate::mbz) row: Row,
    pub(in crate::mbz) inner: Vec<Branch>,
}

impl Branch {
    /// The rows of that name right below, passing through elements that only group.
    pub(in crate::mbz) fn all<'b>(&'b self, name: &'b str) -> Vec<&'b Branch> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect<'b>(&'b self, name: &str, found: &mut Vec<&'b Branch>) {
        for branch in &self.inner {
            if branch.name == name {
                found.push(branch);
            } else {
                branch.collect(name, found);
            }
        }
    }

    /// The first of that name.
    pub(in crate::mbz) fn one(&self, name: &str) -> Option<&Branch> {
        self.inner
            .iter()
            .find(|branch| branch.name == name)
            .or_else(|| self.inner.iter().find_map(|branch| branch.one(name)))
    }
}

/// Reads the rows of one part as a branch; bounded by the limits on one part.
pub(in crate::mbz) fn branch(
    input: impl std::io::Read,
    limits: &Limits,
) -> Result<Branch, Trouble> {
    let mut open: Vec<(usize, Branch)> = Vec::new();
    rows(input, limits, &mut |path, row| {
        let depth = path.len();
        let first = open.iter().rposition(|(other, _)| *other <= depth).map_or(0, |at| at + 1);
        let inner = open.drain(first..).map(|(_, branch)| branch).collect();
        let name = path.last().cloned().unwrap_or_default();
        open.push((depth, Branch { name, row, inner }));
    })?;
    Ok(open.pop().map(|(_, branch)| branch).unwrap_or_default())
}

/// Makes texts whose files lie in one context.
struct Texts<'a> {
    contextid: i64,
    component: &'a str,
}

impl Texts<'_> {
    fn rich(&self, row: &Row, field: &str, format: &str, area: &str, item: i64) -> Rich {
        self.made(row.owned(field), row.get(format).map_or(1, |_| row.int(format)), area, item)
    }

    fn made(&self, raw: String, format: i64, area: &str, item: i64) -> Rich {
        let area = Area {
            contextid: self.contextid,
            component: self.component.to_owned(),
            area: area.to_owned(),
            item,
        };
        Rich { raw, format, area }
    }
}

pub(super) fn activity(course: &Course, cmid: i64) -> Result<Activity, Broken> {
    let stub = course.stub(cmid).ok_or(Broken::NoSuchActivity(cmid))?;
    let place = format!("{} {cmid}", stub.module);
    let mut activity = Activity {
        cmid,
        module: stub.module.clone(),
        title: stub.title.clone(),
        intro: Rich::default(),
        content: Content::Unknown,
        grading: Vec::new(),
        files: course
            .files
            .of_context(stub.contextid)
            .filter(|_| stub.contextid != 0)
            .map(|file| file.key.clone())
            .collect(),
        warnings: Vec::new(),
    };
    if stub.damaged {
        let text = "The content of this activity is missing or damaged; its name is kept.";
        activity.warnings.push(Warning::new("activity_without_content", text, place));
        return Ok(activity);
    }
    let member = Member::Activity(stub.module.clone(), cmid);
    let read = course.open_part(&member).map(|file| {
        let length = file.metadata().map_or(0, |data| data.len());
        if length > LARGEST {
            return Err(Trouble::Damaged { at: LARGEST, why: "it is too long".to_owned() });
        }
        branch(BufReader::new(file), &course.limits)
    });
    let root = match read {
        Some(Ok(root)) => root,
        Some(Err(Trouble::Io(error))) => return Err(Broken::Io(error)),
        Some(Err(Trouble::Damaged { at, why })) => {
            let text = format!("This activity is damaged at byte {at}: {why}.");
            activity.warnings.push(Warning::new("damaged_activity", text, place));
            return Ok(activity);
        }
        None => return Ok(activity),
    };
    let Some(main) = root.inner.iter().find(|branch| branch.name == stub.module) else {
        return Ok(activity);
    };
    let component = format!("mod_{}", stub.module);
    let texts = Texts { contextid: stub.contextid, component: &component };
    activity.intro = texts.rich(&main.row, "intro", "introformat", "intro", 0);
    activity.content = content(course, &stub.module, main, &texts, &activity.files);
    activity.grading = grading(course, &stub.module, cmid);
    Ok(activity)
}

fn content(
    course: &Course,
    module: &str,
    main: &Branch,
    texts: &Texts<'_>,
    files: &[FileKey],
) -> Content {
    let row = &main.row;
    let package = |area: &str| files.iter().find(|key| key.area.area == area).cloned();
    match module {
        "page" => {
            Content::Page { content: texts.rich(row, "content", "contentformat", "content", 0) }
        }
        "label" => Content::Label,
        "book" => book(main, texts),
        "url" => Content::Url { address: row.text("externalurl").trim().to_owned() },
        "resource" => Content::Resource {
            main: course.main_file(texts.contextid).map(|file| file.key.clone()),
        },
        "folder" => Content::Folder,
        "lesson" => lesson(main, texts),
        "glossary" => glossary(main, texts),
        "wiki" => wiki(main, texts),
        "choice" => Content::Choice {
            options: main.all("option").iter().map(|option| option.row.owned("text")).collect(),
            multiple: row.flag("allowmultiple"),
        },
        "feedback" => feedback(main, texts),
        "assign" => Content::Assign(Box::new(assign(main, texts))),
        "assignment" => Content::Assignment(Box::new(Assign {
            due: row.int("timedue"),
            opens: row.int("timeavailable"),
            grade: row.int("grade"),
            text: row.text("assignmenttype") == "online",
            files: matches!(row.text("assignmenttype"), "upload" | "uploadsingle"),
            max_files: i64::from(row.text("assignmenttype") == "uploadsingle"),
            ..Assign::default()
        })),
        "forum" => Content::Forum { kind: row.owned("type"), topics: topics(main, texts) },
        "quiz" => Content::Quiz(Box::new(quiz(main, texts))),
        "data" => data(main, texts),
        "scorm" => Content::Scorm {
            parts: scorm_parts(main),
            package: package("package"),
            reference: row.owned("reference"),
        },
        "h5pactivity" => Content::H5p { package: package("package") },
        "lti" => {
            let secure = row.text("securetoolurl");
            let address = if secure.is_empty() { row.text("toolurl") } else { secure };
            Content::Lti { address: address.trim().to_owned() }
        }
        "imscp" => {
            Content::Imscp { parts: imscp_parts(row.text("structure")), package: package("backup") }
        }
        "workshop" => workshop(main, texts),
        "survey" => Content::Survey { template: row.int("template") },
        "chat" => Content::Chat,
        "bigbluebuttonbn" => Content::BigBlueButton,
        "subsection" => Content::Subsection,
        "qbank" => Content::Qbank,
        _ => Content::Unknown,
    }
}

fn book(main: &Branch, texts: &Texts<'_>) -> Content {
    let mut chapters: Vec<(i64, Chapter)> = main
        .all("chapter")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let chapter = Chapter {
                id: row.id(),
                title: text::title(row.text("title"), &[]),
                sub: row.flag("subchapter"),
                hidden: row.flag("hidden"),
                content: texts.rich(row, "content", "contentformat", "chapter", row.id()),
            };
            (row.int("pagenum"), chapter)
        })
        .collect();
    // Document order is not page order.
    chapters.sort_by_key(|(page, _)| *page);
    Content::Book {
        numbering: main.row.int("numbering"),
        chapters: chapters.into_iter().map(|(_, chapter)| chapter).collect(),
    }
}

fn lesson(main: &Branch, texts: &Texts<'_>) -> Content {
    let mut links: HashMap<i64, (i64, i64)> = HashMap::new();
    let mut order = Vec::new();
    let mut pages: HashMap<i64, LessonPage> = HashMap::new();
    for branch in main.all("page") {
        let row = &branch.row;
        let id = row.id();
        let answers = branch
            .all("answer")
            .iter()
            .map(|answer| {
                let row = &answer.row;
                LessonAnswer {
                    text: texts.rich(row, "answer_text", "answerformat", "page_answers", row.id()),
                    response: texts.rich(
                        row,
                        "response",
                        "responseformat",
                        "page_responses",
                        row.id(),
                    ),
                    jump: row.int("jumpto"),
                    score: row.int("score"),
                }
            })
            .collect();
        let page = LessonPage {
            id,
            kind: row.int("qtype"),
            title: text::title(row.text("title"), &[]),
            contents: texts.rich(row, "contents", "contentsformat", "page_contents", id),
            answers,
        };
        if pages.insert(id, page).is_none() {
            order.push(id);
            links.insert(id, (row.int("prevpageid"), row.int("nextpageid")));
        }
    }
    let mut chained = Vec::with_capacity(order.len());
    let mut next = order.iter().copied().find(|id| links.get(id).is_some_and(|link| link.0 == 0));
    while let Some(page) = next.and_then(|id| pages.remove(&id)) {
        next = links.get(&page.id).map(|link| link.1);
        chained.push(page);
    }
    // A broken chain loses nothing: what it does not reach follows as stored.
    chained.extend(order.iter().filter_map(|id| pages.remove(id)));
    Content::Lesson { pages: chained, custom_scores: main.row.flag("custom") }
}

fn glossary(main: &Branch, texts: &Texts<'_>) -> Content {
    let entries = main
        .all("entry")
        .iter()
        .filter(|entry| entry.row.get("approved").is_none() || entry.row.flag("approved"))
        .map(|entry| {
            let row = &entry.row;
            Entry {
                id: row.id(),
                concept: text::title(row.text("concept"), &[]),
                definition: texts.rich(row, "definition", "definitionformat", "entry", row.id()),
                aliases: entry
                    .all("alias")
                    .iter()
                    .map(|alias| text::title(alias.row.text("alias_text"), &[]))
                    .collect(),
            }
        })
        .collect();
    let categories = main
        .all("category")
        .iter()
        .map(|category| text::title(category.row.text("name"), &[]))
        .filter(|name| !name.is_empty())
        .collect();
    Content::Glossary { entries, categories }
}

fn wiki(main: &Branch, texts: &Texts<'_>) -> Content {
    let mut pages = Vec::new();
    for subwiki in main.all("subwiki") {
        for page in subwiki.all("page") {
            let newest =
                page.all("version").into_iter().max_by_key(|version| version.row.int("version"));
            let format = newest.map_or("html", |version| version.row.text("contentformat"));
            let cached = page.row.text("cachedcontent");
            let rich = match newest {
                Some(version) if format == "html" || cached.is_empty() => {
                    let format = if format == "html" { 1 } else { 2 };
                    let content = version.row.owned("content");
                    texts.made(content, format, "attachments", subwiki.row.id())
                }
                _ => texts.made(cached.to_owned(), 1, "attachments", subwiki.row.id()),
            };
            pages.push((text::title(page.row.text("title"), &[]), rich));
        }
    }
    Content::Wiki { first_page: text::title(main.row.text("firstpagetitle"), &[]), pages }
}

/// The pieces of a feedback item's `presentation`: `r>>>>>a|b|c<<<<<1`.
fn feedback_options(kind: &str, presentation: &str) -> Vec<String> {
    let body = presentation.split_once(">>>>>").map_or(presentation, |(_, body)| body);
    let body = body.split("<<<<<").next().unwrap_or("");
    let option = |text: &str| {
        // Rated answers carry their value before the mark.
        let text = text.split_once("####").map_or(text, |(_, text)| text);
        text::title(text, &[])
    };
    match kind {
        "multichoice" | "multichoicerated" => {
            body.split('|').map(option).filter(|text| !text.is_empty()).collect()
        }
        "numeric" => body.split('|').filter(|text| *text != "-").map(option).collect(),
        _ => Vec::new(),
    }
}

fn feedback(main: &Branch, texts: &Texts<'_>) -> Content {
    let mut items: Vec<(i64, Item)> = main
        .all("item")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let kind = row.owned("typ");
            let label = if kind == "label" { row.owned("presentation") } else { String::new() };
            let item = Item {
                options: feedback_options(&kind, row.text("presentation")),
                name: text::title(row.text("name"), &[]),
                label: texts.made(label, 1, "item", row.id()),
                required: row.flag("required"),
                kind,
            };
            (row.int("position"), item)
        })
        .collect();
    items.sort_by_key(|(position, _)| *position);
    Content::Feedback {
        items: items.into_iter().map(|(_, item)| item).collect(),
        after: texts.rich(
            &main.row,
            "page_after_submit",
            "page_after_submitformat",
            "page_after_submit",
            0,
        ),
    }
}

fn assign(main: &Branch, texts: &Texts<'_>) -> Assign {
    let row = &main.row;
    let configs = main.all("plugin_config");
    let config = |plugin: &str, name: &str| {
        configs
            .iter()
            .find(|config| {
                config.row.text("subtype") == "assignsubmission"
                    && config.row.text("plugin") == plugin
                    && config.row.text("name") == name
            })
            .map_or(0, |config| config.row.int("value"))
    };
    Assign {
        task: texts.rich(row, "activity", "activityformat", "activityattachment", 0),
        due: row.int("duedate"),
        opens: row.int("allowsubmissionsfromdate"),
        closes: row.int("cutoffdate"),
        grade: row.int("grade"),
        time_limit: row.int("timelimit"),
        text: config("onlinetext", "enabled") != 0,
        files: config("file", "enabled") != 0,
        max_files: config("file", "maxfilesubmissions"),
        words: if config("onlinetext", "wordlimitenabled") != 0 {
            config("onlinetext", "wordlimit")
        } else {
            0
        },
        team: row.flag("teamsubmission"),
    }
}

fn topics(main: &Branch, texts: &Texts<'_>) -> Vec<(String, Rich, i64)> {
    main.all("post")
        .iter()
        .filter(|post| post.row.int("parent") == 0 && !post.row.text("message").is_empty())
        .map(|post| {
            let row = &post.row;
            let message = texts.rich(row, "message", "messageformat", "post", row.id());
            (text::title(row.text("subject"), &[]), message, row.id())
        })
        .collect()
}

fn quiz(main: &Branch, texts: &Texts<'_>) -> Quiz {
    let row = &main.row;
    let instances = main.all("question_instance");
    let mut slots: Vec<Slot> = Vec::new();
    if instances.iter().any(|instance| instance.row.get("slot").is_some()) {
        slots.extend(instances.iter().map(|instance| slot(instance)));
        slots.sort_by_key(|slot| slot.number);
    } else {
        // Moodle 2.0 to 2.6: a list of question numbers in the quiz, 0 for a new page.
        let marks: HashMap<i64, f64> = instances
            .iter()
            .map(|instance| (instance.row.int("question"), instance.row.float("grade")))
            .collect();
        let mut page = 1;
        for id in row.text("questions").split(',').filter_map(|id| id.trim().parse::<i64>().ok()) {
            if id == 0 {
                page += 1;
                continue;
            }
            slots.push(Slot {
                number: i64::try_from(slots.len()).unwrap_or(0) + 1,
                page,
                mark: marks.get(&id).copied().unwrap_or(1.0),
                pick: Pick::Question(id),
            });
        }
    }
    let feedback = main
        .all("feedback")
        .iter()
        .map(|branch| {
            let row = &branch.row;
            let text = texts.rich(row, "feedbacktext", "feedbacktextformat", "feedback", row.id());
            (text, row.float("mingrade"), row.float("maxgrade"))
        })
        .filter(|(text, _, _)| !text.is_empty())
        .collect();
    let sections = main.all("section");
    Quiz {
        time_limit: row.int("timelimit"),
        attempts: row.get("attempts_number").map_or(0, |_| row.int("attempts_number")),
        grade: row.float("grade"),
        shuffle: row.flag("shufflequestions")
            || sections.iter().any(|section| section.row.flag("shufflequestions")),
        slots,
        headings: sections
            .iter()
            .map(|section| {
                (section.row.int("firstslot"), text::title(section.row.text("heading"), &[]))
            })
            .filter(|(_, heading)| !heading.is_empty())
            .collect(),
        feedback,
    }
}

fn slot(instance: &Branch) -> Slot {
    let row = &instance.row;
    let pick = if let Some(set) = instance.one("question_set_reference") {
        Pick::Random(category_of_filter(set.row.text("filtercondition")))
    } else if let Some(reference) = instance.one("question_reference") {
        let version = reference.row.get("version").map(|_| reference.row.int("version"));
        Pick::Entry(reference.row.int("questionbankentryid"), version.filter(|v| *v > 0))
    } else if row.get("questionid").is_some() {
        Pick::Question(row.int("questionid"))
    } else {
        let category = row.int("questioncategoryid");
        Pick::Random((category != 0).then_some(category))
    };
    Slot { number: row.int("slot"), page: row.int("page"), mark: row.float("maxmark"), pick }
}

/// The category of a random question: `{"filter":{"category":{"values":[12]}}}` since 4.3,
/// `{"questioncategoryid":12}` before.
fn category_of_filter(json: &str) -> Option<i64> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    let number = |value: &serde_json::Value| {
        value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
    };
    number(&value["questioncategoryid"])
        .or_else(|| number(&value["filter"]["category"]["values"][0]))
}

fn data(main: &Branch, texts: &Texts<'_>) -> Content {
    let fields = main
        .all("field")
        .iter()
        .map(|field| {
            let row = &field.row;
            let kind = row.owned("type");
            let options = match kind.as_str() {
                "menu" | "radiobutton" | "checkbox" | "multimenu" => row
                    .text("param1")
                    .lines()
                    .map(|line| text::title(line, &[]))
                    .filter(|line| !line.is_empty())
                    .collect(),
                _ => Vec::new(),
            };
            Field {
                id: row.id(),
                name: text::title(row.text("name"), &[]),
                description: text::title(row.text("description"), &[]),
                options,
                kind,
            }
        })
        .collect();
    let records = main
        .all("record")
        .iter()
        .filter(|record| record.row.get("approved").is_none() || record.row.flag("approved"))
        .map(|record| Record {
            id: record.row.id(),
            values: record
                .all("content")
                .iter()
                .map(|content| {
                    let row = &content.row;
                    let raw = row.owned("content");
                    (row.int("fieldid"), texts.made(raw, 1, "content", row.id()))
                })
                .collect(),
        })
        .collect();
    Content::Data { fields, template: main.row.owned("singletemplate"), records }
}

fn scorm_parts(main: &Branch) -> Vec<(usize, String)> {
    let mut scoes: Vec<(i64, &Branch)> =
        main.all("sco").into_iter().map(|sco| (sco.row.int("sortorder"), sco)).collect();
    scoes.sort_by_key(|(order, _)| *order);
    let mut depth: HashMap<&str, usize> = HashMap::new();
    let mut parts = Vec::new();
    for (_, sco) in &scoes {
        let own = depth.get(sco.row.text("parent")).map_or(0, |depth| depth + 1);
        depth.insert(sco.row.text("identifier"), own);
        let title = text::title(sco.row.text("title"), &[]);
        if !title.is_empty() {
            parts.push((own, title));
        }
    }
    parts
}

/// Titles out of the serialised PHP array of an IMS package; nothing is unserialised.
fn imscp_parts(structure: &str) -> Vec<(usize, String)> {
    let mut parts = Vec::new();
    let mut rest = structure;
    while let Some(at) = rest.find("s:5:\"title\";s:") {
        rest = &rest[at + "s:5:\"title\";s:".len()..];
        let Some((length, tail)) = rest.split_once(":\"") else { break };
        let Ok(length) = length.parse::<usize>() else { continue };
        let Some(title) = tail.get(..length) else { break };
        rest = &tail[length..];
        let level = rest
            .strip_prefix("\";s:5:\"level\";i:")
            .and_then(|level| level.split(';').next())
            .and_then(|level| level.parse::<usize>().ok())
            .unwrap_or(0);
        parts.push((level.min(12), text::title(title, &[])));
    }
    parts
}

fn workshop(main: &Branch, texts: &Texts<'_>) -> Content {
    let row = &main.row;
    let mut seen = HashSet::new();
    let dimensions = main
        .inner
        .iter()
        .flat_map(|branch| &branch.inner)
        .chain(&main.inner)
        .filter(|branch| branch.name.starts_with("workshopform_"))
        .filter(|branch| !branch.row.text("description").is_empty())
        .filter(|branch| seen.insert((branch.name.as_str(), branch.row.id())))
        .map(|branch| {
            let form = branch.name.strip_suffix("_dimension").unwrap_or(&branch.name);
            let mut rich = texts.rich(
                &branch.row,
                "description",
                "descriptionformat",
                "description",
                branch.row.id(),
            );
            rich.area.component = form.to_owned();
            rich
        })
        .collect();
    Content::Workshop {
        authors: texts.rich(row, "instructauthors", "instructauthorsformat", "instructauthors", 0),
        reviewers: texts.rich(
            row,
            "instructreviewers",
            "instructreviewersformat",
            "instructreviewers",
            0,
        ),
        conclusion: texts.rich(row, "conclusion", "conclusionformat", "conclusion", 0),
        dimensions,
    }
}

fn grading(course: &Course, module: &str, cmid: i64) -> Vec<Criterion> {
    let member = Member::Grading(module.to_owned(), cmid);
    let Some(file) = course.open_part(&member) else { return Vec::new() };
    let Ok(root) = branch(BufReader::new(file), &course.limits) else { return Vec::new() };
    ["criterion", "guidecriterion"]
        .iter()
        .flat_map(|name| root.all(name))
        .map(|criterion| {
            let row = &criterion.row;
            let short = text::title(row.text("shortname"), &[]);
            let description = text::plain(row.text("description"));
            let mut levels: Vec<(String, f64)> = criterion
                .all("level")
                .iter()
                .map(|level| (text::plain(level.row.text("definition")), level.row.float("score")))
                .collect();
            if levels.is_empty() && row.get("maxscore").is_some() {
                levels.push((String::new(), row.float("maxscore")));
            }
            Criterion {
                description: if short.is_empty() {
                    description
                } else {
                    format!("{short}: {description}").trim_end_matches([' ', ':']).to_owned()
                },
                levels,
            }
        })
        .collect()
}
