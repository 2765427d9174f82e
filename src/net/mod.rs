//! Outgoing HTTP: never into private networks, never too long, never too much.

use std::{
    error::Error,
    io, iter,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, Method, Response, header::HeaderMap, redirect::Policy};
use tokio::time::timeout;
use url::Url;

mod body;
mod charset;
mod guard;
pub mod preview;

pub use charset::decode;
pub use guard::is_public;
use guard::{Guard, LeadsInside};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long all of a request may take, redirects and body included, unless asked otherwise.
const TOTAL: Duration = Duration::from_secs(10);
/// The most bytes of an answer, unpacked, unless asked otherwise.
const MAX_BYTES: u64 = 1024 * 1024;
/// How often a page may send us on.
const REDIRECTS: u8 = 3;

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum NetProblem {
    /// Not `http://` or `https://`, or with a password in it.
    #[error("this is not an address of the web")]
    NotAnAddress,
    /// The name service knows no such host.
    #[error("there is no server of the name {0}")]
    UnknownHost(String),
    /// The address is, or its name stands for, one that only a private network knows.
    #[error("the address leads into a private network")]
    PrivateAddress,
    /// A port on which the web is not usually found.
    #[error("web pages are not fetched from port {0}")]
    ForbiddenPort(u16),
    /// Sent on from page to page too often.
    #[error("the server sends us on from page to page")]
    TooManyRedirects,
    /// Nobody took the connection.
    #[error("the server cannot be reached")]
    Refused,
    /// No secure connection can be had.
    #[error("no secure connection to the server can be made: {0}")]
    Untrusted(String),
    /// Not done in time.
    #[error("the server takes too long to answer")]
    TooSlow,
    /// More bytes than wanted.
    #[error("the server's answer is larger than {limit} bytes")]
    TooBig {
        /// The most bytes wanted.
        limit: u64,
    },
    /// An HTTP status that is no success.
    #[error("the server answers with status {0}")]
    Status(u16),
    /// The answer is no HTTP, ended early, or is packed in a way we do not know.
    #[error("the server's answer cannot be understood: {0}")]
    Broken(String),
}

/// The way out; clones share its connections.
#[derive(Clone)]
pub struct Net {
    inner: Arc<Inner>,
}

struct Inner {
    guard: Arc<Guard>,
    user_agent: String,
    /// Made when first needed: most sites of a school never ask another server anything.
    client: OnceLock<Client>,
}

