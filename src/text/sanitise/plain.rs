//! HTML as plain text.

use scraper::{Html, Node};

use super::{HTML_LIMIT, tidy::tidy};

/// The text of HTML, with line breaks where its blocks end and descriptions in place of images.
///
/// Paragraphs are parted by an empty line; entities are decoded; scripts and styles say nothing.
pub fn text(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(HTML_LIMIT)];
    if !html.contains(['<', '&']) {
        let mut lines = Lines::default();
        lines.words(html);
        return lines.finished();
    }
    let document = Html::parse_fragment(&tidy(html));
    let mut lines = Lines::default();
    let mut next = Some(document.tree.root());
    while let Some(node) = next {
        match node.value() {
            Node::Text(text) => lines.words(text),
            Node::Element(element) => {
                lines.open(element.name());
                if element.name() == "img" {
                    lines.words(element.attr("alt").unwrap_or_default());
                }
            }
            _ => {}
        }
        next = node.first_child();
        let mut leaving = node;
        while next.is_none() {
            if let Node::Element(element) = leaving.value() {
                lines.close(element.name());
            }
            next = leaving.next_sibling();
            if next.is_none() {
                let Some(parent) = leaving.parent() else { break };
                leaving = parent;
            }
        }
    }
    lines.finished()
}

fn is_paragraph(element: &str) -> bool {
    matches!(
        element,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "ul"
            | "ol"
            | "dl"
            | "pre"
            | "table"
            | "figure"
            | "hr"
            | "section"
            | "article"
    )
}

fn is_line(element: &str) -> bool {
    matches!(
        element,
        "br" | "div"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "caption"
            | "figcaption"
            | "summary"
            | "details"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "main"
            | "form"
            | "option"
            | "address"
    )
}

/// Text being put together; breaks and blanks are written only when words follow.
#[derive(Default)]
struct Lines {
    text: String,
    breaks: usize,
    blank: bool,
    /// Blanks since the last word, for lines of a `pre`.
    indent: usize,
    preformatted: usize,
}

impl Lines {
    fn words(&mut self, words: &str) {
        for c in words.chars() {
            if self.preformatted > 0 && c == '\n' {
                self.breaks += 1;
                self.indent = 0;
            } else if c.is_whitespace() && c != '\u{A0}' {
                self.blank = true;
                self.indent += 1;
            } else if !c.is_control() && !matches!(c, '\u{AD}' | '\u{200B}') {
                if !self.text.is_empty() {
                    if self.breaks > 0 {
                        self.text.push_str(if self.breaks > 1 { "\n\n" } else { "\n" });
                        if self.preformatted > 0 {
                            self.text.extend(std::iter::repeat_n(' ', self.indent.min(40)));
                        }
                    } else if self.blank {
                        self.text.push(' ');
                    }
                }
                (self.breaks, self.blank, self.indent) = (0, false, 0);
                self.text.push(if c == '\u{A0}' { ' ' } else { c });
            }
        }
    }

    fn open(&mut self, element: &str) {
        self.stop(element);
        self.preformatted += usize::from(element == "pre");
    }

    fn close(&mut self, element: &str) {
        if element != "br" {
            self.stop(element);
        }
        self.preformatted -= usize::from(element == "pre");
    }

    fn stop(&mut self, element: &str) {
        if is_paragraph(element) {
            self.breaks = self.breaks.max(2);
        } else if element == "br" && self.breaks > 0 {
            self.breaks += 1;
        } else if is_line(element) {
            self.breaks = self.breaks.max(1);
        } else if matches!(element, "td" | "th") {
            self.blank = true;
        }
    }

    fn finished(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}
