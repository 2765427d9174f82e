//! Letters: by SMTP, or into a folder when no server is set.

use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::{fs, time::timeout};

use crate::{clock::Clock, ids::Key};

/// How long sending one letter may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest subject in characters.
const MAX_SUBJECT: usize = 200;

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// An e-mail address, without a name.
    pub to: String,
    /// What it is about; shown on one line, whatever is in it.
    pub subject: String,
    /// The letter for programs that show text, and for those who prefer it.
    pub text: String,
    /// The letter as a page.
    pub html: Option<String>,
    /// The address that ends letters of this kind when it is posted to (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// How the connection to the mail server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// From the first byte (usually port 465).
    Tls,
    /// After a greeting, and not without (usually port 587).
    StartTls,
    /// Not at all: only for a server on this machine or network (usually port 25).
    None,
}

/// Where and how letters are posted.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// The name of the mail server.
    pub host: String,
    /// Its port; the usual one if none is given.
    pub port: Option<u16>,
    /// How the connection is kept secret.
    pub secrecy: Secrecy,
    /// The name and password to sign in with, if any.
    pub sign_in: Option<(String, String)>,
}

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailProblem {
    /// No way of sending letters is set.
    #[error("this site sends no letters")]
    NotSetUp,
    /// The address cannot be one.
    #[error("{0:?} is no e-mail address")]
    NotAnAddress(String),
    /// The server will not take this letter, now or later.
    #[error("the mail server refuses the letter: {0}")]
    Refused(String),
    /// The server cannot take the letter now.
    #[error("the mail server asks to try again later: {0}")]
    Later(String),
    /// There is no connection to the server.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    /// No secure connection can be had.
    #[error("no secure connection to the mail server can be made: {0}")]
    Untrusted(String),
    /// Not done in time.
    #[error("the mail server takes too long to answer")]
    TooSlow,
    /// The letter could not be put together.
    #[error("the letter cannot be written: {0}")]
    Unwritable(String),
    /// The folder would not have it.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl crate::error::Foreign for MailProblem {}

impl MailProblem {
    /// Whether sending the same letter again may help.
    pub fn may_pass(&self) -> bool {
        !matches!(
            self,
            Self::NotSetUp | Self::NotAnAddress(_) | Self::Refused(_) | Self::Unwritable(_)
        )
    }
}

/// The post office; clones share it.
#[derive(Clone)]
pub struct Mail {
    inner: Arc<Inner>,
}

struct Inner {
    way: Way,
    from: Mailbox,
    clock: Clock,
}

enum Way {
    /// The connection's settings are made when first needed, for they read the machine's
    /// certificates.
    Smtp(SmtpSettings, Box<OnceLock<Smtp>>),
    Folder(PathBuf),
    Memory(Mutex<Vec<Letter>>),
    None,
}

impl Mail {
    /// Letters by SMTP, from `from` (`post@school.example` or `School <post@school.example>`).
    pub fn smtp(settings: SmtpSettings, from: &str, clock: Clock) -> Result<Self, MailProblem> {
        Self::new(Way::Smtp(settings, Box::default()), from, clock)
    }

    /// Letters as `.eml` files in a folder, made if there is none, for a person to look at.
    pub fn folder(path: &Path, from: &str, clock: Clock) -> Result<Self, MailProblem> {
        Self::new(Way::Folder(path.to_owned()), from, clock)
    }

    /// Letters kept in memory for tests, to be read with [`Mail::caught`].
    pub fn memory(clock: Clock) -> Self {
        Self::nowhere(Way::Memory(Mutex::default()), clock)
    }

    /// No letters: sending one is a [`MailProblem::NotSetUp`].
    pub fn none() -> Self {
        Self::nowhere(Way::None, Clock::system())
    }

    fn new(way: Way, from: &str, clock: Clock) -> Result<Self, MailProblem> {
        let from = from.parse().map_err(|_| MailProblem::NotAnAddress(from.to_owned()))?;
        Ok(Self { inner: Arc::new(Inner { way, from, clock }) })
    }

    fn nowhere(way: Way, clock: Clock) -> Self {
        let address = Address::new("hornbook", "localhost").expect("this is an address");
        let from = Mailbox::new(Some("Hornbook".to_owned()), address);
        Self { inner: Arc::new(Inner { way, from, clock }) }
    }

    /// Whether letters are sent at all.
    pub fn is_set_up(&self) -> bool {
        !matches!(self.inner.way, Way::None)
    }

    /// Sends a letter; returns once the server has taken it, or after 20 s.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailProblem> {
        self.send_within(letter, PATIENCE).await
    }

    /// The letters caught in memory so far, the first first.
    pub fn caught(&self) -> Vec<Letter> {
        match &self.inner.way {
            Way::Memory(caught) => caught.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            _ => Vec::new(),
        }
    }

    async fn send_within(&self, letter: &Letter, patience: Duration) -> Result<(), MailProblem> {
        if !self.is_set_up() {
            return Err(MailProblem::NotSetUp);
        }
        let message = self.written(letter)?;
        match &self.inner.way {
            Way::Smtp(settings, made) => {
                let smtp = if let Some(smtp) = made.get() {
                    smtp
                } else {
                    let smtp = connection(settings, self.inner.from.email.domain())?;
                    made.get_or_init(|| smtp)
                };
                match timeout(patience, smtp.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(named(&error)),
                    Err(_) => Err(MailProblem::TooSlow),
                }
            }
            Way::Folder(folder) => {
                fs::create_dir_all(folder).await?;
                let name = format!("{}-{}", self.inner.clock.now().millis(), Key::random());
                // Who watches the folder never sees half a letter.
                let unfinished = folder.join(format!(".{name}"));
                fs::write(&unfinished, message.formatted()).await?;
                Ok(fs::rename(&unfinished, folder.join(format!("{name}.eml"))).await?)
            }
            Way::Memory(caught) => {
                caught.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
                Ok(())
            }
            Way::None => Err(MailProblem::NotSetUp),
        }
    }

    fn written(&self, letter: &Letter) -> Result<Message, MailProblem> {
        let not_an_address = || MailProblem::NotAnAddress(letter.to.clone());
        if letter.to.chars().any(char::is_control) {
            return Err(not_an_address());
        }
        let to: Address = letter.to.trim().parse().map_err(|_| not_an_address())?;
        let from = self.inner.from.clone();
        let now = UNIX_EPOCH
            + Duration::from_millis(self.inner.clock.now().millis().try_into().unwrap_or(0));
        let message = Message::builder()
            .message_id(Some(format!("<{}@{}>", Key::random(), from.email.domain())))
            .date(now)
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            // RFC 3834: absences and robots need not answer.
            .raw_header(raw("Auto-Submitted", "auto-generated"));
        let message = match &letter.unsubscribe {
            Some(address) => message
                .raw_header(raw("List-Unsubscribe", &format!("<{address}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
            None => message,
        };
        let text = SinglePart::plain(letter.text.clone());
        match &letter.html {
            Some(html) => message.multipart(
                MultiPart::alternative()
                    .singlepart(text)
                    .singlepart(SinglePart::html(html.clone())),
            ),
            None => message.singlepart(text),
        }
        .map_err(|error| MailProblem::Unwritable(error.to_string()))
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A subject as one line: what is no letter becomes a space, so nothing in it begins a header.
fn one_line(subject: &str) -> String {
    let plain: String = subject
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(MAX_SUBJECT)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn connection(settings: &SmtpSettings, domain: &str) -> Result<Smtp, MailProblem> {
    let parameters = || {
        TlsParameters::new(settings.host.clone())
            .map_err(|error| MailProblem::Untrusted(innermost(&error)))
    };
    let (tls, usual) = match settings.secrecy {
        Secrecy::Tls => (Tls::Wrapper(parameters()?), 465),
        Secrecy::StartTls => (Tls::Required(parameters()?), 587),
        Secrecy::None => (Tls::None, 25),
    };
    let mut builder = Smtp::builder_dangerous(&settings.host)
        .port(settings.port.unwrap_or(usual))
        .tls(tls)
        .hello_name(ClientId::Domain(domain.to_owned()))
        .timeout(Some(PATIENCE));
    if let Some((name, password)) = &settings.sign_in {
        builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn named(error: &lettre::transport::smtp::Error) -> MailProblem {
    let said = innermost(error);
    if error.is_timeout() {
        MailProblem::TooSlow
    } else if error.is_permanent() {
        MailProblem::Refused(said)
    } else if error.is_transient() || error.is_response() {
        MailProblem::Later(said)
    } else if error.is_tls() || error.is_client() {
        MailProblem::Untrusted(said)
    } else {
        MailProblem::Unreachable(said)
    }
}

/// What was wrong at the bottom of it.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests;
