//! Elements of `moodle.xml` with what is in them, one activity or one question at a time.

use std::io::Read;

use super::super::personal::What;
use super::super::xml::{NULL, Piece, Scanner, Trouble};

/// An element with its text and its elements.
#[derive(Debug, Default, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    /// `None` where Moodle says NULL.
    pub(super) text: Option<String>,
    pub(super) inner: Vec<Node>,
}

impl Node {
    /// The first element of that name right below.
    pub(super) fn one(&self, name: &str) -> Option<&Node> {
        self.inner.iter().find(|node| node.name == name)
    }

    /// The elements `name` in the element `group` right below.
    pub(super) fn list<'n>(
        &'n self,
        group: &'n str,
        name: &'n str,
    ) -> impl Iterator<Item = &'n Node> {
        self.inner
            .iter()
            .filter(move |node| node.name == group)
            .flat_map(|node| &node.inner)
            .filter(move |node| node.name == name)
    }

    /// The text of an element right below; `None` if it is missing or NULL.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.one(name)?.text.as_deref()
    }

    /// The text of an element right below, or "".
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// As a whole number, or 0.
    pub(super) fn int(&self, name: &str) -> i64 {
        number(self.text(name))
    }

    /// As a number, or 0.
    pub(super) fn float(&self, name: &str) -> f64 {
        let value: f64 = self.text(name).trim().parse().unwrap_or(0.0);
        if value.is_finite() { value } else { 0.0 }
    }

    /// Cuts every text to so many bytes.
    pub(super) fn shorten(&mut self, most: usize) {
        self.each_text(&mut |text| text.truncate(text.floor_char_boundary(most)));
    }

    /// How long the texts are together. Bytes.
    pub(super) fn length(&self) -> usize {
        let own = self.text.as_ref().map_or(0, String::len);
        own + self.inner.iter().map(Node::length).sum::<usize>()
    }

    /// How many elements there are in it, itself included. Count.
    pub(super) fn elements(&self) -> usize {
        1 + self.inner.iter().map(Node::elements).sum::<usize>()
    }

    /// Calls `change` with every text.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        if let Some(text) = &mut self.text {
            change(text);
        }
        for node in &mut self.inner {
            node.each_text(change);
        }
    }
}

/// A whole number at the beginning of a text, or 0.
pub(super) fn number(text: &str) -> i64 {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *at == 0 && *c == '-'))
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().unwrap_or(0)
}

