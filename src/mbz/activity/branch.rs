//! Rows of XML with the rows within them, for one activity or one question at a time.

use super::super::Limits;
use super::super::xml::{Row, Trouble, rows};

/// A row with the rows within it.
#[derive(Debug, Default)]
pub(in crate::mbz) struct Branch {
    pub(in crate::mbz) name: String,
    pub(in crate::mbz) row: Row,
    pub(in crate::mbz) inner: Vec<Branch>,
}

impl Branch {
    /// The rows of that name right below, passing through elements that only group.
    pub(in crate::mbz) fn all<'b>(&'b self, name: &'b str) -> Vec<&'b Branch> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect<'b>(&'b self, name: &str, found: &mut Vec<&'b Branch>) {
        for branch in &self.inner {
            if branch.name == name {
                found.push(branch);
            } else {
                branch.collect(name, found);
            }
        }
    }

    /// The first of that name.
    pub(in crate::mbz) fn one(&self, name: &str) -> Option<&Branch> {
        self.inner
            .iter()
            .find(|branch| branch.name == name)
            .or_else(|| self.inner.iter().find_map(|branch| branch.one(name)))
    }
}

/// Reads the rows of one part as a branch; bounded by the limits on one part.
pub(in crate::mbz) fn branch(
    input: impl std::io::Read,
    limits: &Limits,
) -> Result<Branch, Trouble> {
    let mut open: Vec<(usize, Branch)> = Vec::new();
    rows(input, limits, &mut |path, row| {
        let depth = path.len();
        let first = open.iter().rposition(|(other, _)| *other <= depth).map_or(0, |at| at + 1);
        let inner = open.drain(first..).map(|(_, branch)| branch).collect();
        let name = path.last().cloned().unwrap_or_default();
        open.push((depth, Branch { name, row, inner }));
    })?;
    Ok(open.pop().map(|(_, branch)| branch).unwrap_or_default())
}
