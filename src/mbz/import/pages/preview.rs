//! One activity as it will look, before anything is made of it.

use std::{
    collections::{HashMap, HashSet},
    io::{self, Read},
    path::PathBuf,
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{broken, icon_of, own};
use crate::{
    crypto::Sha1,
    error::{Error, Result},
    files,
    ids::Key,
    mbz::{
        Blobs, Broken, Course, Format, Go, Progress, Questions, contents,
        import::{
            look::{archive, options, tree},
            make::{Kept, KeptBlob, Made, Workshop, address},
            model::{Choices, Import, State},
        },
    },
    resources::{self, Cut},
    site::Site,
    web::{Page, Person, filters, form},
};

/// A picture with more bytes is left out of a preview.
const LARGEST: u64 = 2 << 20;
/// So many bytes of pictures are in one preview at most.
const ALL: u64 = 6 << 20;
/// An archive is read so far for a preview, in packed bytes and in time.
const READ: u64 = 300 << 20;
const TIME: Duration = Duration::from_secs(4);
/// So long a preview waits for its turn to read the archive; without one it has no pictures.
const PATIENCE: Duration = Duration::from_secs(2);

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/import/{key}/preview/{cmid}", web::get().to(preview));
}

#[derive(Template)]
#[template(path = "mbz/preview.html")]
struct PreviewPage {
    import: Import,
    title: String,
    icon: &'static str,
    body: Cut,
    /// Under which conditions it could be seen.
    remarks: String,
}

async fn preview(
    request: HttpRequest,
    person: Person,
    path: Path<(String, i64)>,
    site: ThinData<Site>,
) -> Result<Page<PreviewPage>> {
    let (key, cmid) = path.into_inner();
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Err(Error::NotFound);
    }
    let page = form::query(&request).remove("page");
    let turn = tokio::time::timeout(PATIENCE, site.turn()).await.ok().transpose()?;
    let draft = Draft {
        folder: tree(&site, &import),
        archive: archive(&site, &import).ok().filter(|_| turn.is_some()),
        choices: import.choices.clone(),
        author: person.name,
        cmid,
    };
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        draft.make(page.as_deref())
    });
    let (title, module, body, remarks) = made.await?.map_err(broken)?;
    Ok(Page(PreviewPage { import, title, icon: icon_of(&module), body, remarks }))
}

/// What a preview is made of.
struct Draft {
    folder: PathBuf,
    /// Where pictures are, if they may be looked for.
    archive: Option<PathBuf>,
    choices: Choices,
    author: String,
    cmid: i64,
}

impl Draft {
    /// Its title, its module, a page of it, and the conditions.
    fn make(self, page: Option<&str>) -> Result<(String, String, Cut, String), Broken> {
        let course = Course::open(&self.folder)?;
        let questions = Questions::open(&self.folder)?;
        let activities = course.activities.iter().map(|stub| stub.cmid).chain([self.cmid]);
        let keys: HashMap<i64, Key> = activities.map(|cmid| (cmid, Key::random())).collect();
        let render = |kept: &Kept| {
            let (choices, author) = (&self.choices, self.author.clone());
            let shop =
                Workshop::new(&course, &questions, choices, &keys, kept, Key::random(), author);
            let made = one(&shop, self.cmid)?;
            let body = made.content.key.clone().unwrap_or_else(|| made.content.body.clone());
            let body = match made.content.module.as_str() {
                "qbank" => resources::cut(&body, page),
                _ => Cut { html: body, page: 1, pages: 1 },
            };
            Ok::<_, Broken>((made, body))
        };
        // First as though all pictures were here, to know which are shown; then with those found.
        let mut pictures = Pictures::default();
        if let Some(archive) = self.archive.as_ref().filter(|_| is_readable(&course)) {
            let (made, body) = render(&candidates(&course))?;
            pictures.wanted = shown(&made, &body.html, &keys, self.cmid).into_keys().collect();
            pictures.look(archive);
        }
        let kept = candidates(&course);
        let kept = kept.into_iter().filter(|(sha1, _)| pictures.found.contains_key(sha1)).collect();
        let (made, mut body) = render(&kept)?;
        for (sha1, addresses) in shown(&made, &body.html, &keys, self.cmid) {
            let Some(data) = pictures.found.get(&sha1) else { continue };
            for address in addresses {
                body.html =
                    body.html.replace(&format!("src=\"{address}\""), &format!("src=\"{data}\""));
            }
        }
        Ok((made.description.title, made.content.module, body, made.content.remarks))
    }
}

