//! The words of the interface, in each language.

use std::{borrow::Cow, collections::BTreeMap};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// One part's messages in one language: `("en", include_str!("…/en.ftl"))`.
pub type Messages = (&'static str, &'static str);

/// The language that has every message; the others fall back on it.
pub const FALLBACK: &str = "en";

/// A right-to-left, accented copy of English that shows layout faults and forgotten keys.
pub const PSEUDO: &str = "qps";

/// All messages of all parts, by language.
pub struct Words {
    languages: BTreeMap<&'static str, FluentBundle<FluentResource>>,
}

impl Words {
    /// Reads the messages of all parts. A fault in a message file is a fault of the build: it is
    /// returned as a sentence that names the language and the message.
    pub fn new(messages: impl IntoIterator<Item = Messages>) -> Result<Self, String> {
        let mut languages = BTreeMap::new();
        for (tag, source) in messages {
            let bundle = languages.entry(tag).or_insert_with(|| {
                let language: LanguageIdentifier = tag.parse().unwrap_or_default();
                let mut bundle = FluentBundle::new_concurrent(vec![language]);
                // Pages mark foreign text with `lang` and `bdi`; invisible marks would end up in titles.
                bundle.set_use_isolating(false);
                bundle
            });
            let resource = FluentResource::try_new(source.to_owned())
                .map_err(|(_, errors)| format!("{tag}: {errors:?}"))?;
            bundle.add_resource(resource).map_err(|errors| format!("{tag}: {errors:?}"))?;
        }
        Ok(Self { languages })
    }

    /// The languages that people can choose, by tag.
    pub fn languages(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.languages.keys().copied()
    }

    /// The message in this language, else in English, else its key.
    pub fn say<'a>(
        &'a self,
        language: &str,
        key: &'a str,
        args: &[(&str, Value<'_>)],
    ) -> Cow<'a, str> {
        let pseudo = language == PSEUDO;
        for tag in [language, FALLBACK] {
            let Some(bundle) = self.languages.get(tag) else { continue };
            let (id, attribute) = key.split_once('.').map_or((key, None), |(id, a)| (id, Some(a)));
            let Some(message) = bundle.get_message(id) else { continue };
            let pattern = match attribute {
                None => message.value(),
                Some(name) => message.get_attribute(name).map(|found| found.value()),
            };
            let Some(pattern) = pattern else { continue };
            let args = (!args.is_empty()).then(|| fluent_args(args));
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, args.as_ref(), &mut errors);
            if let Some(error) = errors.first() {
                tracing::error!(key, %error, "a message could not be formatted");
            }
            let text = text.into_owned();
            return Cow::Owned(if pseudo { accented(&text) } else { text });
        }
        tracing::error!(key, "a message is missing");
        Cow::Borrowed(key)
    }

    /// Whether English has the message.
    pub fn knows(&self, key: &str) -> bool {
        let Some(bundle) = self.languages.get(FALLBACK) else { return false };
        match key.split_once('.') {
            None => bundle.has_message(key),
            Some((id, name)) => {
                bundle.get_message(id).is_some_and(|found| found.get_attribute(name).is_some())
            }
        }
    }
}

/// What a message's `{ $name }` stands for.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A text, put in as it is.
    Text(Cow<'a, str>),
    /// A number, which also chooses the plural form.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

fn fluent_args<'a>(args: &[(&'a str, Value<'a>)]) -> FluentArgs<'a> {
    args.iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => FluentValue::from(text.to_string()),
                Value::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        })
        .collect()
}

fn accented(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a' => 'á',
            'e' => 'ë',
            'i' => 'ï',
            'o' => 'ö',
            'u' => 'ü',
            'A' => 'Å',
            'E' => 'É',
            'O' => 'Ø',
            'n' => 'ñ',
            other => other,
        })
        .collect()
}
