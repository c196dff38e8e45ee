//! The program itself, the system, the terminal, and the programs it uses.

use super::check::Check;
use crate::cli::messages::doctor as messages;
use crate::cli::terminal_facts::TerminalFacts;
use crate::settings::workspace::performance::Rtk;
use crate::system::access::describe_system;
use crate::system::{editor, rtk};

/// The program and the system.
pub(super) fn check_program() -> Vec<Check> {
    let (name, kernel) = describe_system();
    let kernel = kernel.map(|kernel| format!(", {kernel}")).unwrap_or_default();
    vec![
        Check::good("llm-connections", env!("LLM_CONNECTIONS_VERSION")),
        Check::good("system", format!("{name}{kernel}")),
    ]
}

/// The terminal.
pub(super) fn check_terminal(facts: &TerminalFacts) -> Vec<Check> {
    let size = facts.size.map(|(columns, rows)| format!("{columns}x{rows}"));
    let terminal = match (&facts.term, facts.is_terminal) {
        (_, false) => Check::good("terminal", messages::NO_TERMINAL),
        (Some(term), true) => {
            let size = size.unwrap_or_else(|| messages::UNKNOWN_SIZE.to_owned());
            Check::good("terminal", format!("{term}, {size}"))
        }
        (None, true) => Check::warning("terminal", messages::NO_TERM, messages::SET_TERM),
    };
    let mut checks = vec![
        terminal,
        Check::good("colors", messages::colors(facts.has_color, facts.colors.as_deref())),
        Check::good("characters", messages::characters(facts.has_unicode, facts.locale.as_deref())),
        Check::good("mouse and paste", messages::mouse(facts.reports_mouse)),
    ];
    let around =
        [("tmux", facts.is_in_tmux), ("screen", facts.is_in_screen), ("SSH", facts.is_over_ssh)];
    let around: Vec<&str> =
        around.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    if !around.is_empty() {
        checks.push(Check::good("session", around.join(", ")));
    }
    checks
}

/// The programs it uses.
pub(super) fn check_tools(is_demo: bool) -> Vec<Check> {
    let editor = match editor::command() {
        None => Check::warning("editor", messages::NO_EDITOR, messages::SET_EDITOR),
        Some(command) if editor::is_found(&command) => Check::good("editor", command),
        Some(command) => {
            let value = format!("{command} {}", messages::NOT_FOUND);
            Check::warning("editor", value, messages::SET_EDITOR)
        }
    };
    if is_demo {
        return vec![editor];
    }
    let rtk = match rtk::find() {
        Rtk::NotFound => Check::absent("rtk", messages::NOT_FOUND),
        Rtk::Unusable => Check::warning("rtk", messages::RTK_UNUSABLE, messages::REINSTALL_RTK),
        found @ Rtk::Version(_) => Check::good("rtk", messages::rtk(&found)),
    };
    vec![editor, rtk]
}
