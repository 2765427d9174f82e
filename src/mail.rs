//! stub
use crate::config::Smtp;
#[derive(Clone)] pub struct Mail;
pub struct Letter { pub to: String, pub subject: String, pub text: String, pub html: Option<String> }
impl Mail { pub fn none() -> Self { Mail } pub fn smtp(_: &Smtp) -> std::io::Result<Self> { Ok(Mail) } pub fn is_set(&self) -> bool { false } pub async fn send(&self, _: Letter) -> std::io::Result<()> { Ok(()) } }
