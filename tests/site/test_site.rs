//! A site of its own for every story, started as `hornbook serve` starts it.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

use hornbook::{
    accounts::{self, Newcomer},
    app::{self, Opening, Serving, parts},
    clock::Clock,
    config::Config,
    crypto::PasswordHasher,
    jobs,
    mail::{Letter, Mail},
    site::{Settings, Site},
    web::Role,
};
use tokio::sync::OnceCell;

use super::visitor::Visitor;

/// The password of everybody who was made by [`TestSite::person`].
pub const PASSWORD: &str = "kiln ferry anchor lamp";

/// A running site in a temporary folder. The clock stands still until a story moves it, and jobs
/// wait until a story runs them.
pub struct TestSite {
    /// The handles, for what no door shows.
    pub site: Site,
    /// Its address, without a trailing slash.
    pub origin: String,
    client: reqwest::Client,
    _serving: Serving,
    folder: tempfile::TempDir,
}

impl TestSite {
    /// A new site, open to readers, with nobody in it.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A new site with another configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::open(change, true).await
    }

    /// A new site that cannot send letters.
    pub async fn start_without_letters() -> Self {
        Self::open(|_| {}, false).await
    }

    async fn open(change: impl FnOnce(&mut Config), with_letters: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = app::bind("127.0.0.1:0").unwrap();
        let mut config = Config::default();
        change(&mut config);
        let here = format!("http://{}", listener.local_addr().unwrap());
        let origin = config
            .origin
            .as_ref()
            .map_or(here.clone(), |url| url.as_str().trim_end_matches('/').to_owned());
        let clock = Clock::movable();
        let mail = with_letters.then(|| Mail::memory(clock.clone()));
        let opening = Opening { config, origin, clock, mail };
        let site = app::open(folder.path(), opening).await.unwrap();
        let serving = app::serve(site.clone(), listener, false).await.unwrap();
        // No story asks the servers of the links in it unless that is what it tells.
        let house = site.clone();
        let still = site.db.write(move |tx| {
            let settings = (*house.settings()).clone();
            house.save_settings(tx, Settings { check_links: false, ..settings })
        });
        still.await.unwrap();
        Self { site, origin: here, client: Visitor::client(), _serving: serving, folder }
    }

    /// Somebody without an account.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(self.client.clone(), &self.origin)
    }

    /// Makes an account and signs in with it. The password is [`PASSWORD`], the mail address
    /// `HANDLE@school.example`.
    pub async fn person(&self, handle: &str, role: Role) -> Visitor {
        let newcomer = Newcomer {
            handle: handle.to_owned(),
            name: capitalised(handle),
            email: Some(format!("{handle}@school.example")),
            password: Some(hash_of_the_password().await.to_owned()),
            role,
        };
        let link = self
            .site
            .db
            .write(move |tx| {
                let account = accounts::add(tx, &newcomer)?;
                accounts::sign_in_link(tx, account)
            })
            .await
            .unwrap();
        let visitor = self.stranger();
        let answer = visitor.post_form(&link, &[]).await;
        assert_eq!(answer.status, 303, "{handle} could not sign in: {}", answer.text());
        visitor
    }

    /// Changes the settings as an administrator would.
    pub async fn settings(&self, change: impl FnOnce(&mut Settings) + Send + 'static) {
        let site = self.site.clone();
        let saved = self.site.db.write(move |tx| {
            let mut settings = (*site.settings()).clone();
            change(&mut settings);
            site.save_settings(tx, settings)
        });
        saved.await.unwrap();
    }

    /// Does all the work that is due, and the work that this leaves, until nothing is due.
    pub async fn run_jobs(&self) {
        let failed = jobs::run_due(&self.site, &parts::kinds()).await.unwrap();
        assert!(failed.is_empty(), "jobs failed: {failed:#?}");
    }

    /// Lets days pass.
    pub fn wait_days(&self, days: u64) {
        self.wait(Duration::from_hours(24 * days));
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        self.site.db.clock().advance(time);
    }

    /// The letters sent so far, the first first.
    pub fn letters(&self) -> Vec<Letter> {
        self.site.mail.caught()
    }

    /// The letter with this number, counted from 1. Some are sent in the background.
    pub async fn letter(&self, number: usize) -> Letter {
        for _ in 0..200 {
            if let Some(letter) = self.letters().get(number - 1) {
                return letter.clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("there is no letter {number} among {:#?}", self.letters());
    }

    /// Waits until what was written in the background is on the disk.
    pub async fn settled(&self) {
        self.site.db.write(|_| Ok(())).await.unwrap();
    }

    /// Runs `hornbook` with the same data folder while the site is served.
    pub async fn command(&self, arguments: &[&str], input: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hornbook"));
        command
            .args(arguments)
            .env("HORNBOOK_DATA", self.folder.path())
            .env("HORNBOOK_ORIGIN", &*self.site.origin)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = input.to_owned();
        let output = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            let mut mouth = child.stdin.take().unwrap();
            // Commands that read nothing may have closed the pipe already.
            let _ = mouth.write_all(input.as_bytes());
            drop(mouth);
            child.wait_with_output().unwrap()
        });
        let output = output.await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> u64 {
        let sql = format!("select count(*) from {table}");
        let count = self.site.db.read(move |db| Ok(db.query_row(&sql, [], |row| row.get(0))?));
        count.await.unwrap()
    }
}

/// What a command said.
pub struct Said {
    /// Its exit code: 0 done, 1 could not, 2 used wrongly.
    pub code: i32,
    /// Data.
    pub out: String,
    /// Words.
    pub err: String,
}

impl Drop for TestSite {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let db = rusqlite::Connection::open(self.folder.path().join("site.db")).unwrap();
        let mut rows =
            db.prepare("select kind || ': ' || error from jobs where error is not null").unwrap();
        let failed: Vec<String> =
            rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(failed.is_empty(), "jobs failed and nobody noticed: {failed:#?}");
    }
}

/// Hashed once for all people of all stories: it is slow on purpose.
async fn hash_of_the_password() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    HASH.get_or_init(|| async { PasswordHasher::new().hash(PASSWORD).await.unwrap() }).await
}

fn capitalised(handle: &str) -> String {
    let mut letters = handle.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
