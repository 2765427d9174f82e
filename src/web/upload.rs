//! Uploads: files stream to the disk while the fields around them are read.

use actix_multipart::Multipart;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::form;
use crate::{
    error::{Error, Problem, Result},
    files::{FileProblem, Files, Stored, clean_file_name},
    pictures,
};

/// Most bytes of all fields together that are no files.
const MOST_FIELDS: usize = 2 << 20;

/// What a multipart form carried.
pub struct Received {
    /// The fields, encoded like an ordinary form.
    encoded: url::form_urlencoded::Serializer<'static, String>,
    /// The files that were chosen, in their order.
    pub files: Vec<Arrived>,
}

/// A file that has arrived whole and is on the disk.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// The form field it came in.
    pub field: String,
    /// Its name, without folders and tricks.
    pub name: String,
    /// Where it lies.
    pub stored: Stored,
}

impl Received {
    /// The fields as a typed form.
    pub fn fields<T: DeserializeOwned>(&mut self) -> Result<T> {
        form::parse(self.encoded.finish().as_bytes())
    }
}

/// Most files in one form.
const MOST_FILES: usize = 200;

/// Takes in a multipart form. Memory does not grow with the files; files that have more than `most`
/// bytes together are refused, and what does not arrive whole leaves nothing behind.
pub async fn receive(mut payload: Multipart, files: &Files, most: u64) -> Result<Received> {
    let mut received = Received {
        encoded: url::form_urlencoded::Serializer::new(String::new()),
        files: Vec::new(),
    };
    let (mut typed, mut room) = (0, most);
    while let Some(part) = payload.next().await {
        let mut part = part.map_err(|error| broken(&error))?;
        let field = part.name().unwrap_or_default().to_owned();
        let name = part
            .content_disposition()
            .and_then(|about| about.get_filename())
            .map(ToOwned::to_owned);
        match name {
            Some(name) if name.is_empty() => while part.next().await.is_some() {},
            Some(_) if received.files.len() >= MOST_FILES => {
                return Err(Error::Invalid(vec![
                    Problem::new("file", "upload-many").with(MOST_FILES),
                ]));
            }
            Some(name) => {
                let stored =
                    files.begin(room)?.receive(part).await.map_err(|problem| match problem {
                        FileProblem::TooBig { .. } => FileProblem::TooBig { limit: most },
                        other => other,
                    })?;
                room = room.saturating_sub(stored.size);
                received.files.push(Arrived { field, name: clean_file_name(&name), stored });
            }
            None => {
                let mut value = Vec::new();
                while let Some(chunk) = part.next().await {
                    let chunk = chunk.map_err(|error| broken(&error))?;
                    typed += chunk.len();
                    if typed > MOST_FIELDS {
                        return Err(Error::TooLarge(MOST_FIELDS as u64));
                    }
                    value.extend_from_slice(&chunk);
                }
                received.encoded.append_pair(&field, &String::from_utf8_lossy(&value));
            }
        }
    }
    Ok(received)
}

/// A picture in the two sizes that pages show.
#[derive(Debug, Clone)]
pub struct KeptPicture {
    /// For rows and faces.
    pub small: Stored,
    /// For previews and covers.
    pub large: Stored,
}

/// Makes both sizes of a picture that has arrived, without what cameras write into it. `None` if
/// it cannot be read as a picture.
pub async fn picture(files: &Files, arrived: &Stored) -> Result<Option<KeptPicture>> {
    let (files, path) = (files.clone(), files.path(&arrived.sha256));
    let made = tokio::task::spawn_blocking(move || {
        let Ok(made) = pictures::reencode_file(&path, pictures::Limits::default()) else {
            return Ok(None);
        };
        let keep = |bytes: &[u8]| files.import_blob(bytes, None, u64::MAX);
        Ok::<_, Error>(Some(KeptPicture { small: keep(&made.small)?, large: keep(&made.large)? }))
    });
    made.await?
}

fn broken(error: &actix_multipart::MultipartError) -> Error {
    tracing::debug!(%error, "an upload did not arrive whole");
    Error::invalid("file", "upload-broken-off")
}

impl From<FileProblem> for Error {
    #[track_caller]
    fn from(problem: FileProblem) -> Self {
        match problem {
            FileProblem::TooBig { limit } => Self::TooLarge(limit),
            FileProblem::BrokenOff(_) => Self::invalid("file", "upload-broken-off"),
            FileProblem::Damaged { .. } => Self::invalid("file", "upload-damaged"),
            FileProblem::Disk(error) => error.into(),
        }
    }
}