/// One request to be made.
#[derive(Clone, Debug)]
pub struct Ask {
    method: Method,
    url: Url,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    max_bytes: u64,
    cut: bool,
    pages_only: bool,
    redirects: u8,
    total: Duration,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where the answer came from in the end.
    pub final_url: Url,
    /// Where redirects that are meant to last (301 and 308) lead, up to the first that is not.
    pub moved_to: Option<Url>,
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`, or nothing.
    pub content_type: String,
    /// All headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked.
    pub bytes: Vec<u8>,
    /// Whether the body goes on beyond `bytes`.
    pub cut: bool,
}

impl Fetched {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the answer says it is a web page.
    pub fn is_page(&self) -> bool {
        is_page(&self.content_type)
    }

    /// The body as text, by its byte order mark, its header, or what a page says of itself.
    pub fn text(&self) -> String {
        decode(&self.bytes, &self.content_type)
    }
}

impl Ask {
    /// Asks for what is at `url`, following up to three redirects.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url, REDIRECTS)
    }

    /// Asks whether anything is at `url`, without its body, following up to three redirects.
    pub fn head(url: Url) -> Self {
        Self::new(Method::HEAD, url, REDIRECTS)
    }

    /// Sends `body` to `url`, following no redirect.
    pub fn post(url: Url, content_type: &str, body: Vec<u8>) -> Self {
        let ask = Self::new(Method::POST, url, 0).header("content-type", content_type);
        Self { body, ..ask }
    }

    fn new(method: Method, url: Url, redirects: u8) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: Vec::new(),
            max_bytes: MAX_BYTES,
            cut: false,
            pages_only: false,
            redirects,
            total: TOTAL,
        }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With at most this many bytes in the answer instead of 1 MiB.
    #[must_use]
    pub fn at_most(self, max_bytes: u64) -> Self {
        Self { max_bytes, ..self }
    }

    /// Content with the first bytes of a longer answer.
    #[must_use]
    pub fn or_its_beginning(self) -> Self {
        Self { cut: true, ..self }
    }

    /// With this much time for everything instead of 10 s.
    #[must_use]
    pub fn within(self, total: Duration) -> Self {
        Self { total, ..self }
    }

    /// Following up to so many redirects instead of three.
    #[must_use]
    pub fn following(self, redirects: u8) -> Self {
        Self { redirects, ..self }
    }

    /// Following no redirect: the answer then may be one, with its `location`.
    #[must_use]
    pub fn without_redirects(self) -> Self {
        Self { redirects: 0, ..self }
    }
}

impl Net {
    /// The way out of the site at `origin`, of which servers are told. With `allow_private` it also
    /// leads into private networks and to any port.
    pub fn new(origin: &str, allow_private: bool) -> Self {
        Self::with(origin, Guard { allow_private, friends: Vec::new() })
    }

    /// The way out that also leads to this one host and port, wherever it is: a school's own
    /// Moodle, say.
    pub fn to_friend(origin: &str, friend: &Url) -> Self {
        let host = friend.host_str().unwrap_or_default().to_owned();
        let friends = vec![(host, friend.port_or_known_default().unwrap_or_default())];
        Self::with(origin, Guard { allow_private: false, friends })
    }

    fn with(origin: &str, guard: Guard) -> Self {
        let visible: String = origin.chars().filter(char::is_ascii_graphic).collect();
        let user_agent = format!("Hornbook/{} (+{visible})", env!("CARGO_PKG_VERSION"));
        let client = OnceLock::new();
        Self { inner: Arc::new(Inner { guard: Arc::new(guard), user_agent, client }) }
    }

    /// Whether `url` may be asked at all, as far as can be told before its name is looked up.
    pub fn check(&self, url: &Url) -> Result<(), NetProblem> {
        self.inner.guard.check(url)
    }

    /// The page at `url`, or its first MiB; of what says it is no page, everything but the body.
    pub async fn fetch_page(&self, url: &Url) -> Result<Fetched, NetProblem> {
        let ask = Ask::get(url.clone())
            .header("accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1")
            .or_its_beginning();
        self.send(Ask { pages_only: true, ..ask }).await.and_then(successful)
    }

    /// What is at `url`, if it is at most `max` bytes.
    pub async fn fetch_bytes(&self, url: &Url, max: u64) -> Result<Fetched, NetProblem> {
        self.send(Ask::get(url.clone()).at_most(max)).await.and_then(successful)
    }

    /// Makes a request; an answer of any status is an answer.
    pub async fn send(&self, ask: Ask) -> Result<Fetched, NetProblem> {
        timeout(ask.total, self.follow(ask)).await.unwrap_or(Err(NetProblem::TooSlow))
    }

    async fn follow(&self, mut ask: Ask) -> Result<Fetched, NetProblem> {
        let (mut left, mut moved_to, mut lasting) = (ask.redirects, None, true);
        loop {
            self.check(&ask.url)?;
            let response = self.request(&ask).await?;
            match target(&response, &ask.url) {
                Some(_) if ask.redirects > 0 && left == 0 => {
                    return Err(NetProblem::TooManyRedirects);
                }
                Some(next) if left > 0 => {
                    left -= 1;
                    lasting = lasting && matches!(response.status().as_u16(), 301 | 308);
                    if lasting {
                        moved_to = Some(next.clone());
                    }
                    if next.origin() != ask.url.origin() {
                        // What was meant for one server is not shown to the next.
                        ask.headers.retain(|(name, _)| name.starts_with("accept"));
                    }
                    ask.url = next;
                }
                _ => return Ok(Fetched { moved_to, ..read(response, ask).await? }),
            }
        }
    }

    async fn request(&self, ask: &Ask) -> Result<Response, NetProblem> {
        let mut request = self.client()?.request(ask.method.clone(), ask.url.clone());
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        if !ask.body.is_empty() {
            request = request.body(ask.body.clone());
        }
        request
            .header("accept-encoding", "gzip")
            .send()
            .await
            .map_err(|error| named(error, &ask.url))
    }

    fn client(&self) -> Result<&Client, NetProblem> {
        if let Some(client) = self.inner.client.get() {
            return Ok(client);
        }
        // An error only says that someone was quicker.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::builder()
            .user_agent(&self.inner.user_agent)
            .dns_resolver(Arc::clone(&self.inner.guard))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .build()
            .map_err(|error| NetProblem::Untrusted(innermost(&error)))?;
        Ok(self.inner.client.get_or_init(|| client))
    }
}

async fn read(response: Response, ask: Ask) -> Result<Fetched, NetProblem> {
    let headers = listed(response.headers());
    let status = response.status().as_u16();
    let mut fetched = Fetched {
        final_url: ask.url,
        moved_to: None,
        status,
        content_type: String::new(),
        headers,
        bytes: Vec::new(),
        cut: true,
    };
    fetched.content_type = fetched.header("content-type").unwrap_or_default().to_owned();
    if !ask.pages_only || fetched.content_type.is_empty() || fetched.is_page() {
        let packing = fetched.header("content-encoding").unwrap_or_default().to_owned();
        (fetched.bytes, fetched.cut) =
            body::read(response, &packing, ask.max_bytes, ask.cut).await?;
    }
    Ok(fetched)
}

fn successful(fetched: Fetched) -> Result<Fetched, NetProblem> {
    match fetched.status {
        200..=299 => Ok(fetched),
        other => Err(NetProblem::Status(other)),
    }
}

/// Where a redirect leads.
fn target(response: &Response, from: &Url) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get("location")?;
    from.join(std::str::from_utf8(location.as_bytes()).ok()?).ok()
}

fn listed(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

fn is_page(content_type: &str) -> bool {
    let plain = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(plain.as_str(), "text/html" | "application/xhtml+xml")
}

/// An error of reqwest in our words.
fn named(error: reqwest::Error, url: &Url) -> NetProblem {
    if causes(&error).any(<dyn Error>::is::<LeadsInside>) {
        NetProblem::PrivateAddress
    } else if error.is_timeout() {
        NetProblem::TooSlow
    } else if error.is_dns() {
        NetProblem::UnknownHost(url.host_str().unwrap_or_default().to_owned())
    } else if causes(&error).any(<dyn Error>::is::<rustls::Error>) {
        NetProblem::Untrusted(innermost(&error))
    } else if error.is_connect() {
        NetProblem::Refused
    } else {
        NetProblem::Broken(innermost(&error))
    }
}

/// An error and what lies behind it. An I/O error only shows what lies behind what it wraps, so
/// that is unwrapped first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

/// What was wrong at the bottom of it.
fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests;
