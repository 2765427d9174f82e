//! What was made here, as the kind of activity that Moodle has for it.

use super::{build::Builder, gather::Gathered};
use crate::{
    error::Result,
    mbz::write::{Attached, Body, Made, encode},
    resources::{FileRef, FileRole, Kind, Resource},
    text::{markdown, sanitise::escape},
    vocabulary::licences,
    words::Value,
};

impl Builder<'_> {
    /// A resource as the kind of activity that Moodle has for it.
    pub(super) fn made(&mut self, resource: &Resource) -> Result<Made> {
        let (it, content) = (&resource.description, &resource.content);
        let mut intro = markdown::to_html(&it.summary);
        // Right answers leave within quizzes and question banks only, whoever asks.
        let mut files: Vec<&FileRef> =
            content.files.iter().filter(|file| file.role != FileRole::Answers).collect();
        match resource.kind {
            Kind::Link => files.clear(),
            Kind::File => files.sort_by_key(|file| file.role != FileRole::Main),
            Kind::Page | Kind::Activity => {}
        }
        let body = match resource.kind {
            Kind::Link => Body::Link(content.url.clone()),
            Kind::File if files.len() == 1 => Body::File,
            Kind::File => Body::Folder,
            Kind::Page | Kind::Activity => {
                let prefix = format!("\"/r/{}/dl/", resource.key);
                let mut html = content.body.replace(&prefix, "\"@@PLUGINFILE@@/");
                html.push_str(&Self::listed(&files));
                Body::Page(html)
            }
        };
        if matches!(body, Body::Page(_)) && intro.trim() == content.body.trim() {
            intro.clear();
        }
        let licence = moodle_licence(&it.licence);
        let mut attached = Vec::new();
        for file in files {
            if let Some(sha1) = self.hashed(file)? {
                attached.push(Attached {
                    name: file.name.clone(),
                    sha1,
                    mime: file.mime.clone(),
                    licence: licence.clone(),
                });
            }
        }
        Ok(Made {
            title: plain(&it.title),
            intro,
            body,
            files: attached,
            visible: true,
            tags: it.keywords.clone(),
            changed: resource.changed.millis() / 1000,
            path: format!("/r/{}", resource.key),
        })
    }

    /// The files of a page that stand nowhere in its text.
    fn listed(files: &[&FileRef]) -> String {
        let loose: Vec<String> = files
            .iter()
            .filter(|file| file.role != FileRole::Inline)
            .map(|file| {
                let path: Vec<String> = file.name.split('/').map(encode).collect();
                let path = path.join("/");
                format!("<li><a href=\"@@PLUGINFILE@@/{path}\">{}</a></li>", escape(&file.name))
            })
            .collect();
        if loose.is_empty() { String::new() } else { format!("<ul>{}</ul>", loose.concat()) }
    }

    /// A page that names title, author, source and licence of everything.
    pub(super) fn attribution(&self, gathered: &Gathered) -> Option<Made> {
        let mut lines = Vec::new();
        for resource in gathered.resources() {
            let line = self.credit(resource);
            lines.push(format!("<li>{line}</li>"));
        }
        if lines.is_empty() {
            return None;
        }
        let say = |key: &str, args: &[(&str, Value<'_>)]| {
            self.site.words.say(self.language, key, args).into_owned()
        };
        let lead =
            say("export-attribution-lead", &[("value", Value::from(gathered.title.as_str()))]);
        Some(Made {
            title: say("export-attribution", &[]),
            body: Body::Page(format!("<p>{}</p><ul>{}</ul>", escape(&lead), lines.concat())),
            visible: true,
            changed: gathered.changed,
            ..Made::default()
        })
    }
}

/// A title without what Moodle would read as a command.
pub(super) fn plain(title: &str) -> String {
    title.replace("$@", "$ @")
}

/// The name that Moodle has for a licence.
pub(super) fn moodle_licence(uri: &str) -> Option<String> {
    licences::licence(uri).map(|licence| licences::to_moodle_name(&licence))
}
