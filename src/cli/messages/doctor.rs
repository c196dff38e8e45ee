//! What `doctor` prints.

use std::collections::BTreeSet;
use std::path::Path;

use crate::settings::craft::server::AccessSource;
use crate::settings::workspace::performance::Rtk;
use crate::system::access::FileAccess;
use crate::system::craft_process::RunningCraft;
use crate::text::counted;

pub(in crate::cli) const DEFAULT_FOLDER: &str = "default";
pub(in crate::cli) const ACCOUNT: &str = "account";
pub(in crate::cli) const NOT_FOUND: &str = "not found";
pub(in crate::cli) const SET_HOME: &str = "Set HOME to your home folder.";
pub(in crate::cli) const SET_FOLDER: &str =
    "Name the folder of config.json with --config-dir or CRAFT_CONFIG_DIR.";
pub(in crate::cli) const FOLDER_IS_MADE: &str =
    "The first save creates it. If Craft has connections, check CRAFT_CONFIG_DIR and HOME.";
pub(in crate::cli) const FIX_CONFIG: &str =
    "Fix config.json in an editor, or restore a backup: llm-connections restore";
pub(in crate::cli) const NO_CONFIG: &str =
    "No connections yet. If Craft has some, check CRAFT_CONFIG_DIR and HOME.";
pub(in crate::cli) const OTHER_OWNER: &str = "belongs to another user";
pub(in crate::cli) const CHANGE_OWNER: &str =
    "Run the program as that user, or change the owner (chown).";
pub(in crate::cli) const RUN_CHECK: &str = "llm-connections check names them.";
pub(in crate::cli) const NO_CREDENTIALS: &str = "none yet";
pub(in crate::cli) const NOT_READ: &str = "not read, as config.json is unreadable";
pub(in crate::cli) const FIX_CREDENTIALS: &str = "Encrypted on another machine, with another machine id, or damaged: copy the right file, or restore /etc/machine-id.";
pub(in crate::cli) const NO_LOCK: &str = "none held";
pub(in crate::cli) const WAIT_FOR_LOCK: &str =
    "Saving waits for it. If it stays, end that program.";
pub(in crate::cli) const DEMO: &str = "not checked in the demo";
pub(in crate::cli) const STOP_ALL_BUT_ONE: &str =
    "Each overwrites what another has stored: stop all but one.";
pub(in crate::cli) const SET_SERVER_URL: &str = "Correct CRAFT_SERVER_URL.";
pub(in crate::cli) const NO_TOKEN: &str = "no token set";
pub(in crate::cli) const SET_SERVER_TOKEN: &str = "To have the running Craft store keys, set CRAFT_SERVER_TOKEN and CRAFT_SERVER_URL, or turn on Settings > Server in Craft and restart it.";
pub(in crate::cli) const FIX_PROXY: &str = "Correct the proxy's URL.";
pub(in crate::cli) const FIX_CERTIFICATES: &str =
    "Check SSL_CERT_FILE, SSL_CERT_DIR and NODE_EXTRA_CA_CERTS, or install ca-certificates.";
pub(in crate::cli) const NO_TERMINAL: &str = "none here (input or output is redirected)";
pub(in crate::cli) const UNKNOWN_SIZE: &str = "size unknown";
pub(in crate::cli) const NO_TERM: &str = "TERM is not set";
pub(in crate::cli) const SET_TERM: &str = "Set TERM, for example to xterm-256color.";
pub(in crate::cli) const NO_EDITOR: &str = "none set";
pub(in crate::cli) const SET_EDITOR: &str = "Set VISUAL or EDITOR, for example EDITOR=vim.";
pub(in crate::cli) const RTK_UNUSABLE: &str = "found, but prints no version";
pub(in crate::cli) const REINSTALL_RTK: &str = "Install rtk again, or turn Token optimization off.";

