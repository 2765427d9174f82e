//! A small server that misbehaves, and which addresses are asked at all.

use std::{
    collections::HashMap,
    io::Write as _,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::sleep,
};
use url::Url;

use super::{Ask, Fetched, Net, NetProblem, is_public};

/// Answers each path with given bytes; `/slow` trickles, `/endless` does not stop.
struct Server {
    url: Url,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(answers: &[(&'static str, Vec<u8>)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let answers: Arc<HashMap<&str, Vec<u8>>> = Arc::new(answers.iter().cloned().collect());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answers, hearing) = (Arc::clone(&answers), Arc::clone(&hearing));
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    let mut piece = [0; 16384];
                    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                        // A TLS handshake gets plain HTTP for an answer.
                        if request.first() == Some(&0x16) {
                            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
                            return;
                        }
                        match stream.read(&mut piece).await {
                            Ok(length) if length > 0 => request.extend(&piece[..length]),
                            _ => return,
                        }
                    }
                    let request = String::from_utf8(request).unwrap();
                    let path = request.split(' ').nth(1).unwrap().to_owned();
                    hearing.lock().unwrap().push(request);
                    if let Some(answer) = answers.get(path.as_str()) {
                        let _ = stream.write_all(answer).await;
                    }
                    let again: (&[u8], u64) = match path.as_str() {
                        "/slow" => (b"x", 20),
                        "/endless" => (&[b'x'; 4096], 0),
                        _ => return,
                    };
                    while stream.write_all(again.0).await.is_ok() {
                        sleep(Duration::from_millis(again.1)).await;
                    }
                });
            }
        });
        Self { url, heard }
    }

    fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let headers = if headers.is_empty() { "x: y" } else { headers };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn redirect(location: &str) -> Vec<u8> {
    answer("302 Found", &format!("location: {location}"), b"")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const ORIGIN: &str = "https://school.example";

fn anywhere() -> Net {
    Net::new(ORIGIN, true)
}

#[tokio::test]
async fn a_page_is_fetched_in_its_letters_by_one_who_says_who_asks() {
    let page = answer("200 OK", "content-type: text/html; charset=iso-8859-1", b"caf\xe9");
    let server = Server::start(&[("/page", page), ("/on", redirect("page"))]).await;
    let fetched = anywhere().fetch_page(&server.at("/on")).await.unwrap();
    assert_eq!((fetched.status, fetched.text().as_str(), fetched.cut), (200, "café", false));
    assert_eq!(fetched.final_url, server.at("/page"));
    assert_eq!(fetched.content_type, "text/html; charset=iso-8859-1");
    let heard = server.heard.lock().unwrap()[1].to_ascii_lowercase();
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("user-agent: hornbook/{version} (+https://school.example)\r\n");
    assert!(heard.contains(&agent), "{heard}");
    assert!(!heard.contains("referer"), "{heard}");
}

#[tokio::test]
async fn of_other_things_than_pages_only_the_headers_are_fetched() {
    let film = b"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\n\r\n".to_vec();
    let server = Server::start(&[("/endless", film)]).await;
    let fetched = anywhere().fetch_page(&server.at("/endless")).await.unwrap();
    assert_eq!((fetched.bytes.len(), fetched.cut), (0, true));
}

#[tokio::test]
async fn failures_are_told_apart() {
    let server = Server::start(&[
        ("/gone", answer("410 Gone", "", b"")),
        ("/odd", b"SMTP ready\r\n\r\n".to_vec()),
        ("/short", b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort".to_vec()),
        ("/packed", answer("200 OK", "content-encoding: br", b"abc")),
        ("/badly", answer("200 OK", "content-encoding: gzip", b"no gzip at all, is it?")),
    ])
    .await;
    let net = anywhere();
    let get = async |path: &str| net.fetch_bytes(&server.at(path), 1000).await.unwrap_err();
    assert!(matches!(get("/gone").await, NetProblem::Status(410)));
    for path in ["/odd", "/short", "/packed", "/badly"] {
        let problem = get(path).await;
        assert!(matches!(problem, NetProblem::Broken(_)), "{path}: {problem:?}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let problem = get(&format!("http://{nobody}/")).await;
    assert!(matches!(problem, NetProblem::Refused), "{problem:?}");
    let problem = get("http://no-such-host.invalid/").await;
    assert!(matches!(problem, NetProblem::UnknownHost(_)), "{problem:?}");
    let problem = get(&server.url.as_str().replace("http:", "https:")).await;
    assert!(matches!(problem, NetProblem::Untrusted(_)), "{problem:?}");
    for url in ["ftp://example.org/", "file:///etc/passwd", "http://me:secret@example.org/"] {
        assert!(matches!(get(url).await, NetProblem::NotAnAddress), "{url}");
    }
}

#[tokio::test]
async fn a_server_that_trickles_is_left_in_time() {
    let endless = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let server = Server::start(&[("/slow", endless)]).await;
    let started = Instant::now();
    let ask = Ask::get(server.at("/slow")).within(Duration::from_millis(300));
    assert!(matches!(anywhere().send(ask).await, Err(NetProblem::TooSlow)));
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_body_is_never_longer_than_wanted() {
    let bomb = gzip(&vec![0; 50_000_000]);
    assert!(bomb.len() < 100_000);
    let server = Server::start(&[
        ("/exact", answer("200 OK", "", &[b'x'; 1000])),
        ("/more", answer("200 OK", "", &[b'x'; 1001])),
        ("/endless", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n".to_vec()),
        ("/bomb", answer("200 OK", "content-encoding: gzip\r\ncontent-type: text/html", &bomb)),
        ("/packed", answer("200 OK", "content-encoding: gzip", &gzip(&[b'x'; 1000]))),
        ("/none", answer("200 OK", "content-encoding: gzip", b"")),
    ])
    .await;
    let net = anywhere();
    let get = async |path: &str| net.fetch_bytes(&server.at(path), 1000).await;
    let length = |fetched: Result<Fetched, NetProblem>| fetched.unwrap().bytes.len();
    assert_eq!(length(get("/exact").await), 1000);
    assert_eq!(length(get("/packed").await), 1000);
    assert_eq!(length(get("/none").await), 0);
    for path in ["/more", "/endless", "/bomb"] {
        let problem = get(path).await.unwrap_err();
        assert!(matches!(problem, NetProblem::TooBig { limit: 1000 }), "{path}: {problem:?}");
    }
    for path in ["/endless", "/bomb"] {
        let fetched = net.fetch_page(&server.at(path)).await.unwrap();
        assert_eq!((fetched.bytes.len(), fetched.cut), (1024 * 1024, true), "{path}");
    }
}

#[tokio::test]
async fn redirects_are_few_and_checked_one_by_one() {
    let other = Server::start(&[("/", answer("200 OK", "", b"secret"))]).await;
    let inside = other.url.to_string();
    let server = Server::start(&[
        ("/1", redirect("/2")),
        ("/2", redirect("/3")),
        ("/3", redirect("/4")),
        ("/4", answer("200 OK", "", b"here")),
        ("/0", redirect("/1")),
        ("/loop", redirect("/loop")),
        ("/inside", redirect(&inside)),
        ("/metadata", redirect("http://169.254.169.254/latest/meta-data/")),
        ("/decimal", redirect("http://2130706433/")),
        ("/name", redirect("http://localhost/")),
        ("/port", redirect("http://example.org:25/")),
        ("/file", redirect("file:///etc/passwd")),
    ])
    .await;
    let net = Net::to_friend(ORIGIN, &server.url);
    let get = async |path: &str| net.fetch_bytes(&server.at(path), 1000).await;
    assert_eq!(get("/1").await.unwrap().bytes, b"here");
    for path in ["/0", "/loop"] {
        assert!(matches!(get(path).await, Err(NetProblem::TooManyRedirects)), "{path}");
    }
    for path in ["/inside", "/metadata", "/decimal", "/name"] {
        let problem = get(path).await.unwrap_err();
        assert!(matches!(problem, NetProblem::PrivateAddress), "{path}: {problem:?}");
    }
    assert!(matches!(get("/port").await, Err(NetProblem::ForbiddenPort(25))));
    assert!(matches!(get("/file").await, Err(NetProblem::NotAnAddress)));
    assert!(other.heard.lock().unwrap().is_empty());

    let seen = net.send(Ask::get(server.at("/1")).without_redirects()).await.unwrap();
    assert_eq!((seen.status, seen.header("location")), (302, Some("/2")));
}

#[tokio::test]
async fn what_one_server_is_told_in_confidence_the_next_is_not() {
    let other = Server::start(&[("/", answer("200 OK", "", b""))]).await;
    let server = Server::start(&[("/", redirect(other.url.as_str()))]).await;
    let ask = Ask::get(server.at("/")).header("authorization", "secret").header("accept", "a/b");
    anywhere().send(ask).await.unwrap();
    assert!(server.heard.lock().unwrap()[0].contains("secret"));
    let heard = other.heard.lock().unwrap()[0].clone();
    assert!(heard.contains("a/b") && !heard.contains("secret"), "{heard}");
}

#[tokio::test]
async fn a_post_arrives_whole_and_is_answered() {
    let server = Server::start(&[("/inbox", answer("202 Accepted", "x-a: b", b"ok"))]).await;
    let ask = Ask::post(server.at("/inbox"), "application/json", b"{}".to_vec());
    let fetched = anywhere().send(ask).await.unwrap();
    assert_eq!((fetched.status, fetched.header("x-a")), (202, Some("b")));
    let heard = server.heard.lock().unwrap()[0].clone();
    assert!(heard.starts_with("POST /inbox ") && heard.contains("content-length: 2"), "{heard}");
}

#[test]
fn private_addresses_are_known_in_all_their_disguises() {
    for (ip, public) in [
        ("1.1.1.1", true),
        ("8.8.8.8", true),
        ("93.184.216.34", true),
        ("172.15.255.255", true),
        ("172.32.0.1", true),
        ("100.63.255.255", true),
        ("100.128.0.1", true),
        ("169.253.1.1", true),
        ("192.167.1.1", true),
        ("198.17.0.1", true),
        ("223.255.255.255", true),
        ("0.0.0.0", false),
        ("0.1.2.3", false),
        ("10.0.0.1", false),
        ("100.64.0.1", false),
        ("100.100.100.200", false),
        ("127.0.0.1", false),
        ("127.255.255.254", false),
        ("168.63.129.16", false),
        ("169.254.169.254", false),
        ("172.16.0.1", false),
        ("172.31.255.255", false),
        ("192.0.0.192", false),
        ("192.0.2.1", false),
        ("192.88.99.1", false),
        ("192.168.0.1", false),
        ("198.18.0.1", false),
        ("198.51.100.1", false),
        ("203.0.113.1", false),
        ("224.0.0.1", false),
        ("240.0.0.1", false),
        ("255.255.255.255", false),
        ("2606:4700:4700::1111", true),
        ("2a00:1450:4001:82b::200e", true),
        ("2001:4860:4860::8888", true),
        ("2001:200::1", true),
        ("::ffff:8.8.8.8", true),
        ("64:ff9b::8.8.8.8", true),
        ("2002:808:808::1", true),
        ("::", false),
        ("::1", false),
        ("::127.0.0.1", false),
        ("::ffff:127.0.0.1", false),
        ("::ffff:169.254.169.254", false),
        ("::ffff:0:127.0.0.1", false),
        ("64:ff9b::10.0.0.1", false),
        ("64:ff9b:1::8.8.8.8", false),
        ("100::1", false),
        ("2001::1", false),
        ("2001:10::1", false),
        ("2001:db8::1", false),
        ("2002:7f00:1::1", false),
        ("2002:c0a8:1::", false),
        ("2a00:1450::5efe:10.0.0.1", false),
        ("3fff:1::1", false),
        ("4000::1", false),
        ("5f00::1", false),
        ("fc00::1", false),
        ("fd00:ec2::254", false),
        ("fe80::1", false),
        ("fec0::1", false),
        ("ff02::1", false),
    ] {
        assert_eq!(is_public(ip.parse::<IpAddr>().unwrap()), public, "{ip}");
    }
}

#[test]
fn addresses_written_oddly_are_still_addresses() {
    let net = Net::new(ORIGIN, false);
    for url in [
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://[::ffff:7f00:1]/",
        "http://0/",
    ] {
        let problem = net.check(&Url::parse(url).unwrap());
        assert!(matches!(problem, Err(NetProblem::PrivateAddress)), "{url}");
    }
    for url in ["https://example.org/", "http://example.org:8080/", "https://1.1.1.1/"] {
        assert!(net.check(&Url::parse(url).unwrap()).is_ok(), "{url}");
    }
}
