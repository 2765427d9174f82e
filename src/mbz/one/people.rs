//! Activities that people fill together: forum, glossary, wiki, database. What they wrote passes only
//! where it may; never who wrote it.

use std::collections::BTreeMap;

use super::make::{Making, formatted};
use super::node::Node;
use super::wikitext;

pub(super) fn forum(m: &mut Making<'_>, node: &Node) {
    let kind = match node.text("TYPE").trim() {
        kind @ ("news" | "single" | "eachuser" | "qanda") => kind,
        _ => "general",
    };
    m.sheet.field("type", kind);
    m.intro(node, &["INTRO"]);
    m.numbers(
        node,
        &[
            ("assessed", "ASSESSED"),
            ("assesstimestart", "ASSESSTIMESTART"),
            ("assesstimefinish", "ASSESSTIMEFINISH"),
            ("scale", "SCALE"),
            ("maxbytes", "MAXBYTES"),
            ("forcesubscribe", "FORCESUBSCRIBE"),
            ("trackingtype", "TRACKINGTYPE"),
            ("rsstype", "RSSTYPE"),
            ("rssarticles", "RSSARTICLES"),
            ("warnafter", "WARNAFTER"),
            ("blockafter", "BLOCKAFTER"),
            ("blockperiod", "BLOCKPERIOD"),
        ],
    );
    m.sheet.value("maxattachments", 1);
    m.modified(node);
    m.sheet.open("discussions");
    for discussion in node.list("DISCUSSIONS", "DISCUSSION") {
        m.sheet.open_with("discussion", &[("id", discussion.int("ID"))]);
        m.texts(discussion, &[("name", "NAME")]);
        m.numbers(discussion, &[("firstpost", "FIRSTPOST"), ("timemodified", "TIMEMODIFIED")]);
        m.sheet.open("posts");
        for post in discussion.list("POSTS", "POST") {
            self::post(m, post);
        }
        m.sheet.close();
        m.sheet.close();
    }
    m.sheet.close();
}

fn post(m: &mut Making<'_>, post: &Node) {
    let id = post.int("ID");
    m.sheet.open_with("post", &[("id", id)]);
    m.numbers(post, &[("parent", "PARENT"), ("created", "CREATED"), ("modified", "MODIFIED")]);
    m.texts(post, &[("subject", "SUBJECT")]);
    m.rich("message", post.text("MESSAGE"), post.get("FORMAT"), "post", id);
    m.sheet.close();
    let folder = format!("moddata/forum/{}/{id}", m.cm.instance);
    m.attach_folder(&folder, &m.area("attachment", id));
}

