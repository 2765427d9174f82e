//! Under which conditions an activity could be seen in the old course, in words.

use serde_json::Value;

use super::words::Words;

/// Conditions within conditions are followed so far. Count.
const DEEPEST: usize = 8;
/// So many conditions are said. Count.
const MOST: usize = 40;

/// Says Moodle's JSON of conditions in a sentence without its full stop; nothing if there are none
/// that can be read. `title` gives the title of an activity by its course module number.
pub(super) fn said(
    json: &str,
    title: &dyn Fn(i64) -> Option<String>,
    words: &dyn Words,
) -> Option<String> {
    let tree: Value = serde_json::from_str(json).ok()?;
    let mut sentence = Sentence { title, words, left: MOST };
    let text = sentence.tree(&tree, 0)?;
    Some(words.say_with("mbz-if", &text))
}

struct Sentence<'a> {
    title: &'a dyn Fn(i64) -> Option<String>,
    words: &'a dyn Words,
    left: usize,
}

impl Sentence<'_> {
    fn tree(&mut self, tree: &Value, depth: usize) -> Option<String> {
        let conditions = tree["c"].as_array()?;
        let mut parts = Vec::new();
        for condition in conditions {
            if self.left == 0 || depth > DEEPEST {
                parts.push("…".to_owned());
                break;
            }
            self.left -= 1;
            let part = if condition.get("c").is_some() {
                let several = condition["c"].as_array().is_some_and(|list| list.len() > 1);
                let inner = self.tree(condition, depth + 1);
                inner.map(|text| if several { format!("({text})") } else { text })
            } else {
                Some(self.one(condition))
            };
            parts.extend(part);
        }
        if parts.is_empty() {
            return None;
        }
        let op = tree["op"].as_str().unwrap_or("&");
        let joint = if op.ends_with('|') { "mbz-if-or" } else { "mbz-if-and" };
        let joint = format!(" {} ", self.words.say(joint));
        let text = parts.join(&joint);
        if !op.starts_with('!') {
            return Some(text);
        }
        let text = if parts.len() > 1 { format!("({text})") } else { text };
        Some(self.words.say_with("mbz-if-not", &text))
    }

    fn one(&self, condition: &Value) -> String {
        match condition["type"].as_str().unwrap_or("") {
            "date" => self.date(condition),
            "completion" => self.completion(condition),
            "grade" => self.grade(condition),
            "group" if condition["id"].is_number() => self.words.say("mbz-if-group"),
            "group" => self.words.say("mbz-if-any-group"),
            "grouping" => self.words.say("mbz-if-grouping"),
            "profile" => self.profile(condition),
            other => {
                let name: String = other.chars().filter(|c| c.is_alphanumeric()).take(40).collect();
                self.words.say_with("mbz-if-other", &name)
            }
        }
    }

    fn date(&self, condition: &Value) -> String {
        let seconds = condition["t"].as_i64().unwrap_or(0);
        let day = jiff::Timestamp::from_second(seconds)
            .map_or_else(|_| "?".to_owned(), |time| time.strftime("%Y-%m-%d").to_string());
        let from = condition["d"].as_str() != Some("<");
        self.words.say_with(if from { "mbz-if-from" } else { "mbz-if-until" }, &day)
    }

    fn completion(&self, condition: &Value) -> String {
        let cmid = condition["cm"].as_i64().unwrap_or(0);
        let title = match cmid {
            // Moodle's own mark for the activity before this one.
            -1 => self.words.say("mbz-if-previous"),
            cmid => match (self.title)(cmid) {
                Some(title) => self.words.say_with("mbz-if-titled", &title),
                None => self.words.say("mbz-if-unknown-activity"),
            },
        };
        let key = match condition["e"].as_i64() {
            Some(0) => "mbz-if-incomplete",
            Some(2) => "mbz-if-passed",
            Some(3) => "mbz-if-failed",
            _ => "mbz-if-complete",
        };
        self.words.say_with(key, &title)
    }

    fn grade(&self, condition: &Value) -> String {
        let percent = |name: &str| {
            let number = condition[name].as_f64()?;
            let text = format!("{number:.2}");
            Some(format!("{} %", text.trim_end_matches('0').trim_end_matches('.')))
        };
        let least = percent("min").map(|text| self.words.say_with("mbz-if-grade-min", &text));
        let most = percent("max").map(|text| self.words.say_with("mbz-if-grade-max", &text));
        match (least, most) {
            (None, None) => self.words.say("mbz-if-grade"),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(one), Some(other)) => {
                format!("{one} {} {other}", self.words.say("mbz-if-and"))
            }
        }
    }

    /// The value that is asked for may be somebody's address: only the field is named.
    fn profile(&self, condition: &Value) -> String {
        let field = condition["sf"].as_str().or_else(|| condition["cf"].as_str()).unwrap_or("?");
        let field: String = field.chars().filter(|c| !c.is_control()).take(60).collect();
        self.words.say_with("mbz-if-profile", &field)
    }
}

/// Conditions of Moodle 2.0 to 2.6, which were fields, in the JSON that came after them.
pub(super) fn of_fields(from: i64, until: i64, more: &[Value]) -> Option<String> {
    let mut list = Vec::new();
    if from > 0 {
        list.push(serde_json::json!({ "type": "date", "d": ">=", "t": from }));
    }
    if until > 0 {
        list.push(serde_json::json!({ "type": "date", "d": "<", "t": until }));
    }
    list.extend(more.iter().cloned());
    (!list.is_empty()).then(|| serde_json::json!({ "op": "&", "c": list }).to_string())
}