fn one(shop: &Workshop<'_>, cmid: i64) -> Result<Made, Broken> {
    if let Some(category) = shop.category(cmid) {
        shop.make_bank(category)
    } else if let Some(held) = shop.content(cmid) {
        shop.make_content(held)
    } else {
        let stub = shop.course.stub(cmid).ok_or(Broken::NoSuchActivity(cmid))?;
        shop.make(stub, &shop.course.activity(cmid)?)
    }
}

/// Whether the archive can be read for its contents alone.
fn is_readable(course: &Course) -> bool {
    course.unpacked.format == Format::Moodle2
}

/// All pictures of a course that are not too large, under their own names.
fn candidates(course: &Course) -> Kept {
    let small = course.files.iter().filter(|file| file.present && file.size <= LARGEST);
    let pictures = small.filter(|file| file.mime.starts_with("image/"));
    pictures
        .map(|file| {
            let sha256 = Sha1(file.sha1).hex();
            (file.sha1, KeptBlob { sha256, size: file.size, head: Vec::new() })
        })
        .collect()
}

/// The pictures that some text shows, and their addresses in it.
fn shown(
    made: &Made,
    html: &str,
    keys: &HashMap<i64, Key>,
    cmid: i64,
) -> HashMap<[u8; 20], Vec<String>> {
    let mut shown: HashMap<_, Vec<String>> = HashMap::new();
    let Some(key) = keys.get(&cmid) else { return shown };
    for file in &made.content.files {
        let address = address(*key, &file.name);
        if html.contains(&format!("src=\"{address}\""))
            && let Some(sha1) = Sha1::parse(&file.sha256)
        {
            shown.entry(sha1.0).or_default().push(address);
        }
    }
    shown
}

/// Pictures out of an archive, as addresses that hold their content.
#[derive(Default)]
struct Pictures {
    wanted: HashSet<[u8; 20]>,
    found: HashMap<[u8; 20], String>,
    bytes: u64,
}

impl Pictures {
    /// Reads the archive until all are found, or for as long as a preview may take.
    fn look(&mut self, archive: &std::path::Path) {
        if self.wanted.is_empty() {
            return;
        }
        let started = Instant::now();
        // Whatever breaks here breaks in the import too, which says so.
        let _ = contents(archive, self, &options(false), &mut |progress: Progress| {
            if progress.read > READ || started.elapsed() > TIME { Go::Stop } else { Go::On }
        });
    }
}

impl Blobs for Pictures {
    fn take(&mut self, sha1: [u8; 20], size: u64, reader: &mut dyn Read) -> io::Result<()> {
        if !self.wanted.remove(&sha1) || size > LARGEST || self.bytes + size > ALL {
            return Ok(());
        }
        let mut bytes = Vec::new();
        reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
        let as_named = |ending: &str| files::kind(&bytes, &format!("picture.{ending}"));
        let kind = ["png", "jpeg", "gif", "webp"].map(as_named).into_iter().find(|it| it.inline);
        if let Some(kind) = kind
            && bytes.len() as u64 <= LARGEST
            && Sha1::of(&bytes).0 == sha1
        {
            let kind = kind.media_type;
            self.bytes += bytes.len() as u64;
            self.found.insert(sha1, format!("data:{kind};base64,{}", STANDARD.encode(&bytes)));
        }
        // An error ends the reading: all is found.
        if self.wanted.is_empty() { Err(io::Error::other("found")) } else { Ok(()) }
    }
}
