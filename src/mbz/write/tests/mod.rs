//! Tests of the writer of backups.
