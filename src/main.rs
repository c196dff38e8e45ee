//! `llm-connections`: the Settings → AI screen of Craft Agents, in a terminal.

use std::process::ExitCode;

fn main() -> ExitCode {
    llm_connections::cli::run()
}
