//! What becomes of links: each answer, on one day and on two.
