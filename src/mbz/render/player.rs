//! Films, sounds and frames in a teacher's text: played from here, or a link to where they are.

use std::fmt::Write as _;

use super::super::html::escape;
use super::super::links::Target;
use super::rewrite::Rewriting;

/// A player that is being rewritten.
pub(super) struct Player {
    tag: String,
    start: usize,
    playable: bool,
    /// What to show after or instead of it.
    notes: Vec<String>,
}

impl Rewriting<'_, '_> {
    pub(super) fn start_player<'g>(&mut self, tag: &str, get: &dyn Fn(&str) -> &'g str) {
        if self.player.is_some() {
            self.end_player();
        }
        let mut player = Player {
            tag: tag.to_owned(),
            start: self.out.len(),
            playable: false,
            notes: Vec::new(),
        };
        let _ = write!(self.out, "<{tag} controls preload=\"none\"");
        if !get("src").is_empty() {
            match self.resolve(get("src")) {
                Target::File(to, _) => {
                    let _ = write!(self.out, " src=\"{}\"", escape(&to));
                    player.playable = true;
                }
                other => player.notes.push(self.media_note(other, get("title"))),
            }
        }
        self.out.push('>');
        self.player = Some(player);
    }

    /// What stands for a film or sound that is not here.
    fn media_note(&mut self, target: Target, title: &str) -> String {
        if let Target::To(to) = target {
            self.remote(&to, title)
        } else {
            self.writer.missing += 1;
            let note = self.writer.word("mbz-file-missing");
            format!("<span class=\"course-missing\">{note}</span>")
        }
    }

    pub(super) fn remote(&self, to: &str, title: &str) -> String {
        let host = to.split("://").nth(1).and_then(|rest| rest.split(['/', '?']).next());
        let words = match (title.trim(), host) {
            ("", Some(host)) => self.writer.word_with("mbz-elsewhere", host),
            ("", None) => escape(to).into_owned(),
            (title, _) => escape(title).into_owned(),
        };
        format!("<a class=\"course-remote\" href=\"{}\">{words}</a>", escape(to))
    }

    pub(super) fn source<'g>(&mut self, tag: &str, get: &dyn Fn(&str) -> &'g str) {
        if get("src").is_empty() {
            return;
        }
        match (self.resolve(get("src")), self.player.is_some()) {
            (Target::File(to, _), true) => {
                let extra = if tag == "track" {
                    format!(
                        " kind=\"{}\" srclang=\"{}\" label=\"{}\"",
                        escape(get("kind")),
                        escape(get("srclang")),
                        escape(get("label"))
                    )
                } else {
                    format!(" type=\"{}\"", escape(get("type")))
                };
                let _ = write!(self.out, "<{tag} src=\"{}\"{extra}>", escape(&to));
                if let Some(player) = self.player.as_mut().filter(|_| tag == "source") {
                    player.playable = true;
                }
            }
            (target, true) if tag == "source" => {
                let note = self.media_note(target, "");
                if let Some(player) = &mut self.player {
                    player.notes.push(note);
                }
            }
            _ => {}
        }
    }

    pub(super) fn end_player(&mut self) {
        let Some(player) = self.player.take() else { return };
        if player.playable {
            let _ = write!(self.out, "</{}>", player.tag);
            return;
        }
        self.out.truncate(player.start);
        if let Some(note) = player.notes.first() {
            self.out.push_str(note);
        } else {
            let note = self.media_note(Target::Gone("file"), "");
            self.out.push_str(&note);
        }
    }

    /// A frame, an embedded thing: a link to it.
    pub(super) fn frame(&mut self, address: &str, title: &str) {
        if address.is_empty() {
            return;
        }
        let html = match self.resolve(address) {
            Target::To(to) => self.remote(&to, title),
            Target::File(to, key) => {
                let name = key.path.rsplit('/').next().unwrap_or("").to_owned();
                format!("<a href=\"{}\">{}</a>", escape(&to), escape(&name))
            }
            Target::Gone(_) => self.media_note(Target::Gone("file"), title),
        };
        self.out.push_str(&html);
    }
}
