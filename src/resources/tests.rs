//! The rules of resources, one by one.
