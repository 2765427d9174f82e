//! Marks in long texts.

/// Finds the next of several marks, looking at each part of a text once for each of them.
pub(super) struct Marks<const N: usize> {
    marks: [&'static str; N],
    /// Where each is found next; the length of the text where it is not.
    found: [Option<usize>; N],
}

impl<const N: usize> Marks<N> {
    /// Nothing is looked for yet.
    pub(super) fn new(marks: [&'static str; N]) -> Self {
        Self { marks, found: [None; N] }
    }

    /// How far behind `from` the next one begins.
    pub(super) fn next(&mut self, text: &str, from: usize) -> Option<usize> {
        for (mark, found) in self.marks.iter().zip(&mut self.found) {
            if found.is_none_or(|at| at < from) {
                let next = text[from..].find(mark).map_or(text.len(), |at| from + at);
                *found = Some(next);
            }
        }
        let next = self.found.iter().flatten().min().copied()?;
        (next < text.len()).then(|| next - from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_their_order() {
        let text = "a$@b http$@";
        let mut marks = Marks::new(["$@", "http", "none"]);
        let mut from = 0;
        let mut found = Vec::new();
        while let Some(at) = marks.next(text, from) {
            found.push(from + at);
            from += at + 2;
        }
        assert_eq!(found, [1, 5, 9]);
    }
}