/// What to do with an element that begins.
pub(super) enum Enter {
    /// Look at the elements in it.
    Go,
    /// Take it whole.
    Take,
    /// Pass it over, counting the elements of that name as what they are.
    Skip(Option<(&'static str, What)>),
}

/// Who reads `moodle.xml`.
pub(super) trait Visitor {
    /// What to do with the element `name` in the elements `path`.
    fn enter(&mut self, path: &[String], name: &str) -> Enter;
    /// Whether an element within one that is taken is taken, too: `node` is what is known of the
    /// outermost, `path` leads from there to the element.
    fn within(&mut self, node: &Node, path: &[String], name: &str) -> Enter;
    /// An element that was taken, in the elements `path`.
    fn node(&mut self, path: &[String], node: Node) -> Result<(), Trouble>;
    /// How many elements were passed over that are somebody's.
    fn count(&mut self, what: What, many: u64);
}

/// What was seen of the characters.
#[derive(Debug, Clone)]
pub(super) struct Characters {
    /// There is one beyond Latin-1.
    pub(super) wide: bool,
    /// How often each of Latin-1 occurs.
    pub(super) latin: Box<[u64; 256]>,
}

impl Default for Characters {
    fn default() -> Self {
        Self { wide: false, latin: Box::new([0; 256]) }
    }
}

impl Characters {
    fn see(&mut self, text: &str) {
        if text.is_ascii() {
            return;
        }
        for c in text.chars() {
            match self.latin.get_mut(c as usize) {
                Some(count) => *count += 1,
                None => self.wide = true,
            }
        }
    }
}

/// The bytes of one element that is taken whole. More is left out.
const LARGEST: usize = 32 << 20;

/// Elements in one element that is taken whole, at most; each costs some hundred bytes. Count.
const MOST: usize = 400_000;

/// Walks through `moodle.xml`.
pub(super) fn walk<R: Read>(
    scanner: &mut Scanner<R>,
    characters: &mut Characters,
    visitor: &mut dyn Visitor,
) -> Result<(), Trouble> {
    let mut path: Vec<String> = Vec::new();
    loop {
        let enter = match scanner.next()? {
            Piece::Open(start) => {
                let name = start.name().0.to_owned();
                let enter = visitor.enter(&path, &name);
                path.push(name);
                enter
            }
            Piece::Close => {
                path.pop();
                continue;
            }
            Piece::Text(text) => {
                characters.see(text);
                continue;
            }
            Piece::Char(_) | Piece::Nothing => continue,
            Piece::End => return Ok(()),
        };
        match enter {
            Enter::Go => {}
            Enter::Skip(counted) => {
                let many = skip(scanner, characters, counted.map(|(name, _)| name))?;
                if let Some((_, what)) = counted {
                    visitor.count(what, many);
                }
                path.pop();
            }
            Enter::Take => {
                let name = path.pop().unwrap_or_default();
                let node = take(scanner, characters, visitor, name)?;
                visitor.node(&path, node)?;
            }
        }
    }
}

/// Passes over the rest of the element that has begun.
fn skip<R: Read>(
    scanner: &mut Scanner<R>,
    characters: &mut Characters,
    counted: Option<&str>,
) -> Result<u64, Trouble> {
    let mut depth = 1_usize;
    let mut many = 0;
    // A message has a field of that name: it counts once.
    let mut within = usize::MAX;
    while depth > 0 {
        match scanner.next()? {
            Piece::Open(start) => {
                depth += 1;
                if counted == Some(start.name().0) && depth <= within {
                    many += 1;
                    within = depth;
                }
            }
            Piece::Close => {
                if depth == within {
                    within = usize::MAX;
                }
                depth -= 1;
            }
            Piece::Text(text) => characters.see(text),
            Piece::Char(_) | Piece::Nothing => {}
            Piece::End => break,
        }
    }
    Ok(many)
}

/// Takes the rest of the element that has begun.
fn take<R: Read>(
    scanner: &mut Scanner<R>,
    characters: &mut Characters,
    visitor: &mut dyn Visitor,
    name: String,
) -> Result<Node, Trouble> {
    let mut root = Node { name, ..Node::default() };
    // The elements within the root that are open, and their names.
    let mut open: Vec<Node> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut held = 0_usize;
    let mut nodes = 0_usize;
    loop {
        match scanner.next()? {
            Piece::Open(start) => {
                let name = start.name().0.to_owned();
                text.clear();
                let full = held > LARGEST || nodes > MOST;
                let enter = visitor.within(&root, &path, &name);
                match enter {
                    Enter::Skip(counted) => {
                        let many = skip(scanner, characters, counted.map(|(name, _)| name))?;
                        if let Some((_, what)) = counted {
                            visitor.count(what, many);
                        }
                    }
                    Enter::Go | Enter::Take if full => {
                        skip(scanner, characters, None)?;
                    }
                    Enter::Go | Enter::Take => {
                        nodes += 1;
                        held += name.len();
                        path.push(name.clone());
                        open.push(Node { name, ..Node::default() });
                    }
                }
            }
            Piece::Text(piece) => {
                characters.see(piece);
                text.push_str(piece);
                if text.len() > LARGEST {
                    text.clear();
                }
            }
            Piece::Char(c) if text.len() < LARGEST => text.push(c),
            Piece::Close => {
                path.pop();
                let closed = open.pop();
                let mut node = match closed {
                    Some(node) => node,
                    None => std::mem::take(&mut root),
                };
                if node.inner.is_empty() {
                    held += text.len();
                    node.text = (text != NULL).then(|| std::mem::take(&mut text));
                }
                text.clear();
                match open.last_mut() {
                    Some(parent) => parent.inner.push(node),
                    None if path.is_empty() && root.name.is_empty() => return Ok(node),
                    None => root.inner.push(node),
                }
            }
            Piece::Char(_) | Piece::Nothing => {}
            Piece::End => return Ok(root),
        }
    }
}
