//! A very small HTTP client: what it costs must not be mistaken for what the server costs.

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use crate::error::{Error, Result};

/// A request.
#[derive(Clone, Default)]
pub struct Ask {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// Lines of the head beside `host` and `content-length`, each with its line end.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Ask {
    /// Asks for a page as browsers do.
    pub fn page(path: impl Into<String>) -> Self {
        let head = "accept: text/html\r\naccept-encoding: gzip\r\n".to_owned();
        Self { method: "GET", path: path.into(), head, body: Vec::new() }
    }

    /// Sends a form.
    pub fn form(path: impl Into<String>, fields: &str) -> Self {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let head = format!("accept: text/html\r\n{kind}");
        Self { method: "POST", path: path.into(), head, body: fields.as_bytes().to_vec() }
    }

    /// The same from somebody who is signed in.
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.head += &format!("cookie: {cookie}\r\n");
        self
    }
}

/// An answer.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The head, names in lower case.
    pub head: Vec<(String, String)>,
    /// The body as it came, perhaps compressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// A line of the head.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A connection that stays open.
pub struct Line {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Line {
    /// Connects.
    pub async fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(1 << 16, stream), host: host.to_owned() })
    }

    /// Asks and waits for the whole answer.
    pub async fn ask(&mut self, ask: &Ask) -> Result<Answer> {
        let Ask { method, path, head, body } = ask;
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n{head}", self.host).into_bytes();
        request.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request).await?;
        let status = self.line().await?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| Error::internal("the answer is no HTTP"))?;
        let mut head = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            head.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, head, body: Vec::new() };
        if answer.header("transfer-encoding").is_some() {
            loop {
                let length = usize::from_str_radix(&self.line().await?, 16).unwrap_or(0);
                answer.body.extend(self.bytes(length).await?);
                self.line().await?;
                if length == 0 {
                    break;
                }
            }
        } else if let Some(length) = answer.header("content-length") {
            let length = length.parse().unwrap_or(0);
            answer.body = self.bytes(length).await?;
        }
        Ok(answer)
    }

    async fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        Ok(line.trim_end().to_owned())
    }

    async fn bytes(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }
}
