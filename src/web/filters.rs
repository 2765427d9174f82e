//! What templates may call: words, dates, sizes, icons and covers.
#![expect(clippy::inline_always, reason = "askama's filter_fn writes it")]

use std::fmt::Display;

use askama::{Result, Values, filters::Safe, get_value};

use super::Frame;
use crate::{text::size, time::Moment, words::Value};

fn of(values: &dyn Values) -> Result<&Frame> {
    get_value::<Frame>(values, "frame")
}

/// `{% let frame = ""|frame %}`: the frame of this page.
#[askama::filter_fn]
pub fn frame(_: &str, values: &dyn Values) -> Result<Frame> {
    of(values).cloned()
}

/// `{{ "resource-title"|t }}`: a message.
#[askama::filter_fn]
pub fn t(key: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(of(values)?.say(key.as_ref(), &[]))
}

/// `{{ "resource-by"|tv(name) }}`: a message with a `{ $value }`.
#[askama::filter_fn]
pub fn tv<D: Display>(key: impl AsRef<str>, values: &dyn Values, value: D) -> Result<String> {
    Ok(of(values)?.say(key.as_ref(), &[("value", Value::from(value.to_string()))]))
}

/// `{{ "resource-count"|tn(12) }}`: a message with a number `{ $n }` that chooses the plural form.
#[askama::filter_fn]
pub fn tn<N: Display>(key: impl AsRef<str>, values: &dyn Values, n: N) -> Result<String> {
    let n = n.to_string().parse().unwrap_or(i64::MAX);
    Ok(of(values)?.say(key.as_ref(), &[("n", Value::from(n))]))
}

/// `{{ "job-step"|tnv(3, name) }}`: both.
#[askama::filter_fn]
pub fn tnv<N: Display, D: Display>(
    key: impl AsRef<str>,
    values: &dyn Values,
    n: N,
    value: D,
) -> Result<String> {
    let n = n.to_string().parse().unwrap_or(i64::MAX);
    let args = [("n", Value::from(n)), ("value", Value::from(value.to_string()))];
    Ok(of(values)?.say(key.as_ref(), &args))
}

/// `{{ moment|when }}`: a `<time>` as people say it, exact on hover.
#[askama::filter_fn]
pub fn when(moment: &Moment, values: &dyn Values) -> Result<Safe<String>> {
    let frame = of(values)?;
    let exact = moment.rfc3339();
    let said = said(frame, *moment);
    Ok(Safe(format!("<time datetime=\"{exact}\" title=\"{exact}\">{said}</time>")))
}

fn said(frame: &Frame, moment: Moment) -> String {
    let minutes = (frame.now().millis() - moment.millis()) / 60_000;
    let count = |key: &str, n: i64| frame.say(key, &[("n", Value::from(n))]);
    match minutes {
        ..=-1 => date_in(frame, moment),
        0..=1 => frame.say("time-now", &[]),
        2..=59 => count("time-minutes", minutes),
        60..=1439 => count("time-hours", minutes / 60),
        1440..=10079 => count("time-days", minutes / 1440),
        _ => date_in(frame, moment),
    }
}

fn date_in(frame: &Frame, moment: Moment) -> String {
    let date = moment.date();
    let mut parts = date.split('-');
    let (year, month, day) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default().trim_start_matches('0'),
    );
    let month = frame.say(&format!("month-{month}"), &[]);
    let args =
        [("day", Value::from(day)), ("month", Value::from(month)), ("year", Value::from(year))];
    frame.say("time-date", &args)
}

/// `{{ bytes|bytes }}`: a size as people say it.
#[askama::filter_fn]
pub fn bytes(bytes: &u64, values: &dyn Values) -> Result<String> {
    Ok(size::size(*bytes, of(values)?.language()))
}

/// `{{ "site.css"|asset }}`: the address of a file of the site.
#[askama::filter_fn]
pub fn asset(name: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(super::asset_address(name.as_ref()))
}

/// Drawings that point somewhere turn round in right-to-left pages.
const POINTING: &[&str] = &["left", "right", "out", "undo", "open"];

/// `{{ "quiz"|icon }}`: a drawing from the sprite; always beside a word.
#[askama::filter_fn]
pub fn icon(name: impl AsRef<str>, _: &dyn Values) -> Result<Safe<String>> {
    let (sprite, name) = (super::asset_address("icons.svg"), name.as_ref());
    let flip = if POINTING.contains(&name) { " flip" } else { "" };
    // Width and height keep the page sane without styles.
    Ok(Safe(format!(
        "<svg class=\"icon{flip}\" width=\"20\" height=\"20\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"/></svg>"
    )))
}

/// `{{ tag|language }}`: the name of a language, in the language of the reader.
#[askama::filter_fn]
pub fn language(tag: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::language_name(tag.as_ref(), of(values)?.language()))
}

/// `{{ tag|autonym }}`: the name of a language in itself.
#[askama::filter_fn]
pub fn autonym(tag: impl AsRef<str>, _: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::autonym(tag.as_ref()))
}

/// `{% if let Some(text) = key|hint_of %}`: the `.hint` of a message, if it has one.
#[askama::filter_fn]
pub fn hint_of(key: impl AsRef<str>, values: &dyn Values) -> Result<Option<String>> {
    let key = format!("{}.hint", key.as_ref());
    of(values)?
        .knows(&key)
        .then_some(key)
        .map(|key| of(values).map(|f| f.say(&key, &[])))
        .transpose()
}

/// `{{ code|subject }}`: the name of an ISCED-F field.
#[askama::filter_fn]
pub fn subject(code: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::subject_name(code.as_ref(), of(values)?.language()))
}

/// `{{ code|level }}`: the name of an ISCED level.
#[askama::filter_fn]
pub fn level(code: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::level_name(code.as_ref(), of(values)?.language()))
}

/// `{{ id|kind }}`: the name of an HCRT resource type.
#[askama::filter_fn]
pub fn kind(id: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::type_name(id.as_ref(), of(values)?.language()))
}

/// `{{ uri|licence }}`: the short name of a licence with its version.
#[askama::filter_fn]
pub fn licence(uri: impl AsRef<str>, values: &dyn Values) -> Result<String> {
    Ok(crate::vocabulary::licence_name(uri.as_ref(), of(values)?.language()))
}

/// `{{ tag|dir }}`: `ltr` or `rtl`.
#[askama::filter_fn]
pub fn dir(tag: impl AsRef<str>, _: &dyn Values) -> Result<&'static str> {
    Ok(crate::text::language::direction(tag.as_ref()).as_str())
}

/// `{% if value|same(chosen) %}`: whether two texts are the same, however they are held.
#[askama::filter_fn]
pub fn same<D: Display>(one: impl Display, _: &dyn Values, other: D) -> Result<bool> {
    Ok(one.to_string() == other.to_string())
}
