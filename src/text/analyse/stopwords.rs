//! Small words that a question may contain and its answer need not.

use super::forms::Language;

/// Whether a folded word says nothing in any of these languages; English always counts.
pub fn is_small_word(word: &str, languages: &[Language]) -> bool {
    let has = |tag: &str| {
        SMALL_WORDS.iter().any(|(language, words)| {
            *language == tag && words.split(' ').any(|small| small == word)
        })
    };
    has("en") || languages.iter().any(|language| has(language.tag))
}

const SMALL_WORDS: &[(&str, &str)] = &[
    ("ar", "في من على الي عن مع هذا هذه التي الذي ما هو هي كيف ان او و"),
    ("cs", "a i v ve na z ze o u k ke s se pro do od za po jak co je jsou nebo"),
    ("da", "og i pa til en et den det de der som for med af at er hvordan hvad om"),
    (
        "de",
        "der die das den dem des ein eine einen einem einer eines und oder im in am an auf zu zum zur von vom mit fur bei nach uber aus ist sind wie was ich wir",
    ),
    ("el", "ο η το οι τα του τησ των τον την στο στη στην στα και για με σε απο πωσ τι ειναι"),
    (
        "en",
        "a an the and or of in on at to for with from by about is are be how what do does i we my our",
    ),
    (
        "es",
        "el la los las un una unos unas y o de del en a al con por para sobre que como es son se su",
    ),
    ("fi", "ja tai on ei se miten mita"),
    (
        "fr",
        "le la les un une des du de d l et ou en au aux dans sur avec pour par que qui comment est sont ce cette ces",
    ),
    ("hi", "का की के में से को पर और या है हैं यह वह कैसे क्या"),
    (
        "it",
        "il lo la i gli le un uno una e o di del della dei delle in nel nella a al alla da con per su come che sono",
    ),
    ("nl", "de het een en of in op aan te van voor met bij naar over uit is zijn hoe wat"),
    ("pl", "i a w we na z ze o do dla od po przez za jak co to jest sa oraz lub"),
    (
        "pt",
        "o a os as um uma e ou de do da dos das em no na nos nas ao aos com por para sobre que como sao",
    ),
    ("ru", "и в во на с со о об к ко у из за по для от до как что это или а"),
    ("sv", "och i pa till en ett den det de som for med av att ar hur vad om"),
    ("tr", "ve veya ile bir bu su o icin de da nasil ne"),
    ("uk", "і й та в у на з із зі о про до для від за по як що це або"),
];
