//! The Codex binary is run as it is, for its version and its login, and nothing of it is left: by
//! way of scripts in its place.

use llm_connections::probe::messages::{codex, configuration};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use llm_connections::probe::report::{Report, StageName, Verdict};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::probe::fifo;
use crate::probe::installation::{Found, Installation, PLANTED, asked, is, request, timeouts};
use crate::support::script::write_executable;

/// It runs and is logged in; its models cannot be listed.
const WORKS: &str = "passed passed passed notAsked";
const NOTHING: &str = "failed notAsked notAsked notAsked";
const DOES_NOT_RUN: &str = "passed failed notAsked notAsked";
const NO_LOGIN: &str = "passed passed failed notAsked";

/// A script that does well, and writes down how it was called.
const GOOD: &str = r#"printf '%s\n' "$#" "$@" >> "$0.log"
case "$1" in --version) echo codex-cli 0.50.0;; *) echo Logged in using ChatGPT >&2;; esac
"#;

/// What it writes down.
const CALLS: &str = "1\n--version\n2\nlogin\nstatus\n";

/// Puts a script where the binary should be.
fn stand_in(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    write_executable(path, &format!("#!/bin/sh\n{script}"));
}

fn connection(path: Option<&Path>) -> Value {
    let mut connection =
        json!({"slug": "a", "name": "A", "providerType": "openai", "authType": "oauth"});
    if let Some(path) = path {
        connection["codexPath"] = json!(path);
    }
    connection
}

/// Asks a script in the place of the binary.
#[track_caller]
fn run(script: &str, seconds: u64) -> (Report, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("codex");
    stand_in(&path, script);
    let report = asked(&request(connection(Some(&path)), ""), timeouts(seconds));
    (report, folder)
}

fn calls(path: &Path) -> String {
    let log = PathBuf::from(format!("{}.log", path.display()));
    fs::read_to_string(log).expect("it was called")
}

#[test]
fn codex_is_asked_only_for_version_and_login() {
    let (report, folder) = run(GOOD, 20);
    is(&report, WORKS, codex::LISTS_NO_MODELS);
    assert_eq!(calls(&folder.path().join("codex")), CALLS);
    let stage = |name| report.stage(name);
    assert_eq!(stage(StageName::Connect).sentence, "codex-cli 0.50.0 runs.");
    let asked = stage(StageName::Auth).exchange.clone().expect("asked");
    assert!(asked.what.ends_with("/codex login status"), "{asked:?}");
    assert_eq!(asked.words.as_deref(), Some("Logged in using ChatGPT"));
}

#[test]
fn codex_runs_without_a_shell_for_any_path() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a folder; touch bad/co dex", "$(touch bad)/`codex`", "-x/'\"&|codex*"] {
        let path = folder.path().join(name);
        stand_in(&path, GOOD);
        let report = asked(&request(connection(Some(&path)), ""), timeouts(20));
        is(&report, WORKS, "");
        assert_eq!(calls(&path), CALLS, "{name}");
    }
    assert!(!folder.path().join("bad").exists() && !Path::new("bad").exists());
}

#[test]
fn codex_is_found_by_path_in_home_or_in_path() {
    for (path, place, search) in [
        (None, "bin/codex", "none:bin"),
        (Some("~/own/codex"), "own/codex", "bin"),
        // A name is one of the folder where the program runs, and no name to look for.
        (Some("codex"), "codex", "bin"),
    ] {
        let installation = Installation::of(connection(path.map(Path::new)));
        let tree = &installation.tree;
        stand_in(&tree.path("bin/codex"), GOOD);
        stand_in(&tree.path(place), GOOD);
        let folders = search.split(':').map(|name| tree.path(name));
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let folders = folders.chain(std::env::split_paths(&usual));
        let mut program = installation.program(&[]);
        program
            .env("PATH", std::env::join_paths(folders).expect("folders"))
            .current_dir(tree.path(""));
        let found = Found::by(program);
        found.is(WORKS, codex::LISTS_NO_MODELS);
        assert_eq!(calls(&tree.path(place)), CALLS, "{path:?}");
    }
}

#[test]
fn missing_or_not_executable_codex_is_reported_before_running_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("plain");
    fs::write(&plain, "#!/bin/sh\n").expect("written");
    let gone = folder.path().join("gone");
    let shown = |path: &Path| path.display().to_string();
    for (path, says) in [
        (gone.as_path(), codex::not_found(&shown(&gone))),
        (plain.as_path(), codex::no_program(&shown(&plain))),
        (folder.path(), codex::no_program(&shown(folder.path()))),
    ] {
        let report = asked(&request(connection(Some(path)), ""), timeouts(20));
        is(&report, NOTHING, &says);
    }
    let installation = Installation::of(connection(None));
    let mut program = installation.program(&[]);
    program.env("PATH", folder.path());
    let found = Found::by(program);
    found.is(NOTHING, codex::NOT_IN_PATH);
}

#[test]
fn failing_codex_is_reported_with_its_own_words() {
    let no_version = codex::no_version("");
    for (script, outcomes, says, words) in [
        ("echo broken >&2; exit 3", DOES_NOT_RUN, no_version.as_str(), Some("broken")),
        ("kill -9 $$", DOES_NOT_RUN, no_version.as_str(), None),
        (
            "[ $1 = --version ] || { echo Not logged in >&2; exit 1; }",
            NO_LOGIN,
            codex::LOGGED_OUT,
            Some("Not logged in"),
        ),
    ] {
        let (report, _folder) = run(script, 20);
        is(&report, outcomes, says);
        let failed = report.failed().and_then(|stage| stage.exchange.clone());
        assert_eq!(failed.expect("asked").words.as_deref(), words, "{script}");
    }
}

