//! The real program in a process of its own, which can be killed.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The real program, serving a data folder. It ends as if the power went.
pub struct Server {
    child: Child,
    /// Where it is.
    pub origin: String,
}

impl Server {
    /// Serves this data folder.
    pub async fn start(data: &Path, listen: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hornbook"))
            .args(["serve", "--listen", listen, "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let words = BufReader::new(child.stderr.take().unwrap());
        let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
        // Read to the end, so that the program never waits for somebody to listen.
        std::thread::spawn(move || {
            for line in words.lines().map_while(Result::ok) {
                let _ = say.send(line);
            }
        });
        let mut heard = Vec::new();
        let origin = loop {
            let Some(line) = said.recv().await else { panic!("it did not start: {heard:#?}") };
            if let Some((_, origin)) = line.split_once("Hornbook is at ") {
                break origin.trim().to_owned();
            }
            heard.push(line);
        };
        Self { child, origin }
    }

    /// Where it listens.
    #[cfg_attr(not(feature = "mbz"), expect(dead_code, reason = "courses are killed and go on"))]
    pub fn address(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with this data folder, ready to be started.
#[cfg(feature = "mbz")]
pub fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hornbook"));
    command.args(arguments).arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A site that is Wilma's.
#[cfg(feature = "mbz")]
pub fn init(data: &Path) {
    use std::io::Write as _;

    let who = ["init", "--handle", "wilma", "--email", "wilma@school.example"];
    let mut init = program(data, &who).stdin(Stdio::piped()).spawn().unwrap();
    init.stdin.take().unwrap().write_all(crate::test_site::PASSWORD.as_bytes()).unwrap();
    assert!(init.wait().unwrap().success());
}

/// Ends a program as if the power went.
#[cfg(feature = "mbz")]
pub fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
