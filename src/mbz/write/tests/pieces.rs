//! Small plans.
use super::*;
