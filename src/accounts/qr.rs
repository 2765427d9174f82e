//! Addresses as QR codes, drawn as SVG.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around the code, as its standard asks.
const QUIET: i32 = 4;

/// The text as an SVG that stands within a page; nothing if it is too long for a code.
pub fn svg(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let (size, mut path) = (code.size(), String::new());
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let all = size + 2 * QUIET;
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {all} {all}\" width=\"160\" height=\"160\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\"><rect width=\"{all}\" \
         height=\"{all}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