/// How many errors and warnings there are.
pub fn summary(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (0, 0) => "No problems.".to_owned(),
        (errors, 0) => format!("{}.", counted(errors, "error")),
        (0, warnings) => format!("{}.", counted(warnings, "warning")),
        (errors, warnings) => {
            format!("{}, {}.", counted(errors, "error"), counted(warnings, "warning"))
        }
    }
}

/// The access rights in `chmod` notation.
pub(in crate::cli) fn mode(access: FileAccess) -> String {
    access.mode.map_or_else(String::new, |mode| format!("mode {mode:03o}"))
}

/// The same as a suffix; empty on a system without modes.
pub(in crate::cli) fn mode_behind(access: FileAccess) -> String {
    if access.mode.is_some() { format!(", {}", mode(access)) } else { String::new() }
}

/// The command that removes others' access to a file.
pub fn chmod(mode: &str, path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-~".contains(c));
    let path = if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) };
    format!("Others may use it: chmod {mode} {path}")
}

pub(in crate::cli) fn connections(number: usize, default: Option<&str>) -> String {
    let default = default.map(|slug| format!(", default {slug}")).unwrap_or_default();
    format!("{}{default}", counted(number, "connection"))
}

/// The message for a credentials file that can be decrypted on this machine.
pub fn opens(entries: usize) -> String {
    format!("readable, {}", counted(entries, "credential"))
}

pub(in crate::cli) fn unreadable_workspaces(all: usize, broken: &[String]) -> String {
    format!("{all}, unreadable: {}", broken.join(", "))
}

pub(in crate::cli) fn backups(number: usize, newest: Option<&str>, folder: &Path) -> String {
    let newest = newest.map(|newest| format!(", the newest {newest}")).unwrap_or_default();
    format!("{number}{newest} ({})", folder.display())
}

/// The message for a file that another program has locked.
pub fn held(file: &Path, pid: Option<u32>) -> String {
    let holder = pid.map_or_else(|| "another program".to_owned(), |pid| format!("process {pid}"));
    format!("{} held by {holder}", file.display())
}

pub(in crate::cli) fn craft(running: Option<&RunningCraft>) -> String {
    let Some(craft) = running else {
        return "not running".to_owned();
    };
    let version = craft.version.as_ref().map(|version| format!(" {version}"));
    format!("running{}, process {}", version.unwrap_or_default(), craft.pid)
}

pub(in crate::cli) fn several_servers(pids: &BTreeSet<u32>) -> String {
    let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
    format!("processes {}", pids.join(", "))
}

pub(in crate::cli) fn server(address: &str, port: u16, source: AccessSource) -> String {
    let source = match source {
        AccessSource::Environment => "CRAFT_SERVER_TOKEN",
        AccessSource::Config => "serverConfig",
        AccessSource::Typed => "typed",
    };
    format!("{address}, port {port}, token from {source}")
}

/// How many certificate authorities are trusted, and their sources.
pub fn certificates(number: usize, sources: &str) -> String {
    let noun = if number == 1 { "authority" } else { "authorities" };
    format!("{number} {noun} ({sources})")
}

pub(in crate::cli) fn colors(has_color: bool, colors: Option<&str>) -> String {
    let colors = colors.map(|colors| format!(" (COLORTERM={colors})")).unwrap_or_default();
    format!("{}{colors}", if has_color { "yes" } else { "no" })
}

pub(in crate::cli) fn characters(has_unicode: bool, locale: Option<&str>) -> String {
    let locale = locale.map_or_else(|| "no locale set".to_owned(), |name| format!("locale {name}"));
    format!("{} ({locale})", if has_unicode { "Unicode" } else { "ASCII" })
}

pub(in crate::cli) fn mouse(is_known: bool) -> String {
    let text = if is_known { "enabled" } else { "not reported by this terminal" };
    text.to_owned()
}

pub(in crate::cli) fn rtk(rtk: &Rtk) -> String {
    rtk.version().unwrap_or_else(|| "found".to_owned())
}