#[test]
fn not_logged_in_is_reported_only_if_codex_reports_it() {
    for words in
        ["error: unrecognized subcommand 'status'", "Error loading config.toml: invalid value"]
    {
        let script = format!("[ $1 = --version ] || {{ echo \"{words}\" >&2; exit 1; }}");
        let (report, _folder) = run(&script, 20);
        is(&report, "passed passed notAsked notAsked", codex::LOGIN_NOT_CLEAR);
        let asked = report.stage(StageName::Auth).exchange.clone().expect("asked");
        assert_eq!(asked.words.as_deref(), Some(words));
        assert_eq!(report.verdict(), Verdict::Unproven);
    }
}

#[test]
fn foreign_binary_cannot_be_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("codex");
    stand_in(&path, "");
    // Its first bytes are those of a program, and no system has such a one.
    fs::write(&path, b"\x7fELF\xff\xff\xff\xff").expect("written");
    let report = asked(&request(connection(Some(&path)), ""), timeouts(20));
    is(&report, DOES_NOT_RUN, "can't be run");
}

#[test]
fn hanging_codex_is_killed_with_its_children() {
    let hang = "sleep 1000 &\nsleep 1000\n";
    for (when, outcomes) in [("--version", DOES_NOT_RUN), ("login", NO_LOGIN)] {
        let folder = tempfile::tempdir().expect("a folder");
        let (pipe, reader) = fifo::at(&folder.path().join("held"));
        let path = folder.path().join("codex");
        let pipe = pipe.display();
        stand_in(
            &path,
            &format!("[ $1 = {when} ] || exit 0\nexec 3>'{pipe}'\necho $$ >&3\n{hang}"),
        );
        let report = asked(&request(connection(Some(&path)), ""), timeouts(4));
        is(&report, outcomes, codex::TOO_SLOW);
        assert!(report.took < Duration::from_secs(15), "{:?}", report.took);
        let secrets = reader.whole().expect("no process holds it any more");
        let process = Path::new("/proc").join(secrets.trim());
        assert!(!secrets.trim().is_empty() && !process.exists(), "{process:?}");
    }
}

#[test]
fn processes_left_by_codex_are_not_awaited() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let path = folder.path().join("codex");
    // It holds what is printed to open until somebody writes to the pipe.
    stand_in(&path, &format!("echo codex-cli 1\n[ $1 = login ] || cat '{}' &\n", pipe.display()));
    let report = asked(&request(connection(Some(&path)), ""), timeouts(20));
    is(&report, WORKS, "");
    assert!(report.took < Duration::from_secs(10), "{:?}", report.took);
    // It is still there to read it.
    fs::write(&pipe, "").expect("written");
}

#[test]
fn megabytes_of_output_are_cut_to_a_sentence() {
    let (report, _folder) =
        run("yes 'a long story' | head -c 5000000\nyes oh | head -c 5000000 >&2\n", 20);
    is(&report, WORKS, "");
    for stage in report.stages() {
        assert!(stage.sentence.chars().count() < 400, "{}", stage.sentence);
        let words = stage.exchange.as_ref().and_then(|asked| asked.words.as_ref());
        assert!(words.is_none_or(|words| words.chars().count() <= 300));
    }
}

#[test]
fn key_printed_by_codex_is_not_shown() {
    let key = format!("sk-proj-{PLANTED}-0123456789abcdef");
    for script in [
        format!("echo codex {key}"),
        format!("[ $1 = --version ] || {{ echo 'Logged in with {key}' >&2; exit 1; }}"),
        format!("[ $1 = --version ] || {{ printf '\\033[1m{key}\\033[0m' >&2; exit 1; }}"),
        format!("[ $1 = --version ] || {{ printf 'key:{key}.' >&2; exit 1; }}"),
    ] {
        // That it is in no part of the report is looked at wherever a report is made.
        let (report, _folder) = run(&script, 20);
        assert_eq!(report.stage(StageName::Configuration).sentence, configuration::CODEX_LOGIN);
        assert!(report.stage(StageName::Connect).exchange.is_some(), "{report:?}");
    }
}

#[test]
fn a_signal_ends_the_program_and_what_it_has_started() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::ALARM] {
        let folder = tempfile::tempdir().expect("a folder");
        let (start, starts) = fifo::at(&folder.path().join("begun"));
        let (secrets, holds) = fifo::at(&folder.path().join("held"));
        let path = folder.path().join("codex");
        let (start, secrets) = (start.display(), secrets.display());
        stand_in(
            &path,
            &format!("exec 3>'{secrets}'\necho begun >'{start}'\nsleep 1000 &\nsleep 1000\n"),
        );
        let installation = Installation::of(connection(Some(&path)));
        let mut program = installation.program(&[]).spawn().expect("started");
        assert_eq!(starts.whole().as_deref(), Some("begun\n"));
        let id = i32::try_from(program.id()).expect("a process");
        let id = Pid::from_raw(id).expect("a process");
        kill_process(id, signal).expect("told");
        let end = program.wait().expect("it ends");
        assert_eq!(end.signal(), Some(signal.as_raw()));
        assert!(holds.ends(), "nothing of it is left: {signal:?}");
    }
}
