//! stub
pub fn format(b: u64, _l: &str) -> String {
    format!("{b} B")
}
