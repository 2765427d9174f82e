//! What a page says of itself, for a preview of a link to it.
