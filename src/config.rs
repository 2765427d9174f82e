//! `hornbook.toml`: what must be known before the database opens. Everything else is edited in the browser.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use crate::error::{Error, Result};

/// The settings of one start. `packaging/hornbook.toml` explains each of them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub listen: String,
    /// The address that others see, without a trailing slash.
    pub origin: Option<Url>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// What to log: `info`, or by module: `info,hornbook=debug`.
    pub log: String,
    /// Whether pages may be fetched from private networks: for try-outs inside one house.
    pub allow_private_networks: bool,
    /// The mail server, if there is one.
    pub smtp: Option<Smtp>,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port; 587 unless told.
    #[serde(default = "submission")]
    pub port: u16,
    /// `starttls`, `tls` or `none`.
    #[serde(default)]
    pub security: Security,
    /// The account, if it wants one.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// The sender: `Hornbook <hornbook@school.example>`.
    pub from: String,
}

/// How the way to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain at first, then TLS, or not at all.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In the clear: for a mail server on the same machine.
    None,
}

fn submission() -> u16 {
    587
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            origin: None,
            trusted_proxies: Vec::new(),
            log: "info".into(),
            allow_private_networks: false,
            smtp: None,
        }
    }
}

impl Config {
    /// Reads `DIR/hornbook.toml` if there is one, and lays `HORNBOOK_…` variables over it.
    /// A double underscore leads into a table: `HORNBOOK_SMTP__HOST`.
    pub fn read(
        data: &Path,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let path = Self::path(data);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error.into()),
        };
        let wrong = |error: toml::de::Error| {
            Error::internal(format!("{} cannot be used: {error}", path.display()))
        };
        let mut table: toml::Table = toml::from_str(&text).map_err(wrong)?;
        for (name, value) in variables {
            if let Some(name) = name.strip_prefix("HORNBOOK_") {
                lay_over(&mut table, &name.to_lowercase(), &value);
            }
        }
        table.try_into().map_err(wrong)
    }

    /// Where the file is looked for.
    pub fn path(data: &Path) -> PathBuf {
        data.join("hornbook.toml")
    }

    /// The address that others see; the listening address where none was set.
    pub fn origin_or(&self, bound: std::net::SocketAddr) -> String {
        match &self.origin {
            Some(origin) => origin.as_str().trim_end_matches('/').to_owned(),
            None if bound.ip().is_unspecified() => format!("http://localhost:{}", bound.port()),
            None => format!("http://{bound}"),
        }
    }
}

/// Variables that belong to other commands or to the tests, not to this file.
const NOT_SETTINGS: &[&str] = &["data", "fixtures", "require", "bin", "browser"];

fn lay_over(table: &mut toml::Table, name: &str, value: &str) {
    let (first, rest) = name.split_once("__").map_or((name, None), |(a, b)| (a, Some(b)));
    if NOT_SETTINGS.contains(&first) {
        return;
    }
    match rest {
        Some(rest) => {
            let inner = table
                .entry(first.to_owned())
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = inner {
                lay_over(inner, rest, value);
            }
        }
        None => {
            table.insert(first.to_owned(), typed(value));
        }
    }
}

/// A variable is a text unless it reads as a whole number, a truth value or a list.
fn typed(value: &str) -> toml::Value {
    match value {
        "true" => toml::Value::Boolean(true),
        "false" => toml::Value::Boolean(false),
        list if list.starts_with('[') => toml::from_str::<toml::Table>(&format!("v = {list}"))
            .ok()
            .and_then(|mut table| table.remove("v"))
            .unwrap_or_else(|| toml::Value::String(list.to_owned())),
        other => other
            .parse()
            .map_or_else(|_| toml::Value::String(other.to_owned()), toml::Value::Integer),
    }
}
