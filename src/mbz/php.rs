//! What PHP's `serialize` writes, as far as blocks need it: an object of plain values. It is read as
//! text and nothing is made of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// Objects within objects deeper than this are not read.
const DEPTH: usize = 8;

/// The plain values of an object or an array, by name, as texts; what is NULL or no plain value is
/// left out. `None` where it is nothing of the kind, or broken.
fn values(serialized: &[u8]) -> Option<Vec<(String, String)>> {
    let mut reader = Reader { rest: serialized };
    match reader.value(DEPTH)? {
        Value::Many(fields) => Some(fields),
        _ => None,
    }
}

/// The settings of a block: its [`values`], packed as Base64.
pub(super) fn config(packed: &str) -> Option<Config> {
    let packed: String = packed.split_whitespace().collect();
    values(&BASE64.decode(packed).ok()?).map(Config)
}

/// The same packed again.
pub(super) fn packed(fields: &[(&str, &str)]) -> String {
    BASE64.encode(object(fields))
}

/// Settings of a block by name.
pub(super) struct Config(Vec<(String, String)>);

impl Config {
    /// A setting, or "".
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

/// An object of texts.
fn object(fields: &[(&str, &str)]) -> String {
    let mut out = format!("O:8:\"stdClass\":{}:{{", fields.len());
    for (name, text) in fields {
        out.push_str(&format!("s:{}:\"{name}\";s:{}:\"{text}\";", name.len(), text.len()));
    }
    out.push('}');
    out
}

enum Value {
    Nothing,
    Plain(String),
    Many(Vec<(String, String)>),
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    /// Takes so many bytes.
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Takes everything up to that byte, which is taken, too.
    fn until(&mut self, end: u8) -> Option<&'b str> {
        let at = self.rest.iter().position(|byte| *byte == end)?;
        let taken = std::str::from_utf8(self.take(at)?).ok()?;
        self.take(1)?;
        Some(taken)
    }

    fn expect(&mut self, expected: &[u8]) -> Option<()> {
        (self.take(expected.len())? == expected).then_some(())
    }

    /// A text in quotes after its length in bytes.
    fn quoted(&mut self) -> Option<String> {
        let length = self.until(b':')?.parse().ok()?;
        self.expect(b"\"")?;
        let text = String::from_utf8_lossy(self.take(length)?).into_owned();
        self.expect(b"\"")?;
        Some(text)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.take(2)? {
            b"N;" => Some(Value::Nothing),
            b"i:" | b"b:" | b"d:" => Some(Value::Plain(self.until(b';')?.to_owned())),
            b"s:" => {
                let text = self.quoted()?;
                self.expect(b";")?;
                Some(Value::Plain(text))
            }
            b"a:" => self.many(depth),
            b"O:" => {
                self.quoted()?;
                self.expect(b":")?;
                self.many(depth)
            }
            _ => None,
        }
    }

    fn many(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let count: usize = self.until(b':')?.parse().ok()?;
        self.expect(b"{")?;
        let mut fields = Vec::new();
        for _ in 0..count {
            let Value::Plain(name) = self.value(depth)? else { return None };
            if let Value::Plain(text) = self.value(depth)? {
                fields.push((name, text));
            }
        }
        self.expect(b"}")?;
        Some(Value::Many(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_as_it_was_written() {
        let fields = [("title", "Für \"alle\""), ("text", "<p>;}</p>"), ("format", "1")];
        let read = values(object(&fields).as_bytes()).unwrap();
        let read: Vec<(&str, &str)> = read.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(read, fields);
        let nested = br#"O:8:"stdClass":3:{s:1:"0";b:0;s:1:"a";a:1:{i:0;N;}s:1:"b";N;}"#;
        assert_eq!(values(nested), Some(vec![("0".to_owned(), "0".to_owned())]));
    }

    #[test]
    fn what_is_broken_is_not_read() {
        let deep = format!("{}N;{}", "a:1:{i:0;".repeat(50), "}".repeat(50));
        for broken in [
            "",
            "N;",
            "s:3:\"abc\";",
            "a:99999999999:{}",
            "a:1:{s:9:\"a\";N;}",
            "O:1:\"A\":1:{i:0;",
            deep.as_str(),
        ] {
            assert_eq!(values(broken.as_bytes()), None, "{broken}");
        }
    }
}