pub(super) fn glossary(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    m.numbers(
        node,
        &[
            ("allowduplicatedentries", "ALLOWDUPLICATEDENTRIES"),
            ("mainglossary", "MAINGLOSSARY"),
            ("showspecial", "SHOWSPECIAL"),
            ("showalphabet", "SHOWALPHABET"),
            ("showall", "SHOWALL"),
            ("allowcomments", "ALLOWCOMMENTS"),
            ("allowprintview", "ALLOWPRINTVIEW"),
            ("usedynalink", "USEDYNALINK"),
            ("defaultapproval", "DEFAULTAPPROVAL"),
            ("globalglossary", "GLOBALGLOSSARY"),
            ("entbypage", "ENTBYPAGE"),
            ("editalways", "EDITALWAYS"),
            ("rsstype", "RSSTYPE"),
            ("rssarticles", "RSSARTICLES"),
            ("assessed", "ASSESSED"),
            ("assesstimestart", "ASSESSTIMESTART"),
            ("assesstimefinish", "ASSESSTIMEFINISH"),
            ("scale", "SCALE"),
            ("timecreated", "TIMECREATED"),
        ],
    );
    // Up to 1.4 it was a number.
    let format = match node.text("DISPLAYFORMAT").trim() {
        "" | "0" => "dictionary",
        "1" => "continuous",
        "2" => "fullwithauthor",
        "3" => "encyclopedia",
        "4" => "faq",
        other => other,
    };
    m.sheet.field("displayformat", format);
    m.modified(node);
    m.sheet.open("entries");
    for entry in node.list("ENTRIES", "ENTRY") {
        let id = entry.int("ID");
        m.sheet.open_with("entry", &[("id", id)]);
        m.texts(entry, &[("concept", "CONCEPT")]);
        m.rich("definition", entry.text("DEFINITION"), entry.get("FORMAT"), "entry", id);
        m.numbers(
            entry,
            &[
                ("timecreated", "TIMECREATED"),
                ("timemodified", "TIMEMODIFIED"),
                ("teacherentry", "TEACHERENTRY"),
                ("usedynalink", "USEDYNALINK"),
                ("casesensitive", "CASESENSITIVE"),
                ("fullmatch", "FULLMATCH"),
            ],
        );
        let approved = entry.get("APPROVED").is_none_or(|text| text.trim() != "0");
        m.sheet.value("approved", i64::from(approved));
        m.sheet.open("aliases");
        for (at, alias) in entry.list("ALIASES", "ALIAS").enumerate() {
            let number = id.saturating_mul(100).saturating_add(i64::try_from(at).unwrap_or(0));
            m.sheet.open_with("alias", &[("id", number)]);
            m.texts(alias, &[("alias_text", "ALIAS_TEXT")]);
            m.sheet.close();
        }
        m.sheet.close();
        m.sheet.close();
        let folder = format!("moddata/glossary/{}/{id}", m.cm.instance);
        m.attach_folder(&folder, &m.area("attachment", id));
    }
    m.sheet.close();
    m.sheet.open("categories");
    for category in node.list("CATEGORIES", "CATEGORY") {
        m.sheet.open_with("category", &[("id", category.int("ID"))]);
        m.texts(category, &[("name", "NAME")]);
        m.numbers(category, &[("usedynalink", "USEDYNALINK")]);
        m.sheet.open("category_entries");
        for (at, entry) in category.list("ENTRIES", "ENTRY").enumerate() {
            let number = i64::try_from(at).unwrap_or(0) + 1;
            m.sheet.open_with("category_entry", &[("id", number)]);
            m.sheet.value("entryid", entry.int("ENTRYID"));
            m.sheet.close();
        }
        m.sheet.close();
        m.sheet.close();
    }
    m.sheet.close();
}

pub(super) fn wiki(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["SUMMARY"]);
    let first = node.text("PAGENAME").trim();
    let first = if first.is_empty() { m.cm.title.clone() } else { first.to_owned() };
    m.sheet.field("firstpagetitle", &first);
    let alone = node.text("WTYPE").trim() == "student";
    m.sheet.field("wikimode", if alone { "individual" } else { "collaborative" });
    m.sheet.field("defaultformat", "html");
    m.sheet.values(&[("forceformat", 0), ("editbegin", 0), ("editend", 0)]);
    m.modified(node);
    let is_html = node.text("HTMLMODE").trim() == "2";
    m.sheet.open("subwikis");
    for entry in node.list("ENTRIES", "ENTRY") {
        let id = entry.int("ID");
        m.sheet.open_with("subwiki", &[("id", id)]);
        m.numbers(entry, &[("groupid", "GROUPID")]);
        if alone {
            // What one person wrote alone is theirs.
            m.sheet.close();
            continue;
        }
        let mut newest: BTreeMap<&str, &Node> = BTreeMap::new();
        for page in entry.list("PAGES", "PAGE") {
            let known = newest.entry(page.text("PAGENAME").trim()).or_insert(page);
            if page.int("VERSION") > known.int("VERSION") {
                *known = page;
            }
        }
        m.sheet.open("pages");
        // The first page comes first, all others by name.
        let mut pages: Vec<(&str, &Node)> = newest.into_iter().collect();
        pages.sort_by_key(|(name, _)| *name != first);
        for (name, page) in pages {
            let text = page.text("CONTENT");
            let html = if is_html { wikitext::brackets(text) } else { wikitext::html(text) };
            let html = m.old.text(&html, &m.area("attachments", id));
            let number = page.int("ID");
            m.sheet.open_with("page", &[("id", number)]);
            m.sheet.field("title", name);
            m.sheet.field("cachedcontent", &html);
            m.numbers(page, &[("timecreated", "CREATED"), ("timemodified", "LASTMODIFIED")]);
            m.sheet.open("versions");
            m.sheet.open_with("version", &[("id", number)]);
            m.sheet.field("content", &html);
            m.sheet.field("contentformat", "html");
            m.sheet.value("version", page.int("VERSION").max(1));
            m.sheet.close();
            m.sheet.close();
            m.sheet.close();
        }
        m.sheet.close();
        m.sheet.close();
        let folder = format!("moddata/wiki/{}/{id}", m.cm.instance);
        m.attach_folder(&folder, &m.area("attachments", id));
    }
    m.sheet.close();
}

