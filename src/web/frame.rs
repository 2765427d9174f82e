//! The frame: what the layout of every page needs, so that no page carries it.

use std::{any::Any, rc::Rc, sync::Arc};

use actix_web::{HttpMessage, HttpRequest};
use askama::Values;

use super::{Role, Unseen, Viewer};
use crate::{
    part::{Offer, With},
    site::{Settings, Site},
    text::language,
    time::Moment,
    words::{Value, Words},
};

/// What the layout of every page needs. Cheap to clone.
#[derive(Clone)]
pub struct Frame(Rc<Inner>);

struct Inner {
    viewer: Viewer,
    unseen: Unseen,
    language: String,
    theme: Theme,
    path: String,
    query: String,
    flash: Option<(String, String)>,
    now: Moment,
    origin: Arc<str>,
    settings: Arc<Settings>,
    words: Arc<Words>,
    offers: Arc<[Offer]>,
}

/// Light or dark, as the person or the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Paper and ink.
    Light,
    /// Slate and chalk.
    Dark,
}

impl Theme {
    /// As in the cookie and in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// From the cookie.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// The cookie that keeps the theme.
pub const THEME_COOKIE: &str = "hornbook_theme";
/// The cookie that keeps the language of the interface.
pub const LANGUAGE_COOKIE: &str = "hornbook_language";
/// The cookie that carries one message over one redirect.
pub const FLASH_COOKIE: &str = "hornbook_flash";

impl Frame {
    /// The frame of this request.
    pub fn of(request: &HttpRequest, site: &Site) -> Self {
        if let Some(frame) = request.extensions().get::<Self>() {
            return frame.clone();
        }
        let frame = Self::new(request, site);
        request.extensions_mut().insert(frame.clone());
        frame
    }

    fn new(request: &HttpRequest, site: &Site) -> Self {
        let settings = site.settings();
        let cookie = |name: &str| request.cookie(name).map(|found| found.value().to_owned());
        let language = cookie(LANGUAGE_COOKIE)
            .filter(|tag| {
                site.words.languages().any(|known| known == tag) || tag == crate::words::PSEUDO
            })
            .or_else(|| {
                let header = request.headers().get("accept-language")?.to_str().ok()?;
                let known: Vec<&str> = site.words.languages().collect();
                language::choose(header, &known).map(ToOwned::to_owned)
            })
            .unwrap_or_else(|| settings.language.clone());
        let flash = cookie(FLASH_COOKIE).and_then(|text| {
            let (key, value) = text.split_once(':').unwrap_or((&text, ""));
            let value = urlencoded(value);
            site.words.knows(key).then(|| (key.to_owned(), value))
        });
        Self(Rc::new(Inner {
            viewer: request.extensions().get().cloned().unwrap_or_default(),
            unseen: request.extensions().get().copied().unwrap_or_default(),
            language,
            theme: cookie(THEME_COOKIE).map_or(Theme::Auto, |name| Theme::parse(&name)),
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            flash,
            now: site.db.clock().now(),
            origin: Arc::clone(&site.origin),
            settings,
            words: Arc::clone(&site.words),
            offers: site.offers(),
        }))
    }

    /// Whoever looks.
    pub fn viewer(&self) -> &Viewer {
        &self.0.viewer
    }

    /// Whether the viewer has at least the role of this name. For templates.
    pub fn is(&self, role: &str) -> bool {
        role.parse::<Role>().is_ok_and(|role| self.0.viewer.is(role))
    }

    /// Whether the viewer is signed in.
    pub fn signed_in(&self) -> bool {
        self.0.viewer.0.is_some()
    }

    /// The handle of the viewer, or nothing.
    pub fn handle(&self) -> &str {
        self.0.viewer.0.as_ref().map_or("", |person| &person.handle)
    }

    /// The name of the viewer, or nothing.
    pub fn person_name(&self) -> &str {
        self.0.viewer.0.as_ref().map_or("", |person| &person.name)
    }

    /// The first letter of the viewer's name, where no picture is shown.
    pub fn initial(&self) -> String {
        self.person_name().chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }

    /// How many notices the viewer has not seen.
    pub fn unseen(&self) -> u32 {
        self.0.unseen.0
    }

    /// The same as a sign beside a drawing.
    pub fn unseen_sign(&self) -> String {
        match self.0.unseen.0 {
            many if many >= Unseen::MOST => format!("{}+", Unseen::MOST - 1),
            few => few.to_string(),
        }
    }

    /// Whether the viewer may read the site at all.
    pub fn may_read(&self) -> bool {
        self.signed_in() || self.0.settings.open_to_read
    }

    /// Whether the viewer may make accounts for classes.
    pub fn may_make_classes(&self) -> bool {
        self.0.viewer.is(Role::Moderator)
            || (self.0.settings.teachers_invite && self.0.viewer.is(Role::Contributor))
    }

    /// The language of the interface.
    pub fn language(&self) -> &str {
        if self.0.language == crate::words::PSEUDO { "ar" } else { &self.0.language }
    }

    /// `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        language::direction(self.language()).as_str()
    }

    /// Light, dark, or as the device says.
    pub fn theme(&self) -> &'static str {
        self.0.theme.name()
    }

    /// The path of this page, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The path with its query, for the way back after signing in.
    pub fn here(&self) -> String {
        match self.0.query.as_str() {
            "" => self.0.path.clone(),
            query => format!("{}?{query}", self.0.path),
        }
    }

    /// Whether this page stands under the address, for the marked place in the navigation.
    pub fn under(&self, address: &str) -> bool {
        match address {
            "/" => self.0.path == "/",
            other => self.0.path.starts_with(other),
        }
    }

    /// The message that a redirect left, in words.
    pub fn flash(&self) -> Option<String> {
        let (key, value) = self.0.flash.as_ref()?;
        Some(self.say(key, &[("value", Value::from(value.as_str()))]))
    }

    /// The settings of the site.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The address that others see.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The time of this request.
    pub fn now(&self) -> Moment {
        self.0.now
    }

    /// A message in the viewer's language.
    pub fn say(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        self.0.words.say(&self.0.language, key, args).into_owned()
    }

    /// Whether the pages are in this language.
    pub fn speaks(&self, tag: &str) -> bool {
        self.0.language == tag
    }

    /// Whether there is such a message.
    pub fn knows(&self, key: &str) -> bool {
        self.0.words.knows(key)
    }

    /// What parts let people do with a resource.
    pub fn offers_for_resource(&self) -> Vec<Offer> {
        self.0.offers.iter().filter(|offer| offer.with == With::Resource).copied().collect()
    }

    /// What parts let people do with a collection.
    pub fn offers_for_collection(&self) -> Vec<Offer> {
        self.0.offers.iter().filter(|offer| offer.with == With::Collection).copied().collect()
    }

    /// The languages of the interface, by tag.
    pub fn languages(&self) -> Vec<&'static str> {
        self.0.words.languages().collect()
    }
}

fn urlencoded(value: &str) -> String {
    url::form_urlencoded::parse(format!("v={value}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

impl Values for Frame {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        (key == "frame").then_some(self as &dyn Any)
    }
}
