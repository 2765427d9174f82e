//! What people do all day, measured over the network.

use std::time::{Duration, Instant};

use super::{
    client::{Answer, Ask, Line},
    machine::{Server, Whose, cpu, memory},
    network,
    report::{Report, Unit, megabytes},
    seed::{HANDLE, PASSWORD, Seeded, query},
};
use crate::error::{Error, Result};

/// So many connections ask at once.
const LINES: usize = 4;
const UPLOAD: usize = 8 << 20;

/// Measures it all.
pub async fn all(server: &Server, seeded: &Seeded, report: &mut Report) -> Result<()> {
    let keys = &seeded.published;
    let mut line = Line::open(&server.host).await?;
    let entered = line.ask(&Ask::form(&seeded.sign_in, "")).await?;
    let cookie = entered.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    let cookie = cookie.ok_or_else(|| Error::internal("nobody could sign in"))?.to_owned();
    let bench = Bench { server };
    // The first pages fill caches that a school's site has filled long ago.
    for path in ["/", "/search?q=fractions", "/about"] {
        bench.run(200, |_| Ask::page(path)).await?;
    }
    bench.note(report, "health", 4000, |_| Ask::page("/healthz")).await?;
    bench.note(report, "front page", 1000, |_| Ask::page("/")).await?;
    let shown = |number: usize| Ask::page(format!("/r/{}", keys[number * 7919 % keys.len()]));
    bench.note(report, "a resource", 1000, shown).await?;
    bench.note(report, "a resource, signed in", 1000, |n| shown(n).with_cookie(&cookie)).await?;
    let profile = |_| Ask::page(format!("/u/{HANDLE}"));
    bench.note(report, "a person with a full list", 500, profile).await?;
    let found = |number| Ask::page(format!("/search?q={}", query(number)));
    bench.note(report, "search", 1000, found).await?;
    let filtered = |number| Ask::page(format!("/search?q={}&level=2", query(number)));
    bench.note(report, "search with a filter", 500, filtered).await?;
    let published = |number: usize| {
        Ask::form(format!("/r/{}/publish", seeded.drafts[number]), "").with_cookie(&cookie)
    };
    bench.note(report, "publish", seeded.drafts.len(), published).await?;
    network::measure(&bench, &cookie, report).await?;
    let fields = format!("name={HANDLE}&password={}", PASSWORD.replace(' ', "+"));
    bench.note(report, "sign in", 24, |_| Ask::form("/sign-in", &fields)).await?;
    let upload = upload(&cookie);
    bench.note(report, "upload of 8 MiB", 12, |_| upload.clone()).await?;

    report.budget("a page with 40 items, CPU", list_cpu(report), 1.5, Unit::Milliseconds);
    report.budget("search, p99", report.p99_of("search"), 50.0, Unit::Milliseconds);
    let timeline = report.p99_of("what is new for me");
    report.budget("what is new for me, p99", timeline, 50.0, Unit::Milliseconds);
    let page = first_page(&server.host).await?;
    report.budget("first page and all it loads, gzipped", page, 60.0, Unit::Kilobytes);
    let binary = std::fs::metadata(std::env::current_exe()?)?.len();
    report.bytes_budget("binary", binary, 30_000_000);
    report.absent("an actor and an accepted inbox post, for there is no federation yet");
    Ok(())
}

/// The dearest of the pages with a list; the others have fewer items.
fn list_cpu(report: &Report) -> f64 {
    ["front page", "a person with a full list", "search"]
        .iter()
        .map(|name| report.cpu_of(name))
        .fold(0.0, f64::max)
}

/// Asks a server, and notes how that went.
pub struct Bench<'a> {
    server: &'a Server,
}

impl Bench<'_> {
    /// Asks so often and notes how long it took and what it cost the server.
    pub async fn note(
        &self,
        report: &mut Report,
        name: &'static str,
        count: usize,
        ask: impl Fn(usize) -> Ask,
    ) -> Result<()> {
        let before = cpu(&self.server.process, Whose::Own)?;
        let started = Instant::now();
        let times = self.run(count, ask).await?;
        let all = started.elapsed();
        let spent = cpu(&self.server.process, Whose::Own)?.saturating_sub(before);
        let resident = memory(&self.server.process, "VmRSS")?;
        report.measure(name, times, all, spent, resident);
        Ok(())
    }

    async fn run(&self, count: usize, ask: impl Fn(usize) -> Ask) -> Result<Vec<Duration>> {
        let asks = &ask;
        let lines = (0..LINES).map(|first| async move {
            let mut line = Line::open(&self.server.host).await?;
            let mut times = Vec::new();
            for number in (first..count).step_by(LINES) {
                let ask = asks(number);
                let started = Instant::now();
                let answer = line.ask(&ask).await?;
                times.push(started.elapsed());
                good(&ask, &answer)?;
            }
            Ok::<_, Error>(times)
        });
        Ok(futures_util::future::try_join_all(lines).await?.concat())
    }
}

fn good(ask: &Ask, answer: &Answer) -> Result<()> {
    if matches!(answer.status, 200 | 303) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    Err(Error::internal(format!("{} {} answers {}: {said}", ask.method, ask.path, answer.status)))
}

fn upload(cookie: &str) -> Ask {
    let line = "a-line-that-no-file-has";
    let mut body = format!(
        "--{line}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"sheet.bin\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.resize(body.len() + UPLOAD, 0x5a);
    body.extend(format!("\r\n--{line}--\r\n").into_bytes());
    let head = format!(
        "accept: text/html\r\ncontent-type: multipart/form-data; boundary={line}\r\ncookie: {cookie}\r\n"
    );
    Ask { method: "POST", path: "/share/file".into(), head, body }
}

/// The bytes on the wire of the front page and of all styles, scripts and pictures it names.
async fn first_page(host: &str) -> Result<f64> {
    let mut line = Line::open(host).await?;
    let plain = Ask { head: "accept: text/html\r\n".into(), ..Ask::page("/") };
    let html = line.ask(&plain).await?.body;
    let html = String::from_utf8_lossy(&html).into_owned();
    let mut addresses = vec!["/".to_owned()];
    for attribute in ["href=\"/static/", "src=\"/static/"] {
        for rest in html.split(attribute).skip(1) {
            let rest = rest.split(['"', '#']).next().unwrap_or_default();
            addresses.push(format!("/static/{rest}"));
        }
    }
    addresses.sort();
    addresses.dedup();
    let mut bytes = 0;
    for address in addresses {
        bytes += line.ask(&Ask::page(address)).await?.body.len() as u64;
    }
    Ok(megabytes(bytes) * 1000.0)
}
