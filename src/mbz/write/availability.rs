//! Who may come when: conditions on activities and sections, as far as they still mean something.

use serde_json::{Map, Value, json};

use crate::mbz::xml::Row;

/// What became of a condition.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Condition {
    /// Moodle's JSON, or nothing if no condition is left.
    pub(super) json: Option<String>,
    /// Something that kept people out could not be taken along, so the thing itself is hidden.
    pub(super) hides: bool,
}

/// Conditions deeper than this are not looked into.
const DEPTH: usize = 20;

/// The new numbers of what conditions name, as far as it is taken.
pub(super) struct Taken<'a> {
    /// Of an activity, by its course module number.
    pub(super) activity: &'a dyn Fn(i64) -> Option<i64>,
    /// Of an item of the gradebook.
    pub(super) grade: &'a dyn Fn(i64) -> Option<i64>,
}

/// Rewrites a condition.
pub(super) fn rewrite(json: &str, taken: &Taken<'_>) -> Condition {
    let Ok(Value::Object(tree)) = serde_json::from_str(json) else { return Condition::default() };
    let mut hides = false;
    let kept = group(tree, true, taken, &mut hides, DEPTH);
    Condition { json: kept.map(|kept| kept.to_string()), hides }
}

fn group(
    mut tree: Map<String, Value>,
    outermost: bool,
    taken: &Taken<'_>,
    hides: &mut bool,
    depth: usize,
) -> Option<Value> {
    let Some(Value::Array(children)) = tree.remove("c") else { return None };
    let shown = match tree.get("showc") {
        Some(Value::Array(shown)) => shown.clone(),
        _ => Vec::new(),
    };
    let (mut kept, mut kept_shown) = (Vec::new(), Vec::new());
    for (at, child) in children.into_iter().enumerate() {
        let Value::Object(child) = child else { continue };
        let child = if child.contains_key("c") {
            if depth == 0 { None } else { group(child, false, taken, hides, depth - 1) }
        } else {
            single(child, taken, hides)
        };
        if let Some(child) = child {
            kept.push(child);
            kept_shown.push(shown.get(at).cloned().unwrap_or(Value::Bool(true)));
        }
    }
    if kept.is_empty() {
        return None;
    }
    let op = tree.get("op").and_then(Value::as_str).unwrap_or("&").to_owned();
    let mut out = Map::new();
    out.insert("op".into(), json!(op));
    out.insert("c".into(), Value::Array(kept));
    // The outermost one says for each condition whether it is shown, unless one of several will do.
    if outermost {
        match op.as_str() {
            "&" | "!|" => out.insert("showc".into(), Value::Array(kept_shown)),
            _ => out.insert("show".into(), tree.get("show").cloned().unwrap_or(json!(true))),
        };
    }
    Some(Value::Object(out))
}

fn single(mut condition: Map<String, Value>, taken: &Taken<'_>, hides: &mut bool) -> Option<Value> {
    match condition.get("type").and_then(Value::as_str) {
        Some("date") => Some(Value::Object(condition)),
        Some("completion") => {
            let cmid = number(&condition, "cm")?;
            // -1 means the activity before this one.
            let new = if cmid < 0 { cmid } else { (taken.activity)(cmid)? };
            condition.insert("cm".into(), json!(new));
            Some(Value::Object(condition))
        }
        // Without the other activity's marks it would keep everybody out.
        Some("grade") => {
            let item = (taken.grade)(number(&condition, "id")?)?;
            condition.insert("id".into(), json!(item));
            Some(Value::Object(condition))
        }
        // Groups and people stay behind: whoever was kept out must not come in by that.
        _ => {
            *hides = true;
            None
        }
    }
}

fn number(condition: &Map<String, Value>, name: &str) -> Option<i64> {
    let value = condition.get(name)?;
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// The condition of an activity or section of Moodle 2.0 to 2.6, in today's form.
pub(super) fn of_old(row: &Row, completions: &[Row]) -> Option<String> {
    let (mut conditions, mut shown) = (Vec::new(), Vec::new());
    let show = row.flag("showavailability");
    // What was over was never announced, whatever was set for the rest.
    for (field, direction, show) in [("availablefrom", ">=", show), ("availableuntil", "<", false)]
    {
        let time = row.int(field);
        if time > 0 {
            conditions.push(json!({"type": "date", "d": direction, "t": time}));
            shown.push(show);
        }
    }
    for one in completions {
        if one.int("sourcecmid") > 0 {
            let (cmid, state) = (one.int("sourcecmid"), one.int("requiredcompletion"));
            conditions.push(json!({"type": "completion", "cm": cmid, "e": state}));
            shown.push(show);
        }
        if one.int("gradeitemid") > 0 {
            let mut condition = Map::new();
            condition.insert("type".into(), json!("grade"));
            condition.insert("id".into(), json!(one.int("gradeitemid")));
            for (field, bound) in [("grademin", "min"), ("grademax", "max")] {
                if one.get(field).is_some_and(|text| !text.trim().is_empty()) {
                    condition.insert(bound.into(), json!(one.float(field)));
                }
            }
            conditions.push(Value::Object(condition));
            shown.push(show);
        }
    }
    if conditions.is_empty() {
        return None;
    }
    Some(json!({"op": "&", "c": conditions, "showc": shown}).to_string())
}
