//! Letters written, posted to a scripted server, and kept from saying more than they should.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    time::sleep,
};

use super::{Letter, Mail, MailProblem, Secrecy, SmtpSettings};
use crate::{clock::Clock, time::Moment};

fn letter() -> Letter {
    Letter {
        to: "ada@school.example".to_owned(),
        subject: "Willkommen, Frau Müller".to_owned(),
        text: "Grüße\n.\nEnde".to_owned(),
        html: Some("<p>Grüße an alle</p>\n.\n<p>Ende</p>".to_owned()),
        unsubscribe: None,
    }
}

fn clock() -> Clock {
    Clock::standing_at(Moment::parse("2026-11-21T08:30:00Z").unwrap())
}

fn formatted(letter: &Letter) -> String {
    let mail = Mail::memory(clock());
    String::from_utf8(mail.written(letter).unwrap().formatted()).unwrap()
}

/// A mail server that answers the recipient with `verdict`, or nothing at all, and what it heard.
async fn server(verdict: &'static str) -> (SmtpSettings, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(String::new()));
    let hearing = Arc::clone(&heard);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if verdict.is_empty() {
            return sleep(Duration::from_mins(1)).await;
        }
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 ready\r\n").await.unwrap();
        let mut in_letter = false;
        while let Ok(Some(line)) = lines.next_line().await {
            hearing.lock().unwrap().push_str(&format!("{line}\n"));
            let answer = match line.split([' ', ':']).next().unwrap() {
                "." => {
                    in_letter = false;
                    "250 taken"
                }
                _ if in_letter => continue,
                "RCPT" => verdict,
                "DATA" => {
                    in_letter = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            let _ = write.write_all(format!("{answer}\r\n").as_bytes()).await;
        }
    });
    let host = "127.0.0.1".to_owned();
    (SmtpSettings { host, port: Some(port), secrecy: Secrecy::None, sign_in: None }, heard)
}

async fn sent(settings: SmtpSettings, patience: u64) -> Result<(), MailProblem> {
    let mail = Mail::smtp(settings, "School <post@school.example>", clock()).unwrap();
    mail.send_within(&letter(), Duration::from_millis(patience)).await
}

#[tokio::test]
async fn a_letter_is_posted_whole() {
    let (settings, heard) = server("250 fine").await;
    sent(settings, 5000).await.unwrap();
    let heard = heard.lock().unwrap();
    for part in [
        "EHLO school.example\n",
        "MAIL FROM:<post@school.example>",
        "RCPT TO:<ada@school.example>",
        "From: School <post@school.example>\n",
        "Date: Sat, 21 Nov 2026 08:30:00 +0000\n",
        "Auto-Submitted: auto-generated\n",
        "Content-Type: multipart/alternative;",
        "\n..\n",
    ] {
        assert!(heard.contains(part), "{part:?} in {heard}");
    }
}

#[tokio::test]
async fn failures_are_told_apart() {
    let (settings, _) = server("550 no such person").await;
    let problem = sent(settings, 5000).await.unwrap_err();
    assert!(matches!(&problem, MailProblem::Refused(said) if said.contains("no such person")));
    assert!(!problem.may_pass());
    let (settings, _) = server("451 greylisted").await;
    let problem = sent(settings, 5000).await.unwrap_err();
    assert!(matches!(&problem, MailProblem::Later(said) if said.contains("greylisted")));
    assert!(problem.may_pass());
    let (settings, _) = server("").await;
    assert!(matches!(sent(settings, 200).await, Err(MailProblem::TooSlow)));
    let (mut settings, _) = server("250 fine").await;
    settings.port =
        Some(TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port());
    let problem = sent(settings, 5000).await.unwrap_err();
    assert!(matches!(problem, MailProblem::Unreachable(_)), "{problem:?}");
    let (mut settings, _) = server("250 fine").await;
    settings.secrecy = Secrecy::StartTls;
    let problem = sent(settings, 5000).await.unwrap_err();
    assert!(matches!(problem, MailProblem::Untrusted(_)), "{problem:?}");
}

#[tokio::test]
async fn letters_lie_in_the_folder_or_in_memory_or_nowhere() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("letters");
    let mail = Mail::folder(&folder, "post@school.example", clock()).unwrap();
    mail.send(&letter()).await.unwrap();
    mail.send(&letter()).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 2);
    assert!(files.iter().all(|file| file.extension().is_some_and(|ending| ending == "eml")));
    assert!(std::fs::read_to_string(&files[0]).unwrap().contains("To: ada@school.example\r\n"));

    let mail = Mail::memory(clock());
    mail.clone().send(&letter()).await.unwrap();
    assert_eq!(mail.caught(), [letter()]);

    assert!(!Mail::none().is_set_up());
    assert!(matches!(Mail::none().send(&letter()).await, Err(MailProblem::NotSetUp)));
}

#[test]
fn nothing_in_a_letter_becomes_a_header() {
    let sly = Letter {
        subject: "Hello\r\nBcc: all@school.example\n\nbody\u{2028}x\u{85}y\0z".to_owned(),
        text: "text\r\n\r\n.\r\nBcc: b@c.d".to_owned(),
        html: None,
        ..letter()
    };
    let written = formatted(&sly);
    let (head, _) = written.split_once("\r\n\r\n").unwrap();
    assert!(
        !head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("body")),
        "{head}"
    );
    assert!(head.contains("Subject: Hello Bcc: all@school.example body"), "{head}");
    assert_eq!(head.lines().filter(|line| line.starts_with("Subject")).count(), 1);

    let long = formatted(&Letter { subject: "é".repeat(5000), ..letter() });
    assert!(long.lines().all(|line| line.len() <= 78));
}

#[tokio::test]
async fn an_address_is_one_address_and_nothing_more() {
    let mail = Mail::memory(clock());
    for to in [
        "",
        "ada",
        "ada@",
        "@school.example",
        "ada@school.example, bob@school.example",
        "ada@school.example\r\nBcc: bob@school.example",
        "\"ada\r\nBcc: x\"@school.example",
        "ada@school.example>\nRCPT TO:<bob@school.example",
        "Ada <ada@school.example>",
        "ada bob@school.example",
    ] {
        let refused = mail.send(&Letter { to: to.to_owned(), ..letter() }).await;
        assert!(matches!(refused, Err(MailProblem::NotAnAddress(_))), "{to:?}");
    }
    for to in ["a.b+c@school.example", "ödön@schule.example", " ada@school.example"] {
        mail.send(&Letter { to: to.to_owned(), ..letter() }).await.unwrap();
    }
    assert!(Mail::folder("x".as_ref(), "no address", clock()).is_err());
}

#[test]
fn a_letter_that_can_be_ended_says_so_to_programs() {
    let address = "https://school.example/notices/unsubscribe/x".to_owned();
    let head = formatted(&Letter { unsubscribe: Some(address), ..letter() });
    for line in [
        "List-Unsubscribe: <https://school.example/notices/unsubscribe/x>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ] {
        assert!(head.lines().any(|known| known == line), "{head}");
    }
    assert!(!formatted(&letter()).contains("List-Unsubscribe"));
}
