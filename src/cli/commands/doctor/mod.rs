//! `doctor`: what the program finds on this machine, ready to paste into a report. Asks nothing
//! over the network and writes nothing.

mod check;
mod craft;
mod files;
mod machine;
mod network;

use std::process::ExitCode;

use serde_json::{Value, json};

use super::failure::CommandResult;
use crate::cli::args::Global;
use crate::cli::json_schema::Output;
use crate::cli::messages::doctor as messages;
use crate::cli::output::{hanging, print, print_json};
use crate::cli::paint::{Style, painted};
use crate::cli::terminal_facts;
use crate::cli::terminal_facts::TerminalFacts;
use crate::settings::redact::redacted_text;
use crate::store::Store;
use check::{Check, State};

/// The files and how they were found.
pub(super) struct Subject {
    /// The files, or why they cannot be found.
    store: Result<Store, String>,
    /// Where the config folder comes from.
    source: &'static str,
    is_demo: bool,
}

/// Prints the findings; exit code 1 if something is broken.
pub(in crate::cli) fn run(
    global: &Global,
    open: impl Fn() -> anyhow::Result<Store>,
) -> CommandResult {
    let is_demo = global.demo.is_some();
    let source = match () {
        () if is_demo => "--demo",
        () if global.config_dir.is_some() => "--config-dir",
        () if crate::system::environment::is_set("CRAFT_CONFIG_DIR") => "CRAFT_CONFIG_DIR",
        () => messages::DEFAULT_FOLDER,
    };
    let store = open().map_err(|error| format!("{error:#}"));
    let store = store.map(|mut store| {
        store.settle_config();
        if store.unreadable().is_none() {
            store.read_all();
        }
        store
    });
    let subject = Subject { store, source, is_demo };
    let facts = TerminalFacts::find();
    let mut checks = machine::check_program();
    checks.extend(files::check(&subject));
    checks.extend(craft::check(&subject));
    checks.extend(machine::check_terminal(&facts));
    checks.extend(network::check(&subject));
    checks.extend(machine::check_tools(is_demo));
    let home = subject.store.as_ref().ok().and_then(|store| store.paths().home.clone());
    let home = home.or_else(dirs::home_dir).map(|home| home.display().to_string());
    let checks: Vec<Check> = checks.into_iter().map(|it| it.shareable(home.as_deref())).collect();
    let errors = checks.iter().filter(|check| check.state == State::Bad).count();
    let warnings = checks.iter().filter(|check| check.state == State::Warning).count();
    if global.json {
        let all: Vec<Value> = checks.iter().map(Check::as_json).collect();
        print_json(
            Output::Doctor,
            &json!({"errors": errors, "warnings": warnings, "checks": all}),
        )?;
    } else {
        print(&text_of(&checks, errors, warnings))?;
    }
    Ok(ExitCode::from(u8::from(errors > 0)))
}

fn text_of(checks: &[Check], errors: usize, warnings: usize) -> String {
    let wide = checks.iter().map(|check| check.label.len()).max().unwrap_or_default();
    let line = |check: &Check| {
        let (mark, style) = check.state.mark(terminal_facts::has_unicode());
        let before = format!("{} {:wide$}  ", painted(style, mark), check.label);
        let mut text = hanging(&before, &check.value);
        if let Some(advice) = &check.advice {
            text += &hanging(&format!("  {:wide$}  ", ""), advice);
        }
        text
    };
    let lines: String = checks.iter().map(line).collect();
    let summary = messages::summary(errors, warnings);
    let style = match (errors, warnings) {
        (0, 0) => Style::Good,
        (0, _) => Style::Warning,
        _ => Style::Bad,
    };
    format!("{lines}{}\n", painted(style, &redacted_text(&summary)))
}
