//! Keyset paging: a page of a list, and where the next one begins.

/// How many rows a page of a list has.
pub const PAGE: usize = 40;

/// One page of a longer list.
#[derive(Debug, Clone)]
pub struct Cut<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// What the address of the next page carries, if there is one.
    pub next: Option<String>,
}

impl<T> Cut<T> {
    /// From one row more than fits: the surplus tells that there is a next page, which begins
    /// after the last row shown.
    pub fn new(mut rows: Vec<T>, fits: usize, place: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > fits;
        rows.truncate(fits);
        let next = if more { rows.last().map(place) } else { None };
        Self { rows, next }
    }
}
