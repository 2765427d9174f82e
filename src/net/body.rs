//! The body of an answer, unpacked as it comes and never more than wanted.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use reqwest::Response;

use super::{NetProblem, named};

/// The body and whether it was cut; too long a body is an error unless it may be `cut`.
pub(super) async fn read(
    mut response: Response,
    packing: &str,
    limit: u64,
    cut: bool,
) -> Result<(Vec<u8>, bool), NetProblem> {
    let mut body = match packing.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Body::Plain(Capped::new(limit)),
        "gzip" | "x-gzip" => Body::Packed(Box::new(MultiGzDecoder::new(Capped::new(limit)))),
        other => return Err(NetProblem::Broken(format!("it is packed with {other}"))),
    };
    let url = response.url().clone();
    let mut came = false;
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break,
            Err(error) => return Err(named(error, &url)),
        };
        came = true;
        if let Err(error) = body.take(&piece) {
            let capped = body.into_capped();
            return match (capped.full, cut) {
                (true, true) => Ok((capped.bytes, true)),
                (true, false) => Err(NetProblem::TooBig { limit }),
                (false, _) => Err(NetProblem::Broken(error.to_string())),
            };
        }
    }
    body.finish(came, limit, cut)
}

enum Body {
    Plain(Capped),
    Packed(Box<MultiGzDecoder<Capped>>),
}

impl Body {
    fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(capped) => capped.write_all(piece),
            Self::Packed(decoder) => decoder.write_all(piece),
        }
    }

    fn into_capped(self) -> Capped {
        match self {
            Self::Plain(capped) => capped,
            Self::Packed(mut decoder) => std::mem::take(decoder.get_mut()),
        }
    }

    fn finish(self, came: bool, limit: u64, cut: bool) -> Result<(Vec<u8>, bool), NetProblem> {
        let ended = match self {
            Self::Packed(mut decoder) if came => {
                let ended = decoder.try_finish();
                (std::mem::take(decoder.get_mut()), ended)
            }
            other => (other.into_capped(), Ok(())),
        };
        match ended {
            (capped, _) if capped.full && cut => Ok((capped.bytes, true)),
            (capped, _) if capped.full => Err(NetProblem::TooBig { limit }),
            (capped, Ok(())) => Ok((capped.bytes, false)),
            (_, Err(error)) => Err(NetProblem::Broken(error.to_string())),
        }
    }
}

/// Bytes up to a limit; what goes beyond is an error, and `full` tells why.
#[derive(Default)]
struct Capped {
    bytes: Vec<u8>,
    limit: u64,
    full: bool,
}

impl Capped {
    fn new(limit: u64) -> Self {
        Self { bytes: Vec::new(), limit, full: false }
    }
}

impl Write for Capped {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let room = self.limit.saturating_sub(self.bytes.len() as u64);
        let fits = usize::try_from(room).unwrap_or(usize::MAX).min(piece.len());
        self.bytes.extend_from_slice(&piece[..fits]);
        if fits < piece.len() {
            self.full = true;
            return Err(io::Error::other("the answer is too large"));
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
