//! What a page shows: its operators, as far as they say where which letters stand.

use std::rc::Rc;

use super::{
    Fonts,
    fonts::Font,
    objects::Objects,
    syntax::{Dict, Reader, Value},
};

/// Values before one operator at most.
const MOST_VALUES: usize = 2_000;
/// Forms that one page shows at most.
const MOST_FORMS: usize = 200;
/// Words of one page at most, in bytes.
const MOST_TEXT: usize = 200_000;
/// Fonts that are kept at once.
const MOST_FONTS: usize = 200;
/// From so much of the letters' height on, a gap parts words; twice that, downwards, lines.
const GAP: f64 = 0.18;

/// Where letters stand: scale and turn, then place.
type Matrix = [f64; 6];

const PLAIN: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// The place that lies so far along the letters and across them.
fn moved(matrix: Matrix, along: f64, across: f64) -> Matrix {
    let mut place = matrix;
    place[4] += along * matrix[0] + across * matrix[2];
    place[5] += along * matrix[1] + across * matrix[3];
    place
}

/// What a page has shown so far.
pub(super) struct Shown {
    text: String,
    font: Option<Rc<Font>>,
    size: f64,
    leading: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    /// Where lines begin, and where the next letter stands.
    line: Matrix,
    here: Matrix,
    /// Where the last letter ended.
    end: Option<(f64, f64)>,
    forms: usize,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            text: String::new(),
            font: None,
            size: 1.0,
            leading: 0.0,
            letter_gap: 0.0,
            word_gap: 0.0,
            stretch: 1.0,
            line: PLAIN,
            here: PLAIN,
            end: None,
            forms: 0,
        }
    }
}

impl Shown {
    /// The words; those that were parted at the end of a line are one again.
    pub(super) fn text(&self) -> String {
        let mut joined = String::with_capacity(self.text.len());
        for line in self.text.lines() {
            let small = line.starts_with(char::is_lowercase);
            match joined.strip_suffix("-\n").map(str::len) {
                Some(length) if small => joined.truncate(length),
                _ => {}
            }
            joined.push_str(line.trim_end_matches('\u{ad}'));
            joined.push('\n');
        }
        joined
    }

    pub(super) fn read(
        &mut self,
        objects: &Objects<'_>,
        fonts: &mut Fonts,
        content: &[u8],
        resources: &Dict,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let mut reader = Reader::new(content, 0);
        let mut values: Vec<Value> = Vec::new();
        while let Some(value) = reader.next() {
            let Value::Operator(operator) = value else {
                if values.len() < MOST_VALUES {
                    values.push(value);
                }
                continue;
            };
            match operator.as_slice() {
                b"Tf" => self.set_font(objects, fonts, resources, &values),
                b"Do" => self.show_form(objects, fonts, resources, &values, depth),
                b"BI" => skip_picture(content, &mut reader),
                operator => self.operate(operator, &values),
            }
            values.clear();
            reader.more();
            if !objects.has_time() || self.text.len() > MOST_TEXT {
                return;
            }
        }
    }

    fn set_font(
        &mut self,
        objects: &Objects<'_>,
        fonts: &mut Fonts,
        resources: &Dict,
        values: &[Value],
    ) {
        let [Value::Name(name), size] = values else { return };
        self.size = size.number().unwrap_or(1.0);
        let Some(all) = objects.dict(&objects.get(resources, "Font")) else { return };
        let Some(found) = all.get(name) else { return };
        let load = || objects.dict(found).map(|dict| Rc::new(Font::of(objects, &dict)));
        let Value::Ref(number) = found else {
            self.font = load();
            return;
        };
        if let Some(known) = fonts.get(number) {
            self.font = Some(Rc::clone(known));
            return;
        }
        if fonts.len() >= MOST_FONTS {
            fonts.clear();
        }
        self.font = load();
        fonts.extend(self.font.clone().map(|font| (*number, font)));
    }

