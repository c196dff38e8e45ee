//! `llm-connections`: the Settings → AI screen of Craft Agents, in a terminal.

use std::process::ExitCode;

/// In the static program: musl's own is made to be small, and not to be fast.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    llm_connections::cli::run()
}
