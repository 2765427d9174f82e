//! A real browser, driven by the W3C `WebDriver` protocol: plain JSON over HTTP to chromedriver.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use super::{fixtures::left_out, sources::root, visitor::Visitor};

/// One browser at a time: each takes as much of the machine as all other stories together.
static TURN: Mutex<()> = Mutex::const_new(());

/// The key that `WebDriver` calls an element by.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How a browser differs from the usual one.
#[derive(Clone, Copy, Default)]
pub struct Kind {
    /// The device asks for dark pages.
    pub dark: bool,
    /// JavaScript is switched off.
    pub without_scripts: bool,
}

/// A browser with its driver; both end when it is dropped.
pub struct Browser {
    client: Client,
    session: String,
    driver: Child,
    profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Opens a browser, or says that the story is left out if there is no driver.
    pub async fn open(kind: Kind) -> Option<Self> {
        let turn = TURN.lock().await;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = started else {
            left_out("chromedriver", std::env::var_os("CI").is_some());
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let client = Visitor::client();
        let here = format!("http://127.0.0.1:{port}");
        let mut browser = Self { client, session: here.clone(), driver, profile, _turn: turn };
        browser.wait_until_ready().await;
        let made = browser.call(Method::POST, "/session", browser.wishes(kind)).await;
        browser.session = format!("{here}/session/{}", made["sessionId"].as_str().unwrap());
        Some(browser)
    }

    async fn wait_until_ready(&self) {
        for _ in 0..100 {
            if self.client.get(format!("{}/status", self.session)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("chromedriver does not answer");
    }

    fn wishes(&self, kind: Kind) -> Value {
        let mut flags: Vec<String> = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--lang=en",
        ]
        .map(ToOwned::to_owned)
        .into();
        flags.push(format!("--user-data-dir={}", self.profile.path().display()));
        if kind.dark {
            flags.push("--blink-settings=preferredColorScheme=0".into());
        }
        let mut preferences = json!({ "intl.accept_languages": "en" });
        if kind.without_scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": flags, "prefs": preferences },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}})
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.client.request(method.clone(), format!("{}{path}", self.session));
        let request = if method == Method::POST { request.json(&body) } else { request };
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let value = answer["value"].clone();
        assert!(value["error"].is_null(), "{method} {path} {body}: {value:#}");
        value
    }

    /// Opens a page and waits until it is there.
    pub async fn go(&self, url: &str) {
        self.call(Method::POST, "/url", json!({ "url": url })).await;
    }

    /// Where the browser is.
    pub async fn address(&self) -> String {
        self.call(Method::GET, "/url", Value::Null).await.as_str().unwrap().to_owned()
    }

    /// The result of a piece of JavaScript, run from outside the page.
    pub async fn ask(&self, script: &str) -> Value {
        let body = json!({ "script": format!("return {script}"), "args": [] });
        self.call(Method::POST, "/execute/sync", body).await
    }

    /// Waits until the browser is at an address, five seconds at most.
    pub async fn arrive(&self, address: &str) {
        for _ in 0..100 {
            if self.address().await == address {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the browser is at {}, not at {address}", self.address().await);
    }

    /// Waits until the page says these words, five seconds at most.
    pub async fn hears(&self, words: &str) {
        for _ in 0..100 {
            if self.words().await.contains(words) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the page does not say “{words}”: {}", self.words().await);
    }

    /// Puts a cookie into the browser, for the site whose page is open.
    pub async fn set_cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "cookie": { "name": name, "value": value, "path": "/" } });
        self.call(Method::POST, "/cookie", cookie).await;
    }

    async fn element(&self, selector: &str) -> String {
        let body = json!({ "using": "css selector", "value": selector });
        let found = self.call(Method::POST, "/element", body).await;
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// Types into a field.
    pub async fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector).await;
        self.call(Method::POST, &format!("/element/{element}/value"), json!({ "text": text }))
            .await;
    }

    /// Clicks on something.
    pub async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        self.call(Method::POST, &format!("/element/{element}/click"), json!({})).await;
    }

    /// Presses keys, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.call(Method::POST, "/actions", json!({ "actions": [keyboard] })).await;
    }

    /// Makes the page so wide and high, in CSS pixels. Windows cannot be as narrow as telephones.
    pub async fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let body = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.call(Method::POST, "/goog/cdp/execute", body).await;
    }

    /// The text of the page as people see it.
    pub async fn words(&self) -> String {
        self.ask("document.body.innerText").await.as_str().unwrap().to_owned()
    }

    /// What the page complained about since it was last asked.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", json!({ "type": "browser" })).await;
        let log = log.as_array().unwrap().iter();
        let serious = log.filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        serious.map(|entry| entry["message"].to_string()).collect()
    }

    /// Takes a picture of the page into `target/screenshots`.
    pub async fn picture(&self, name: &str) -> PathBuf {
        let encoded = self.call(Method::GET, "/screenshot", Value::Null).await;
        let bytes = BASE64_STANDARD.decode(encoded.as_str().unwrap()).unwrap();
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes the browser with it when it is asked to, not when it is killed.
        let session = self.session.clone();
        let ended = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let request = Visitor::client().delete(session).timeout(Duration::from_secs(5));
            _ = runtime.unwrap().block_on(async { request.send().await });
        });
        _ = ended.join();
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}
