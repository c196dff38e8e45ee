//! What the commands say.

/// How many of all connections were validated, and how many of these failed.
pub fn progress(ended: usize, all: usize, failed: usize) -> String {
    format!("{ended}/{all}, {failed} failed")
}
