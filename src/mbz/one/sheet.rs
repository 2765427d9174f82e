//! Writes the XML of the modern form.

use std::fmt::{Display, Write as _};

use quick_xml::escape::partial_escape;

use super::super::xml::NULL;

/// One part of a backup in the making.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    out: String,
    open: Vec<String>,
}

impl Sheet {
    /// Begins an element.
    pub(super) fn open(&mut self, name: &str) {
        self.open_with(name, &[]);
    }

    /// Begins an element with numbers for attributes.
    pub(super) fn open_with(&mut self, name: &str, attributes: &[(&str, i64)]) {
        let _ = write!(self.out, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"{value}\"");
        }
        // Moodle takes a list without rows for a text unless it begins with a new line.
        self.out.push_str(">\n");
        self.open.push(name.to_owned());
    }

    /// Begins the root element of an activity.
    pub(super) fn open_activity(&mut self, module: &str, id: i64, cmid: i64, contextid: i64) {
        let _ = write!(
            self.out,
            "<activity id=\"{id}\" moduleid=\"{cmid}\" modulename=\"{module}\" \
             contextid=\"{contextid}\">"
        );
        self.open.push("activity".to_owned());
        self.open_with(module, &[("id", id)]);
    }

    /// Ends the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            let _ = writeln!(self.out, "</{name}>");
        }
    }

    /// A field with a text.
    pub(super) fn field(&mut self, name: &str, text: &str) {
        let _ = writeln!(self.out, "<{name}>{}</{name}>", partial_escape(text));
    }

    /// A field with a number or a word of ours.
    pub(super) fn value(&mut self, name: &str, value: impl Display) {
        let _ = writeln!(self.out, "<{name}>{value}</{name}>");
    }

    /// Fields with numbers or words of ours.
    pub(super) fn values(&mut self, fields: &[(&str, i64)]) {
        for (name, value) in fields {
            self.value(name, value);
        }
    }

    /// A field without a value.
    pub(super) fn null(&mut self, name: &str) {
        self.value(name, NULL);
    }

    /// How much was written. Bytes.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Takes what was written so far out.
    pub(super) fn drain(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Ends all elements and gives what was written.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }
}
