//! Pictures made small, upright and free of where and by whom they were taken.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Seek},
    path::Path,
};

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, Limits as DecoderLimits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    error::ImageFormatHint,
    imageops::FilterType,
    metadata::Orientation,
};

/// What a picture may be before it is decoded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most pixels, width times height.
    pub pixels: u64,
    /// The longest side in pixels.
    pub side: u32,
    /// The most bytes of memory for the decoded picture.
    pub memory: u64,
}

impl Default for Limits {
    /// 40 megapixels, as a good telephone takes; up to 160 MiB of memory while it is decoded.
    fn default() -> Self {
        Self { pixels: 40_000_000, side: 16_384, memory: 160 * 1024 * 1024 }
    }
}

/// The longest side of the small picture in pixels, for lists.
pub const SMALL: u32 = 160;
/// The longest side of the large picture in pixels, for pages.
pub const LARGE: u32 = 960;

/// A picture in two sizes, neither larger than the original, without its metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// At most [`SMALL`] pixels on its longest side.
    pub small: Vec<u8>,
    /// At most [`LARGE`] pixels on its longest side.
    pub large: Vec<u8>,
    /// The width of the large picture in pixels.
    pub width: u32,
    /// The height of the large picture in pixels.
    pub height: u32,
    /// The media type of both: JPEG, or PNG if anything shines through.
    pub mime: &'static str,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureProblem {
    /// No JPEG, PNG, GIF or WebP.
    #[error("this is not a picture we can read (JPEG, PNG, GIF or WebP)")]
    NotAPicture,
    /// More pixels or a longer side than allowed.
    #[error("the picture of {width} × {height} pixels is too large")]
    TooManyPixels {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// It would take more memory than allowed.
    #[error("the picture takes too much memory")]
    TooMuchMemory,
    /// It says it is a picture but cannot be read to its end.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// The file could not be read.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Reads a picture (of a GIF or WebP that moves, its first) and makes it anew in two sizes, turned
/// upright as its EXIF data say. For worker threads: it computes for up to a second.
pub fn reencode(bytes: &[u8], limits: Limits) -> Result<Pictures, PictureProblem> {
    reencode_from(Cursor::new(bytes), limits)
}

/// As [`reencode`], from a file.
pub fn reencode_file(path: &Path, limits: Limits) -> Result<Pictures, PictureProblem> {
    reencode_from(BufReader::new(File::open(path)?), limits)
}

fn reencode_from(source: impl BufRead + Seek, limits: Limits) -> Result<Pictures, PictureProblem> {
    let (picture, orientation) = decode(source, limits)?;
    // The original, by far the largest, is gone before anything is encoded.
    let mut large = shrunk(picture, LARGE);
    large.apply_orientation(orientation);
    let shines_through =
        large.color().has_alpha() && large.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    let (encode, mime): (Encode, _) =
        if shines_through { (png, "image/png") } else { (jpeg, "image/jpeg") };
    let (width, height) = (large.width(), large.height());
    let encoded = encode(&large)?;
    let small = encode(&shrunk(large, SMALL))?;
    Ok(Pictures { small, large: encoded, width, height, mime })
}

type Encode = fn(&DynamicImage) -> Result<Vec<u8>, PictureProblem>;

fn decode(
    source: impl BufRead + Seek,
    limits: Limits,
) -> Result<(DynamicImage, Orientation), PictureProblem> {
    let mut reader = ImageReader::new(source).with_guessed_format()?;
    let mut decoder_limits = DecoderLimits::default();
    decoder_limits.max_alloc = Some(limits.memory);
    reader.limits(decoder_limits.clone());
    let mut decoder = reader.into_decoder().map_err(named)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels || width.max(height) > limits.side {
        return Err(PictureProblem::TooManyPixels { width, height });
    }
    decoder_limits.reserve(decoder.total_bytes()).map_err(named)?;
    decoder.set_limits(decoder_limits).map_err(named)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(named)?;
    Ok((picture, orientation))
}

/// The picture with its longest side at most `side`; never enlarged.
///
/// First by whole-number averages to twice that, which takes no memory to speak of, then smoothly.
fn shrunk(picture: DynamicImage, side: u32) -> DynamicImage {
    let longest = picture.width().max(picture.height());
    if longest <= side {
        return picture;
    }
    let picture = if longest > 4 * side { picture.thumbnail(2 * side, 2 * side) } else { picture };
    picture.resize(side, side, FilterType::CatmullRom)
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureProblem> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 82);
    picture.to_rgb8().write_with_encoder(encoder).map_err(named)?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureProblem> {
    let mut bytes = Vec::new();
    picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes)).map_err(named)?;
    Ok(bytes)
}

fn named(error: ImageError) -> PictureProblem {
    match error {
        ImageError::Limits(_) => PictureProblem::TooMuchMemory,
        ImageError::Unsupported(what)
            if matches!(
                what.format_hint(),
                ImageFormatHint::Unknown | ImageFormatHint::Exact(_)
            ) =>
        {
            PictureProblem::NotAPicture
        }
        ImageError::IoError(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
            PictureProblem::Disk(error)
        }
        other => PictureProblem::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
