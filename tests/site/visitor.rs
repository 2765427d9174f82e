//! Somebody with a browser that has no window: cookies, forms, uploads, and what the pages say.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use reqwest::{Client, Method, RequestBuilder, redirect::Policy};
use scraper::{ElementRef, Html, Selector};
use url::form_urlencoded;

const BOUNDARY: &str = "a-line-that-no-sample-has";
const MOST_STEPS: usize = 5;

/// Somebody who visits a site. Clones are the same browser.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    origin: String,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Visitor {
    /// What all visitors of one site share: connections, no cookies.
    pub fn client() -> Client {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build().unwrap()
    }

    /// A browser that has never been anywhere.
    pub fn new(client: Client, origin: &str) -> Self {
        Self { client, origin: origin.to_owned(), cookies: Arc::default() }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form of a page of this site.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body);
        self.send(request).await
    }

    /// Sends the sign-in form.
    pub async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post_form("/sign-in", &[("name", name), ("password", password)]).await
    }

    /// Sends a form with one file, in the field `file`.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        self.upload_as("file", path, fields, name, bytes).await
    }

    /// Sends a form with one file in a field of another name.
    pub async fn upload_as(
        &self,
        field: &str,
        path: &str,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> Answer {
        let disposition = |field: &str| {
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"")
        };
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(format!("{}\r\n\r\n{value}\r\n", disposition(field)).into_bytes());
        }
        let kind = "content-type: application/octet-stream";
        let head = format!("{}; filename=\"{name}\"\r\n{kind}\r\n\r\n", disposition(field));
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let request = self
            .request(Method::POST, path)
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("sec-fetch-site", "same-origin")
            .body(body);
        self.send(request).await
    }

    /// A request with this browser's cookies, for headers of its own; then [`Visitor::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // Links of pages and letters carry the address of the site.
        let path = path.strip_prefix(&self.origin).unwrap_or(path);
        let request = self.client.request(method, format!("{}{path}", self.origin));
        let cookies = self.cookies.lock().unwrap();
        if cookies.is_empty() {
            return request;
        }
        let line: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header("cookie", line.join("; "))
    }

    /// Sends a request and keeps the cookies of the answer. Unless it says what it accepts, it
    /// asks for a page in English.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let mut request = request.build().unwrap();
        let headers = request.headers_mut();
        for (name, usual) in [
            ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
            ("accept-language", "en"),
            ("user-agent", "A visitor of the tests"),
        ] {
            if !headers.contains_key(name) {
                headers.insert(name, usual.parse().unwrap());
            }
        }
        let response = self.client.execute(request).await.unwrap();
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            self.keep(cookie);
        }
        Answer {
            status: response.status().as_u16(),
            location: headers
                .iter()
                .find(|(name, _)| name == "location")
                .map(|(_, value)| value.clone()),
            headers,
            body: response.bytes().await.unwrap().to_vec(),
            visitor: self.clone(),
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    fn keep(&self, cookie: &str) {
        let pair = cookie.split(';').next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or_default();
        let gone = cookie.to_lowercase().contains("max-age=0");
        let mut cookies = self.cookies.lock().unwrap();
        if gone {
            cookies.remove(name)
        } else {
            cookies.insert(name.to_owned(), value.to_owned())
        };
    }
}

/// What the site answered.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: Option<String>,
    /// All headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as bytes.
    pub body: Vec<u8>,
    visitor: Visitor,
}

impl Answer {
    /// Goes where the site sends the browser, until it sends no further.
    pub async fn follow(mut self) -> Self {
        for _ in 0..MOST_STEPS {
            let Some(to) = self.location.clone() else { return self };
            self = self.visitor.get(&to).await;
        }
        panic!("the site sends people round in a circle: {:?}", self.location);
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body as a page.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the page shows this text somewhere, with any white space.
    pub fn says(&self, text: &str) -> bool {
        words_of(self.html().root_element()).contains(text)
    }

    /// Fails, with the words of the page, unless it shows this text.
    #[track_caller]
    pub fn must_say(&self, text: &str) {
        let words = words_of(self.html().root_element());
        assert!(words.contains(text), "{} does not say {text:?}: {words}", self.status);
    }

    /// The texts of all elements that the selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.html().select(&Selector::parse(selector).unwrap()).map(words_of).collect()
    }

    /// The text of the only element that the selector finds.
    pub fn one(&self, selector: &str) -> String {
        let mut found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} finds {found:#?} in\n{}", self.text());
        found.remove(0)
    }

    /// Whether the selector finds anything.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// An attribute of the first element that the selector finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = self.html();
        let first = html.select(&Selector::parse(selector).unwrap()).next()?;
        first.attr(name).map(ToOwned::to_owned)
    }
}

fn words_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
