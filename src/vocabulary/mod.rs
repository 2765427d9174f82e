//! stub
pub fn language_name(t: &str, _l: &str) -> String {
    t.to_owned()
}
pub fn subject_name(t: &str, _l: &str) -> String {
    t.to_owned()
}
pub fn level_name(t: &str, _l: &str) -> String {
    t.to_owned()
}
pub fn type_name(t: &str, _l: &str) -> String {
    t.to_owned()
}
pub fn licence_name(t: &str, _l: &str) -> String {
    t.to_owned()
}
pub fn autonym(t: &str) -> String {
    t.to_owned()
}
pub fn broad_subjects(_l: &str) -> Vec<(String, String)> {
    vec![]
}
pub fn level_choices(_l: &str) -> Vec<(String, String)> {
    vec![]
}
pub fn language_choices(_l: &str) -> Vec<(String, String)> {
    vec![]
}
pub fn licence_choices(_l: &str) -> Vec<(String, String)> {
    vec![]
}
pub fn known(_k: &str, v: Vec<String>) -> Vec<String> {
    v
}
