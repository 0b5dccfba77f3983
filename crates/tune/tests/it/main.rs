//! Tests of searches as their users see them.
