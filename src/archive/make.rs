//! Making an archive: a job that lays all that is somebody's into one zip.

use std::{
    fs::File,
    io::{self, Write},
};

use serde::{Deserialize, Serialize};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    amb,
    chapters::{self, CHAPTERS},
    model::KEPT_DAYS,
    store,
};
use crate::{
    accounts, collections,
    crypto::Sha256,
    error::{Error, Result},
    files::Files,
    ids::{AccountId, ResourceId, Thing},
    jobs::Job,
    notices::{self, Notice},
    resources::{self, Resource},
    site::{self, Site},
    text::{markdown, sanitise::escape},
    topics,
};

/// So many resources are listed in one reading transaction.
const BATCH: u32 = 200;
/// How far it is, is written down after so many things.
const STEP: usize = 10;
/// What is packed already is not packed again.
const PACKED: [&str; 12] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "mp3", "mp4", "webm", "zip", "mbz", "h5p"];

/// Makes the archive of a person.
#[derive(Serialize, Deserialize)]
pub struct Make {
    /// Whose.
    pub account: AccountId,
}

impl Job for Make {
    const KIND: &'static str = "archive.make";

    fn key(&self) -> Option<String> {
        Some(self.account.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        let account = self.account;
        match make(&site, account).await {
            Ok(()) => Ok(()),
            Err(error) => {
                site.db.write(move |tx| store::mark_failed(tx, account)).await?;
                Err(error)
            }
        }
    }
}

/// A zip that is being written, and the list of what is in it.
struct Book {
    zip: ZipWriter<File>,
    files: Files,
    contents: Vec<(String, String)>,
    /// Pages of what is no resource.
    chapters: Vec<(String, String)>,
    missing: usize,
}

async fn make(site: &Site, account: AccountId) -> Result<()> {
    if site.db.read(move |db| store::find(db, account)).await?.is_none() {
        return Ok(());
    }
    let file = tempfile::tempfile_in(&*site.data)?;
    let files = site.files.clone();
    let mut book = Book {
        zip: ZipWriter::new(file),
        files,
        contents: Vec::new(),
        chapters: Vec::new(),
        missing: 0,
    };
    let language = site.settings().language.clone();
    let say = |key: &str| site.words.say(&language, key, &[]).into_owned();
    for chapter in CHAPTERS {
        let value = site.db.read(move |db| (chapter.write)(db, account)).await?;
        book.json(&format!("data/{}.json", chapter.name), &value)?;
        if !chapters::is_empty(&value) {
            let title = say(chapter.title);
            let path = format!("data/{}.html", chapter.name);
            book.text(&path, &whole(&title, &language, &chapters::as_html(&value)))?;
            book.chapters.push((path, title));
        }
    }
    let ids = site.db.read(move |db| all_of(db, account)).await?;
    let (person, shelves) = site
        .db
        .read(move |db| Ok((accounts::find(db, account)?, store::collections_of(db, account)?)))
        .await?;
    let total = ids.len() + shelves.len();
    for (done, id) in ids.into_iter().enumerate() {
        let (resource, topics) = site
            .db
            .read(move |db| Ok((resources::find(db, id)?, topics::of_resource(db, id)?)))
            .await?;
        let address = site.address(&format!("/r/{}", resource.key));
        let amb = amb::resource(&resource, &topics, &address, &site.origin);
        let origin = site.origin.to_string();
        // Big files take their time, and must not hold up others.
        book = tokio::task::spawn_blocking(move || {
            book.resource(&resource, &amb, &origin)?;
            Ok::<_, Error>(book)
        })
        .await??;
        if done % STEP == 0 {
            site.db.write(move |tx| store::mark_step(tx, account, done, total)).await?;
        }
    }
    for id in shelves {
        let (collection, parts) = site
            .db
            .read(move |db| Ok((collections::find(db, id)?, chapters::parts(db, id, account)?)))
            .await?;
        let value = amb::collection(&collection, &parts, &site.origin);
        book.json(&format!("amb/collection-{}.json", collection.key), &value)?;
    }
    if let Some((_, large)) = &person.picture {
        book.file("data/picture.webp", large)?;
    }
    let (title, text) = (say("archive-index"), say("archive-index-text"));
    let finished = tokio::task::spawn_blocking({
        let files = site.files.clone();
        move || {
            let mut file = book.finish(&title, &text, &person.name)?;
            io::Seek::rewind(&mut file)?;
            files
                .import_blob(file, None, u64::MAX)
                .map_err(|error| Error::internal(error.to_string()))
        }
    })
    .await??;
    site.db
        .write(move |tx| {
            // The account may be gone meanwhile, or have asked anew.
            if store::find(tx, account)?.is_none() {
                return Ok(());
            }
            site::record_file(tx, &finished)?;
            store::mark_step(tx, account, total, total)?;
            let expires = tx.now.plus_days(KEPT_DAYS);
            store::mark_ready(tx, account, &finished.sha256.hex(), finished.size, expires)?;
            notices::tell(
                tx,
                &Notice {
                    to: account,
                    by: None,
                    key: "notice-archive-ready",
                    about: Thing::Person(account),
                    address: "/settings/archive",
                    quote: "",
                },
            )
        })
        .await
}

fn all_of(conn: &rusqlite::Connection, account: AccountId) -> Result<Vec<ResourceId>> {
    let mut all: Vec<ResourceId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(ResourceId(0));
        let some = store::resources_of(conn, account, after, BATCH)?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

impl Book {
    fn start(&mut self, path: &str, size: u64) -> io::Result<()> {
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let method = if PACKED.contains(&ending.as_str()) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .unix_permissions(0o644)
            .large_file(size > u64::from(u32::MAX) / 2);
        Ok(self.zip.start_file(path, options)?)
    }

    fn text(&mut self, path: &str, text: &str) -> io::Result<()> {
        self.start(path, 0)?;
        self.zip.write_all(text.as_bytes())
    }

    fn json(&mut self, path: &str, value: &serde_json::Value) -> Result<()> {
        Ok(self.text(path, &serde_json::to_string_pretty(value)?)?)
    }

    /// A file of the store; one that is missing there is counted.
    fn file(&mut self, path: &str, sha256: &str) -> io::Result<()> {
        let opened = Sha256::parse(sha256).map(|hash| self.files.read(&hash));
        let Some(Ok(mut file)) = opened else {
            self.missing += 1;
            return Ok(());
        };
        self.start(path, file.metadata()?.len())?;
        io::copy(&mut file, &mut self.zip)?;
        Ok(())
    }

    fn resource(
        &mut self,
        resource: &Resource,
        amb: &serde_json::Value,
        origin: &str,
    ) -> Result<()> {
        let key = resource.key;
        self.json(&format!("amb/{key}.json"), amb)?;
        self.text(&format!("resources/{key}.html"), &page(resource, origin))?;
        if !resource.content.source.is_empty() {
            self.text(&format!("resources/{key}.md"), &resource.content.source)?;
        }
        for file in &resource.content.files {
            self.file(&format!("files/{key}/{}", file.name), &file.sha256)?;
        }
        if let Some((_, large)) = &resource.content.picture {
            self.file(&format!("files/{key}.picture.webp"), large)?;
        }
        let title = &resource.description.title;
        let title = if title.is_empty() { key.to_string() } else { title.clone() };
        self.contents.push((format!("resources/{key}.html"), title));
        Ok(())
    }

    fn finish(mut self, title: &str, text: &str, name: &str) -> io::Result<File> {
        let list = |of: &[(String, String)]| -> String {
            let line = |(path, title): &(String, String)| {
                format!("<li><a href=\"{path}\">{}</a></li>\n", escape(title))
            };
            of.iter().map(line).collect()
        };
        let body = format!(
            "<p>{}</p>\n<ul>\n{}</ul>\n<ol>\n{}</ol>",
            escape(text),
            list(&self.chapters),
            list(&self.contents)
        );
        let html = whole(&format!("{title}: {name}"), "", &body);
        self.text("index.html", &html)?;
        Ok(self.zip.finish()?)
    }
}

/// A page that opens without a server.
fn whole(title: &str, language: &str, body: &str) -> String {
    let title = escape(title);
    let lang = escape(language);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )
}

/// The page of a resource, with addresses of its files leading into the archive.
fn page(resource: &Resource, origin: &str) -> String {
    let (it, content, key) = (&resource.description, &resource.content, resource.key);
    let mut body = markdown::to_html(&it.summary);
    if !content.url.is_empty() {
        let url = escape(&content.url);
        body.push_str(&format!("<p><a href=\"{url}\">{url}</a></p>\n"));
    }
    let text = content.key.as_deref().unwrap_or(&content.body);
    let text = text
        .replace(&format!("\"{origin}/r/{key}/dl/"), &format!("\"../files/{key}/"))
        .replace(&format!("\"/r/{key}/dl/"), &format!("\"../files/{key}/"));
    body.push_str(&text);
    let files = content.files.iter().filter(|file| file.role.is_listed());
    for file in files {
        let path: Vec<String> = file
            .name
            .split('/')
            .map(|part| {
                let part: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
                part.replace('+', "%20")
            })
            .collect();
        let name = escape(&file.name);
        body.push_str(&format!(
            "\n<p><a href=\"../files/{key}/{}\">{name}</a></p>",
            path.join("/")
        ));
    }
    let authors: Vec<&str> = it.authors.iter().map(|author| author.name.as_str()).collect();
    body.push_str(&format!(
        "\n<p>{} · {} · <a href=\"{origin}/r/{key}\">{origin}/r/{key}</a></p>",
        escape(&authors.join(", ")),
        escape(&it.licence)
    ));
    whole(&it.title, it.languages.first().map_or("", String::as_str), &body)
}
