//! Long lists of questions, a page at a time.

/// What begins a question in the HTML of a course.
const QUESTION: &str = "<section class=\"course-question\">";
/// So many questions stand on one page.
const ON_A_PAGE: usize = 25;
/// A list that is only little longer is not cut.
const UNCUT: usize = 40;

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// The HTML of this page.
    pub html: String,
    /// Which page it is, from 1.
    pub page: usize,
    /// How many there are.
    pub pages: usize,
}

impl Cut {
    /// The page before it.
    pub fn previous(&self) -> Option<usize> {
        (self.page > 1).then(|| self.page - 1)
    }

    /// The page after it.
    pub fn next(&self) -> Option<usize> {
        (self.page < self.pages).then_some(self.page + 1)
    }
}

/// One page of the HTML of a list of questions. What stands before the first question is on the
/// first page only.
pub fn cut(html: &str, wanted: Option<&str>) -> Cut {
    let starts: Vec<usize> = html.match_indices(QUESTION).map(|(at, _)| at).collect();
    if starts.len() <= UNCUT {
        return Cut { html: html.to_owned(), page: 1, pages: 1 };
    }
    let pages = starts.len().div_ceil(ON_A_PAGE);
    let page = wanted.and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, pages);
    let from = match page {
        1 => 0,
        page => starts[(page - 1) * ON_A_PAGE],
    };
    let to = starts.get(page * ON_A_PAGE).copied().unwrap_or(html.len());
    Cut { html: html[from..to].to_owned(), page, pages }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> String {
        let questions = (1..=count).map(|n| format!("{QUESTION}<h2>{n}</h2></section>\n"));
        format!("<p>Head</p>\n{}", questions.collect::<String>())
    }

    #[test]
    fn a_long_list_is_cut_between_questions() {
        let html = list(60);
        let pages: Vec<Cut> = ["1", "2", "3"].iter().map(|page| cut(&html, Some(page))).collect();
        assert_eq!(pages.iter().map(|page| page.html.as_str()).collect::<String>(), html);
        assert!(pages[0].html.starts_with("<p>Head</p>"));
        assert!(pages[1].html.starts_with(QUESTION) && pages[1].html.contains("<h2>26</h2>"));
        assert_eq!(
            (pages[1].previous(), pages[1].next(), pages[2].next()),
            (Some(1), Some(3), None)
        );
        assert_eq!(cut(&html, Some("999")).page, 3);
        assert_eq!(cut(&html, Some("x")).page, 1);
        assert_eq!(cut(&list(40), Some("2")), Cut { html: list(40), page: 1, pages: 1 });
    }
}
