//! The import of a course backup against the least that it can cost: reading and naming its bytes.

use std::{
    fs::File,
    io::{Read, Write},
    path::Path,
    time::{Duration, Instant},
};

use flate2::read::MultiGzDecoder;

use super::{
    machine::{Whose, cpu, hornbook, memory},
    report::{Report, Unit},
    seed::HANDLE,
};
use crate::{
    crypto::{Sha1Writer, Sha256Writer},
    error::{Error, Result},
};

/// Processor time is counted in hundredths of a second, so short work is repeated.
const ENOUGH: Duration = Duration::from_millis(500);
const MOST_TIMES: u32 = 20;

/// Measures the import as a process of its own, then the floor.
pub fn measure(data: &Path, file: &Path, report: &mut Report) -> Result<()> {
    let mut most = 0;
    let import = repeated(|| {
        let before = cpu("self", Whose::Children)?;
        most = most.max(import(data, file)?);
        Ok(cpu("self", Whose::Children)?.saturating_sub(before))
    })?;
    let floor = repeated(|| {
        let before = cpu("self", Whose::Own)?;
        floor(file)?;
        Ok(cpu("self", Whose::Own)?.saturating_sub(before))
    })?;
    report.fact("import of the course, CPU", import.as_secs_f64(), Unit::Seconds);
    report.fact("unpacking it with both sums, CPU", floor.as_secs_f64(), Unit::Seconds);
    let times = import.as_secs_f64() / floor.as_secs_f64().max(0.001);
    report.budget("import against the floor", times, 2.0, Unit::Times);
    report.bytes_budget("resident while importing", most, 120_000_000);
    Ok(())
}

/// The mean of so many times that the clock can tell.
fn repeated(mut work: impl FnMut() -> Result<Duration>) -> Result<Duration> {
    let (mut spent, mut times) = (Duration::ZERO, 0);
    while spent < ENOUGH && times < MOST_TIMES {
        spent += work()?;
        times += 1;
    }
    Ok(spent / times)
}

/// Imports once; returns the most memory that was seen.
fn import(data: &Path, file: &Path) -> Result<u64> {
    let mut command = hornbook(data)?;
    command.args(["course", "import", "--copy", "--by", HANDLE]).arg(file);
    let mut child = command.spawn()?;
    let (process, started) = (child.id().to_string(), Instant::now());
    let mut most = 0;
    loop {
        most = most.max(memory(&process, "VmHWM").unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            let said = format!("the course could not be imported ({status})");
            return if status.success() { Ok(most) } else { Err(Error::internal(said)) };
        }
        let pause = if started.elapsed() < Duration::from_secs(1) { 2 } else { 20 };
        std::thread::sleep(Duration::from_millis(pause));
    }
}

/// Decompresses the file to the disk, and takes SHA-1 and SHA-256 of all that comes out.
fn floor(file: &Path) -> Result<()> {
    let mut file = File::open(file)?;
    let mut start = [0; 2];
    file.read_exact(&mut start)?;
    std::io::Seek::rewind(&mut file)?;
    let mut source: Box<dyn Read> = match start {
        [0x1f, 0x8b] => Box::new(MultiGzDecoder::new(std::io::BufReader::new(file))),
        _ => Box::new(file),
    };
    let mut written = tempfile::tempfile()?;
    let (mut sha1, mut sha256) = (Sha1Writer::default(), Sha256Writer::default());
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = source.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        sha1.update(&buffer[..length]);
        sha256.update(&buffer[..length]);
        written.write_all(&buffer[..length])?;
    }
    sha1.finish();
    sha256.finish();
    Ok(())
}
