//! What addresses say, and what the index finds among many.

use super::{
    document::{Facet, licence_family},
    wish::{Order, Wish},
};

#[test]
fn an_address_says_what_was_read_from_it() {
    let address =
        "/search?q=Br%C3%BCche+k%C3%BCrzen&subject=05&subject=054&language=de&sort=date&page=3";
    let wish = Wish::parse(address.split_once('?').unwrap().1);
    assert_eq!(wish.words, "Brüche kürzen");
    assert_eq!(wish.order, Order::Newest);
    assert_eq!(wish.address(), address);
    assert_eq!(Wish::parse("").address(), "/search");
}

#[test]
fn taking_a_filter_away_begins_at_the_first_page() {
    let wish = Wish::parse("q=a&level=2&level=3&page=4").without(Facet::Level, "2");
    assert_eq!(wish.address(), "/search?q=a&level=3");
}

#[test]
fn what_is_not_understood_is_left_out() {
    let many = "&subject=1".repeat(50) + &"&type=x".repeat(3);
    let wish = Wish::parse(&format!("page=-1&sort=evil&%00=%ff&level={}{many}", "x".repeat(200)));
    assert_eq!(wish.address(), "/search?subject=1&type=x");
    assert_eq!(Wish::parse(&format!("q={}", "ß".repeat(5000))).words.chars().count(), 300);
    assert_eq!(Wish::parse("page=99999999999999999999").page, 1);
}

#[test]
fn licences_are_found_without_their_version() {
    assert_eq!(licence_family("https://creativecommons.org/licenses/by-sa/4.0/"), "by-sa");
    assert_eq!(licence_family("https://creativecommons.org/licenses/by/3.0/de/"), "by");
    assert_eq!(licence_family("https://creativecommons.org/publicdomain/zero/1.0/"), "zero");
    assert_eq!(licence_family("urn:x-own:unknown"), "urn:x-own:unknown");
}
