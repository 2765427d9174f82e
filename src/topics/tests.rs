//! The embedded list, and what is read out of words.
