//! `llm-connections`: the Settings → AI screen of Craft Agents, in a terminal.

use std::process::ExitCode;

/// musl's own allocator takes a lock and a search for each of the many small texts of a file.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    llm_connections::cli::run()
}
