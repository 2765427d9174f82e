//! Pictures of every kind made small, turned, stripped and refused.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::jpeg::JpegEncoder, guess_format, load_from_memory,
};

use super::{Limits, PictureProblem, reencode, reencode_file};

/// Red left, blue right.
fn halves(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }
    })
    .into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The least EXIF that says how a picture is turned, and a maker's name.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x0f\0\x02\0\0\0\x04SPY\0");
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0; 4]);
    exif
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn every_format_becomes_two_sizes_that_keep_their_shape() {
    let opaque = halves(1000, 500);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let made = reencode(&encoded(&opaque, format), Limits::default()).unwrap();
        assert_eq!((made.width, made.height, made.mime), (960, 480, "image/jpeg"), "{format:?}");
        assert_eq!(guess_format(&made.large).unwrap(), ImageFormat::Jpeg);
        assert_eq!(load_from_memory(&made.large).unwrap().dimensions(), (960, 480));
        let small = load_from_memory(&made.small).unwrap();
        assert_eq!(small.dimensions(), (160, 80));
        let [red, _, blue] = small.to_rgb8().get_pixel(10, 40).0;
        assert!(red > 200 && blue < 60, "{format:?}");
    }
}

#[test]
fn nothing_is_enlarged_and_what_shines_through_stays_so() {
    let mut glass = RgbaImage::from_pixel(100, 40, Rgba([0, 200, 0, 255]));
    glass.put_pixel(50, 20, Rgba([0, 0, 0, 0]));
    let made = reencode(&encoded(&glass.into(), ImageFormat::Png), Limits::default()).unwrap();
    assert_eq!((made.width, made.height, made.mime), (100, 40, "image/png"));
    let back = load_from_memory(&made.large).unwrap();
    assert_eq!(back.get_pixel(50, 20).0[3], 0);
    assert_eq!(made.small, made.large);

    let opaque = RgbaImage::from_pixel(100, 40, Rgba([0, 200, 0, 255]));
    let made = reencode(&encoded(&opaque.into(), ImageFormat::Png), Limits::default()).unwrap();
    assert_eq!(made.mime, "image/jpeg");
}

#[test]
fn a_turned_photograph_stands_upright_and_forgets_its_maker() {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif(6)).unwrap();
    halves(1200, 600).to_rgb8().write_with_encoder(encoder).unwrap();
    assert!(contains(&bytes, b"SPY"));
    let made = reencode(&bytes, Limits::default()).unwrap();
    assert_eq!((made.width, made.height), (480, 960));
    // A quarter turn clockwise brings the left half to the top.
    let [red, _, blue] = load_from_memory(&made.large).unwrap().to_rgb8().get_pixel(240, 10).0;
    assert!(red > 200 && blue < 60);
    for made in [&made.small, &made.large] {
        assert!(!contains(made, b"SPY") && !contains(made, b"Exif"));
    }
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    let bytes = encoded(&halves(400, 300), ImageFormat::Png);
    let limits = Limits { pixels: 400 * 300 - 1, ..Limits::default() };
    let refused = reencode(&bytes, limits);
    assert!(matches!(refused, Err(PictureProblem::TooManyPixels { width: 400, height: 300 })));
    let refused = reencode(&bytes, Limits { side: 399, ..Limits::default() });
    assert!(matches!(refused, Err(PictureProblem::TooManyPixels { .. })));
    let refused = reencode(&bytes, Limits { memory: 1000, ..Limits::default() });
    assert!(matches!(refused, Err(PictureProblem::TooMuchMemory)), "{refused:?}");

    // A PNG of a few bytes that claims 30,000 pixels by 30,000.
    let mut bomb = encoded(&halves(1, 1), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc32(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    let refused = reencode(&bomb, Limits::default());
    let expected = matches!(
        refused,
        Err(PictureProblem::TooManyPixels { .. } | PictureProblem::TooMuchMemory)
    );
    assert!(expected, "{refused:?}");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}

#[test]
fn what_is_no_picture_is_refused_and_nothing_panics() {
    for bytes in [&b""[..], b"GIF", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
        let refused = reencode(bytes, Limits::default());
        assert!(matches!(refused, Err(PictureProblem::NotAPicture)), "{refused:?}");
    }
    assert!(matches!(
        reencode_file("/nowhere".as_ref(), Limits::default()),
        Err(PictureProblem::Disk(_))
    ));

    let picture = halves(40, 30);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(&picture, format);
        for cut in (0..whole.len()).step_by(5) {
            let _ = reencode(&whole[..cut], Limits::default());
        }
        for place in (0..whole.len()).step_by(3) {
            let mut changed = whole.clone();
            changed[place] ^= 0x55;
            let _ = reencode(&changed, Limits { pixels: 5000, ..Limits::default() });
        }
    }
}
