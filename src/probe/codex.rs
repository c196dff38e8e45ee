//! Runs the Codex binary, which manages its own login: does it start, and is it logged in? No shell
//! is involved.

use std::path::{Path, PathBuf, absolute};
use std::time::Instant;

use super::Probe;
use super::messages::codex;
use super::report::{Report, StageName};
use crate::net::Exchange;
use crate::net::provider_message::words;
use crate::system::process;
use crate::system::programs;

const NAME: &str = "codex";

enum Run {
    /// It exited; whether successfully, and with output.
    Ended(bool),
    /// It could not be started or waited for; why.
    Failed(String),
    /// It did not exit in time.
    TooSlow,
}

impl Probe<'_> {
    /// Probes the Codex binary at a path or, without one, the one in `PATH`.
    pub(super) async fn codex(&self, path: Option<&str>, report: &mut Report) {
        let binary = match find(path) {
            Ok(binary) => binary,
            Err(why) => {
                let stage = report.fail(StageName::Configuration, why);
                stage.advise(codex::INSTALL);
                return;
            }
        };
        let (exchange, run) = self.run_codex(&binary, &["--version"]).await;
        let shown = binary.display().to_string();
        match run {
            Run::Ended(true) => {
                let version = exchange.words.clone().unwrap_or_else(|| NAME.to_owned());
                report.pass(StageName::Connect, codex::runs(&version)).exchange(&exchange);
            }
            Run::Ended(false) => {
                report
                    .fail(StageName::Connect, codex::no_version(&shown))
                    .advise(codex::CHECK_INSTALLED)
                    .exchange(&exchange);
                return;
            }
            Run::Failed(why) => {
                report
                    .fail(StageName::Connect, codex::cannot_run(&shown, &why))
                    .advise(codex::CHECK_MACHINE)
                    .exchange(&exchange);
                return;
            }
            Run::TooSlow => return too_slow(StageName::Connect, &exchange, report),
        }
        let (exchange, run) = self.run_codex(&binary, &["login", "status"]).await;
        match run {
            Run::Ended(true) => {
                report.pass(StageName::Auth, codex::LOGGED_IN).exchange(&exchange);
                report.leave_unproven(StageName::Model, codex::LISTS_NO_MODELS);
            }
            Run::Ended(false) if !is_logged_out(&exchange) => {
                report
                    .leave_unproven(StageName::Auth, codex::LOGIN_NOT_CLEAR)
                    .advise(codex::try_by_hand(&exchange.what))
                    .exchange(&exchange);
                report.leave_unproven(StageName::Model, codex::LISTS_NO_MODELS);
            }
            Run::Ended(false) => {
                report
                    .fail(StageName::Auth, codex::LOGGED_OUT)
                    .advise(codex::log_in(&shown))
                    .exchange(&exchange);
            }
            Run::Failed(why) => {
                report.fail(StageName::Auth, codex::cannot_ask(&shown, &why)).exchange(&exchange);
            }
            Run::TooSlow => too_slow(StageName::Auth, &exchange, report),
        }
    }

    async fn run_codex(&self, binary: &Path, arguments: &[&str]) -> (Exchange, Run) {
        let start = Instant::now();
        let ran = process::run(binary, arguments, self.deadline).await;
        let (printed, run) = match ran {
            Err(error) => (Vec::new(), Run::Failed(error.to_string())),
            Ok(ran) => {
                let printed = if ran.out.is_empty() { ran.err } else { ran.out };
                let ended = |status: std::process::ExitStatus| Run::Ended(status.success());
                (printed, ran.status.map_or(Run::TooSlow, ended))
            }
        };
        let exchange = Exchange {
            what: format!("{} {}", binary.display(), arguments.join(" ")),
            status: None,
            words: words(without_colors(&printed).as_bytes(), false, &[]),
            took: start.elapsed(),
            route: None,
        };
        (exchange, run)
    }
}

/// Whether Codex reports that it is not logged in. Its status command may fail for other reasons.
fn is_logged_out(exchange: &Exchange) -> bool {
    let words = exchange.words.as_deref().unwrap_or_default();
    words.to_lowercase().contains("not logged in")
}

fn too_slow(stage: StageName, exchange: &Exchange, report: &mut Report) {
    report
        .fail(stage, codex::TOO_SLOW)
        .advise(codex::try_by_hand(&exchange.what))
        .exchange(exchange);
}

/// The output without color codes.
fn without_colors(printed: &[u8]) -> String {
    let printed = String::from_utf8_lossy(printed);
    let mut parts = printed.split("\x1b[");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // A color code ends with its first letter.
        text.push_str(
            part.trim_start_matches(|c: char| !c.is_alphabetic()).get(1..).unwrap_or_default(),
        );
    }
    text
}

/// The path of the binary.
fn find(path: Option<&str>) -> Result<PathBuf, String> {
    if let Some(path) = path {
        let home = dirs::home_dir();
        let under_home = path.strip_prefix("~/").zip(home);
        let path = under_home.map_or_else(|| PathBuf::from(path), |(rest, home)| home.join(rest));
        return match () {
            () if !path.exists() => Err(codex::not_found(&path.display().to_string())),
            () if !programs::is_program(&path) => {
                Err(codex::no_program(&path.display().to_string()))
            }
            // A bare name would be searched in PATH.
            () => absolute(&path).map_err(|error| error.to_string()),
        };
    }
    programs::find(NAME).ok_or_else(|| codex::NOT_IN_PATH.to_owned())
}
