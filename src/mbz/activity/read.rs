//! From rows of XML to the typed values of an activity.

use std::collections::HashMap;
use std::io::BufReader;

use super::super::files::{Area, FileKey};
use super::super::members::Member;
use super::super::text;
use super::super::xml::{Row, Trouble};
use super::super::{Broken, Course, Warning};
use super::branch::{Branch, branch};
use super::dropped;
use super::tasks::{assign, data, feedback, grading, imscp_parts, quiz, scorm_parts, workshop};
use super::{Activity, Assign, Chapter, Content, Entry, LessonAnswer, LessonPage, Rich};

/// The XML of one activity beyond which it becomes a card. Bytes. The largest real one seen, a quiz
/// without its attempts, has 0.2 MB.
const LARGEST: u64 = 32 << 20;

/// Makes texts whose files lie in one context.
pub(super) struct Texts<'a> {
    contextid: i64,
    component: &'a str,
}

impl Texts<'_> {
    pub(super) fn rich(&self, row: &Row, field: &str, format: &str, area: &str, item: i64) -> Rich {
        self.made(row.owned(field), row.get(format).map_or(1, |_| row.int(format)), area, item)
    }

    pub(super) fn made(&self, raw: String, format: i64, area: &str, item: i64) -> Rich {
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
        facts: Vec::new(),
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
    activity.facts = dropped::facts(&stub.module, &main.row);
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
