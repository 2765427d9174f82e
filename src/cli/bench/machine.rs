//! What the system says of a process: its time, its memory; and the server that is measured.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    client::{Ask, Line},
    report::{Report, Unit},
};
use crate::error::{Error, Result};

/// Linux counts the time of processes in hundredths of a second, whatever its kernel ticks.
const TICKS: u32 = 100;
const PATIENCE: Duration = Duration::from_mins(2);

/// Which time of a process.
#[derive(Clone, Copy)]
pub enum Whose {
    /// Its own, with all its threads.
    Own,
    /// That of the processes that it has waited for.
    Children,
}

/// The processor time of a process until now. `who` is a number, or `self`.
pub fn cpu(who: &str, whose: Whose) -> Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{who}/stat"))?;
    // The name in parentheses may hold blanks; `utime` is the twelfth field after it.
    let fields = text.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let first = match whose {
        Whose::Own => 11,
        Whose::Children => 13,
    };
    let ticks = fields.split(' ').skip(first).take(2).filter_map(|field| field.parse::<u32>().ok());
    Ok(Duration::from_secs(1) * ticks.sum::<u32>() / TICKS)
}

/// A line such as `VmRSS` or `VmHWM` of a process, in bytes.
pub fn memory(who: &str, line: &str) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{who}/status"))?;
    let found = text.lines().find_map(|known| known.strip_prefix(line)?.strip_prefix(':'));
    let kilobytes = found.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.unwrap_or_default() << 10)
}

/// A command of this very binary, with no settings but those given here.
pub fn hornbook(data: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HORNBOOK_")) {
        command.env_remove(name);
    }
    command.env("HORNBOOK_LOG", "error").arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// The server that is measured. It ends when it is dropped.
pub struct Server {
    child: Child,
    /// Its address and port.
    pub host: String,
    /// Its process.
    pub process: String,
}

impl Server {
    /// Starts `hornbook serve` and notes how long that takes and how much memory it needs.
    pub async fn start(data: &Path, report: &mut Report) -> Result<Self> {
        let host = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = hornbook(data)?;
        command.args(["serve", "--listen", &host]);
        let started = Instant::now();
        let child = command.spawn()?;
        let process = child.id().to_string();
        let server = Self { child, host, process };
        while !server.is_ready().await {
            if started.elapsed() > PATIENCE {
                return Err(Error::internal("the server does not answer"));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let ready = started.elapsed();
        report.budget("ready", ready.as_secs_f64(), 0.5, Unit::Seconds);
        tokio::time::sleep(Duration::from_secs(2)).await;
        let idle = memory(&server.process, "VmRSS")?;
        report.bytes_budget("resident when idle", idle, 40_000_000);
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut line) = Line::open(&self.host).await else { return false };
        line.ask(&Ask::page("/healthz")).await.is_ok_and(|answer| answer.status == 200)
    }

    /// Ends the server.
    pub fn stop(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