    fn show_form(
        &mut self,
        objects: &Objects<'_>,
        fonts: &mut Fonts,
        resources: &Dict,
        values: &[Value],
        depth: usize,
    ) {
        let [Value::Name(name)] = values else { return };
        self.forms += 1;
        let Some(all) = objects.dict(&objects.get(resources, "XObject")) else { return };
        let Some(found) = all.get(name).filter(|_| self.forms <= MOST_FORMS) else { return };
        let Some(head) = objects.dict(found) else { return };
        if objects.get(&head, "Subtype").name() != Some("Form") {
            return;
        }
        let Some((dict, content)) = objects.stream(found) else { return };
        let own = objects.dict(&objects.get(&dict, "Resources"));
        self.end = None;
        self.read(objects, fonts, &content, own.as_ref().unwrap_or(resources), depth);
        self.end = None;
    }

    fn operate(&mut self, operator: &[u8], values: &[Value]) {
        let number = |at: usize| values.get(at).and_then(Value::number).unwrap_or(0.0);
        match operator {
            b"BT" => (self.line, self.here) = (PLAIN, PLAIN),
            b"Tm" => {
                self.line = [number(0), number(1), number(2), number(3), number(4), number(5)];
                self.here = self.line;
            }
            b"Td" => self.move_line(number(0), number(1)),
            b"TD" => {
                self.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            b"T*" => self.move_line(0.0, -self.leading),
            b"TL" => self.leading = number(0),
            b"Tc" => self.letter_gap = number(0),
            b"Tw" => self.word_gap = number(0),
            b"Tz" => self.stretch = number(0) / 100.0,
            b"cm" => self.end = None,
            b"Tj" => self.show(values.first()),
            b"'" => {
                self.move_line(0.0, -self.leading);
                self.show(values.first());
            }
            b"\"" => {
                (self.word_gap, self.letter_gap) = (number(0), number(1));
                self.move_line(0.0, -self.leading);
                self.show(values.get(2));
            }
            b"TJ" => {
                for piece in values.first().and_then(Value::array).unwrap_or_default() {
                    match piece {
                        Value::Number(back) => {
                            self.go_on(-back / 1000.0 * self.size * self.stretch);
                        }
                        piece => self.show(Some(piece)),
                    }
                }
            }
            _ => {}
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = moved(self.line, x, y);
        self.here = self.line;
    }

    fn go_on(&mut self, by: f64) {
        self.here = moved(self.here, by, 0.0);
    }

    fn show(&mut self, value: Option<&Value>) {
        let (Some(Value::Text(text)), Some(font)) = (value, self.font.clone()) else { return };
        self.part();
        for (code, width, blank) in font.codes(text) {
            if self.text.len() > MOST_TEXT {
                return;
            }
            self.text.push_str(font.letter(code));
            let word_gap = if blank { self.word_gap } else { 0.0 };
            self.go_on((width / 1000.0 * self.size + self.letter_gap + word_gap) * self.stretch);
        }
        self.end = Some((self.here[4], self.here[5]));
    }

    /// Parts what comes from what was before, if there is a gap.
    fn part(&mut self) {
        let [a, b, _, _, x, y] = self.here;
        let scale = a.hypot(b);
        let height = (self.size * scale).abs();
        let Some((last_x, last_y)) = self.end else {
            self.text.push('\n');
            return;
        };
        if height <= f64::EPSILON {
            return;
        }
        let (dx, dy) = (x - last_x, y - last_y);
        let along = (dx * a + dy * b) / scale / height;
        let across = (dy * a - dx * b) / scale / height;
        if across.abs() > 2.0 * GAP {
            self.text.push('\n');
        } else if !(-1.0..=GAP).contains(&along) {
            self.text.push(' ');
        }
    }
}

/// Skips a picture that stands among the operators.
fn skip_picture(content: &[u8], reader: &mut Reader<'_>) {
    let rest = content.get(reader.at..).unwrap_or_default();
    let end = rest
        .windows(4)
        .position(|window| {
            window[0].is_ascii_whitespace()
                && &window[1..3] == b"EI"
                && window[3].is_ascii_whitespace()
        })
        .map_or(rest.len(), |at| at + 4);
    reader.at += end;
}