pub(super) fn data(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["INTRO"]);
    m.numbers(
        node,
        &[
            ("comments", "COMMENTS"),
            ("timeavailablefrom", "TIMEAVAILABLEFROM"),
            ("timeavailableto", "TIMEAVAILABLETO"),
            ("timeviewfrom", "TIMEVIEWFROM"),
            ("timeviewto", "TIMEVIEWTO"),
            ("requiredentries", "REQUIREDENTRIES"),
            ("requiredentriestoview", "REQUIREDENTRIESTOVIEW"),
            ("maxentries", "MAXENTRIES"),
            ("rssarticles", "RSSARTICLES"),
            ("approval", "APPROVAL"),
            ("scale", "SCALE"),
            ("assessed", "ASSESSED"),
            ("assesstimestart", "ASSESSTIMESTART"),
            ("assesstimefinish", "ASSESSTIMEFINISH"),
            ("notification", "NOTIFICATION"),
            ("defaultsort", "DEFAULTSORT"),
            ("defaultsortdir", "DEFAULTSORTDIR"),
            ("editany", "EDITANY"),
        ],
    );
    let area = m.area("content", 0);
    for (new, was) in [
        ("singletemplate", "SINGLETEMPLATE"),
        ("listtemplate", "LISTTEMPLATE"),
        ("listtemplateheader", "LISTTEMPLATEHEADER"),
        ("listtemplatefooter", "LISTTEMPLATEFOOTER"),
        ("addtemplate", "ADDTEMPLATE"),
        ("rsstemplate", "RSSTEMPLATE"),
        ("rsstitletemplate", "RSSTITLETEMPLATE"),
        ("csstemplate", "CSSTEMPLATE"),
        ("jstemplate", "JSTEMPLATE"),
        ("asearchtemplate", "ASEARCHTEMPLATE"),
    ] {
        let text = m.old.text(node.text(was), &area);
        m.sheet.field(new, &text);
    }
    m.modified(node);
    m.sheet.open("fields");
    for field in node.list("FIELDS", "FIELD") {
        m.sheet.open_with("field", &[("id", field.int("ID"))]);
        m.texts(field, &[("type", "TYPE"), ("name", "NAME"), ("description", "DESCRIPTION")]);
        for number in 1..=10 {
            let name = format!("param{number}");
            m.sheet.field(&name, field.text(&name.to_uppercase()));
        }
        m.sheet.close();
    }
    m.sheet.close();
    m.sheet.open("records");
    for record in node.list("RECORDS", "RECORD") {
        let id = record.int("ID");
        m.sheet.open_with("record", &[("id", id)]);
        m.numbers(record, &[("timecreated", "TIMECREATED"), ("timemodified", "TIMEMODIFIED")]);
        let approved = record.get("APPROVED").is_none_or(|text| text.trim() != "0");
        m.sheet.value("approved", i64::from(approved));
        m.sheet.open("contents");
        for content in record.list("CONTENTS", "CONTENT") {
            let number = content.int("ID");
            let field = content.int("FIELDID");
            m.sheet.open_with("content", &[("id", number)]);
            m.sheet.value("fieldid", field);
            let area = m.area("content", number);
            let (text, _) = formatted(content.text("CONTENT"), None);
            let text = m.old.text(&text, &area);
            m.sheet.field("content", &text);
            for name in ["CONTENT1", "CONTENT2", "CONTENT3", "CONTENT4"] {
                m.sheet.field(&name.to_lowercase(), content.text(name));
            }
            m.sheet.close();
            m.attach_folder(&format!("moddata/data/{}/{field}/{id}", m.cm.instance), &area);
        }
        m.sheet.close();
        m.sheet.close();
    }
    m.sheet.close();
}
