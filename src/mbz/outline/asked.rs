//! Questions as most systems can ask them.

use crate::mbz::{Question, activity::Rich};

/// A question with the HTML of its texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Number in the backup it came from.
    pub id: i64,
    /// Its name in the question bank.
    pub name: String,
    /// What is asked: HTML.
    pub text: String,
    /// Points.
    pub mark: f64,
    /// Said after answering: HTML, or nothing.
    pub feedback: String,
    /// How it is answered.
    pub way: Way,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// One of these is right.
    One(Vec<Choice>),
    /// Several of these may be right.
    Several(Vec<Choice>),
    /// True, or else false; each with what is said to it.
    TrueFalse {
        /// What is right.
        is_true: bool,
        /// Said to who answers true, and to who answers false: HTML.
        feedback: [String; 2],
    },
    /// A word; `text` of the choices is plain. Upper and lower case make a difference, or not.
    Word(Vec<Choice>, bool),
    /// Some sentences.
    Essay,
}

/// Something to choose, or to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// HTML; plain text for a word.
    pub text: String,
    /// 1 for right, 0 for wrong.
    pub fraction: f64,
    /// Said to who takes it: HTML, or nothing.
    pub feedback: String,
}

impl Asked {
    /// A question as most systems can ask it; `None` if it is of another kind. `html` makes a text
    /// readable.
    pub fn of(question: &Question, mark: f64, html: &dyn Fn(&Rich) -> String) -> Option<Self> {
        let choices = || -> Vec<Choice> {
            let answers = question.answers.iter();
            answers
                .map(|answer| Choice {
                    text: html(&answer.text),
                    fraction: answer.fraction,
                    feedback: html(&answer.feedback),
                })
                .collect()
        };
        let way = match question.kind.as_str() {
            "multichoice" if question.several => Way::Several(choices()),
            "multichoice" => Way::One(choices()),
            // The reader has put the true one first.
            "truefalse" => match question.answers.as_slice() {
                [yes, no] => Way::TrueFalse {
                    is_true: yes.fraction > no.fraction,
                    feedback: [html(&yes.feedback), html(&no.feedback)],
                },
                _ => return None,
            },
            "shortanswer" => {
                let words = question.answers.iter().filter(|answer| answer.fraction > 0.0);
                let words: Vec<Choice> = words
                    .map(|answer| Choice {
                        text: answer.text.raw.trim().to_owned(),
                        fraction: answer.fraction,
                        feedback: html(&answer.feedback),
                    })
                    .collect();
                // A star stands for anything, which others do not know.
                if words.iter().any(|word| word.text.contains('*')) {
                    return None;
                }
                Way::Word(words, question.case_matters)
            }
            "essay" => Way::Essay,
            _ => return None,
        };
        let answerable = match &way {
            Way::One(choices) | Way::Several(choices) | Way::Word(choices, _) => {
                choices.iter().any(|choice| choice.fraction > 0.0)
            }
            Way::TrueFalse { .. } | Way::Essay => true,
        };
        answerable.then(|| Self {
            id: question.id,
            name: question.name.clone(),
            text: html(&question.text),
            mark,
            feedback: html(&question.feedback),
            way,
        })
    }
}
