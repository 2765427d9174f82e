//! Digests against published values, tokens, codes and passwords.

use std::io::Write;

use super::{
    PasswordHasher, PasswordProblem, Sha1, Sha1Writer, Sha256, Sha256Writer, check_password, code,
    read_code, same, sha256, token, token_hash,
};

#[test]
fn digests_are_those_of_fips_180_in_any_number_of_pieces() {
    let sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc").hex(), sha256_of_abc);
    assert_eq!(Sha1::of(b"abc").hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
    let (mut long, mut short) = (Sha256Writer::default(), Sha1Writer::default());
    for piece in [b"a", b"b", b"c"] {
        long.write_all(piece).unwrap();
        short.update(piece);
    }
    assert_eq!(long.finish(), sha256(b"abc"));
    assert_eq!(short.finish(), Sha1::of(b"abc"));
    assert_eq!(Sha256::parse(&sha256_of_abc.to_uppercase()), Some(sha256(b"abc")));
    for bad in ["", "ba78", &"g".repeat(64), &"é".repeat(32), &"+1".repeat(32)] {
        assert_eq!(Sha256::parse(bad), None, "{bad}");
    }
}

#[test]
fn the_database_keeps_a_digest_as_bytes() {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    let (kind, back): (String, Sha256) = db
        .query_row("select typeof(?1), ?1", [sha256(b"abc")], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!((kind.as_str(), back), ("blob", sha256(b"abc")));
}

#[test]
fn tokens_differ_and_are_known_by_their_hash() {
    let ((one, one_hash), (other, other_hash)) = (token(), token());
    assert_eq!(one.len(), 43);
    assert_ne!(one, other);
    assert!(same(&one_hash, &token_hash(&one)) && !same(&one_hash, &other_hash));
    assert!(!same(b"abc", b"ab"));
}

#[test]
fn codes_are_read_however_they_are_typed() {
    let code = code();
    assert_eq!(code.len(), 14);
    let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
    assert_eq!(read_code(&typed), Some(code.clone()));
    assert_eq!(read_code(&code.replace('-', "")), Some(code));
    assert_eq!(read_code("k7fm-2xqe"), None);
    assert_eq!(read_code(&"-".repeat(1_000_000)), None);
}

#[test]
fn passwords_are_refused_for_their_reason() {
    use PasswordProblem::{IsTheName, TooCommon, TooLong, TooShort};
    let long = "x1".repeat(501);
    for (password, problem) in [
        ("correct horse battery", None),
        ("Grünkohl mit Pinkel", None),
        ("ninechars", Some(TooShort)),
        // Ten letters as they arrive from a Mac, nine once composed.
        ("schu\u{308}lerin", Some(TooShort)),
        (long.as_str(), Some(TooLong)),
        ("Password123", Some(TooCommon)),
        ("qwertyuiop", Some(TooCommon)),
        ("aaaaaaaaaaaa", Some(TooCommon)),
        ("0123456789", Some(TooCommon)),
        ("1234567890", Some(TooCommon)),
        ("9876543210", Some(TooCommon)),
        ("abcdefghijkl", Some(TooCommon)),
        ("Ms_Honeysuckle", Some(IsTheName)),
        ("@ms_honeysuckle", Some(IsTheName)),
        ("honeysuckle@school.example", Some(IsTheName)),
        ("honeysuckle", Some(IsTheName)),
    ] {
        let found = check_password(password, "ms_honeysuckle", "Honeysuckle@school.example");
        assert_eq!(found, problem, "{password}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_known_again_however_its_letters_were_composed() {
    let hasher = PasswordHasher::new();
    let kept = hasher.hash("schu\u{308}lerinnen").await.unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(hasher.verify("schülerinnen", Some(&kept)).await.unwrap());
    assert!(!hasher.verify("schulerinnen", Some(&kept)).await.unwrap());
    assert_ne!(hasher.hash("schülerinnen").await.unwrap(), kept, "each hash has its own salt");
    assert!(hasher.verify("schülerinnen", Some("not a hash")).await.is_err());
}

#[tokio::test]
async fn an_unknown_account_takes_a_hash_as_well() {
    let hasher = PasswordHasher::new();
    let kept = hasher.hash("correct horse battery").await.unwrap();
    let timed = async |stored: Option<&str>| {
        let started = std::time::Instant::now();
        assert!(!hasher.verify("wrong horse battery", stored).await.unwrap());
        started.elapsed()
    };
    let (known, unknown) = (timed(Some(&kept)).await, timed(None).await);
    assert!(unknown * 10 > known, "{unknown:?} against {known:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_of_thirty_five_signs_in_at_once() {
    let hasher = PasswordHasher::new();
    let kept = hasher.hash("correct horse battery").await.unwrap();
    let tries = (0..35).map(|_| hasher.verify("correct horse battery", Some(&kept)));
    let all = futures_util::future::join_all(tries).await;
    assert!(all.into_iter().all(|verdict| verdict.unwrap()));
}
