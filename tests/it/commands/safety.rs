//! What holds for all commands.

use std::fs::{self, File};
use std::io::pipe;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use llm_connections::cli::messages::NEEDS_A_TERMINAL;
use notify::{RecursiveMode, Watcher, recommended_watcher};
use rustix::process::{Pid, Signal, kill_process};

use crate::commands::harness::Tree;
use crate::support::rounds::unspoiled;

#[test]
fn a_folder_can_be_named_and_a_sample_tried() {
    let tree = Tree::new();
    let other = tree.path("other");
    fs::create_dir(&other).expect("made");
    fs::copy(tree.config(), other.join("config.json")).expect("copied");
    let folder = other.to_str().expect("text");
    tree.run(&["--config-dir", folder, "rename", "work", "There"]).done();
    assert_eq!(tree.connection("work")["name"], "Work");
    let text = fs::read_to_string(other.join("config.json")).expect("read");
    assert!(text.contains("There"));
    let before = tree.files();
    tree.run(&["--demo", "delete", "groq", "--yes"]).done();
    assert_eq!(tree.files(), before, "no file of the person is touched");
}

#[test]
fn wrong_usage_exits_with_two_and_a_missing_terminal_is_reported() {
    let tree = Tree::empty();
    tree.run(&["lst"]).misused("list");
    tree.run(&[]).misused(NEEDS_A_TERMINAL);
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let tree = Tree::new();
    tree.run(&["set", "home", "midStreamBehavior=queue"]).done();
    let text = fs::read_to_string(tree.config()).expect("read");
    fs::write(tree.config(), text.replace("\"Home\"", "\"Ho\\u001b[31mme\"")).expect("written");
    for arguments in [&["list"][..], &["show", "home"], &["check"], &["workspace"]] {
        let ran = tree.run(arguments);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn closed_pipe_is_no_error_and_the_command_completes() {
    let tree = Tree::new();
    for arguments in [&["list"][..], &["rename", "work", "Other"]] {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        let ended = tree.program().args(arguments).stdout(writer).status();
        assert!(ended.expect("it ran").success(), "{arguments:?}");
    }
    assert_eq!(tree.connection("work")["name"], "Other");
}

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// A deletion that got a signal while it waited for its second lock.
struct Interrupted {
    tree: Tree,
    ended: ExitStatus,
    /// How long it can have waited for the lock.
    waited: Duration,
}

impl Interrupted {
    fn by(signal: Signal) -> Self {
        let tree = Tree::new();
        tree.run_with(&["secret", "set", "work"], "gsk_1").done();
        let folder = tree.path(".craft-agent");
        let first = folder.join(".config.json.lock");
        // It takes the lock of the configuration, and then waits for this one.
        let held = File::create(folder.join(".credentials.enc.lock")).expect("made");
        held.lock().expect("free");
        fs::remove_file(&first).expect("left by the save before");
        let (sender, changes) = channel();
        let mut watcher = recommended_watcher(sender).expect("made");
        watcher.watch(&folder, RecursiveMode::NonRecursive).expect("watched");
        let started = Instant::now();
        let mut child = tree
            .program()
            .args(["delete", "work", "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        while !first.exists() {
            let change = changes.recv_timeout(DEADLINE).expect("it begins");
            change.expect("watched");
        }
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process"), signal).expect("sent");
        drop(held);
        let waited = started.elapsed();
        let ended = child.wait().expect("it ends");
        Self { tree, ended, waited }
    }

    fn connections(&self) -> usize {
        self.tree.json()["llmConnections"].as_array().expect("a list").len()
    }

    /// Whether it rightly gave up, because a busy machine let it wait for almost a second.
    fn is_spoiled(&self) -> bool {
        self.waited > Duration::from_millis(900) && self.connections() == 2
    }
}

#[test]
fn signal_during_a_save_waits_for_all_its_files() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::ALARM] {
        let it = unspoiled(|| Interrupted::by(signal), Interrupted::is_spoiled);
        let (tree, ended) = (&it.tree, it.ended);
        // It may be over before the signal gets its turn.
        assert!(ended.success() || ended.signal() == Some(signal.as_raw()), "{ended:?}");
        assert_eq!(it.connections(), 1);
        tree.run(&["add", "--preset", "Groq", "work"]).done();
        let status = tree.run(&["secret", "status", "work"]);
        assert_eq!(status.code, 1, "its key went, too: {}", status.out);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn finished_work_that_cannot_be_printed_is_not_reported_as_failed() {
    let tree = Tree::new();
    for arguments in
        [&["rename", "work", "Other"][..], &["restore", "--json", "--yes"], &["default", "gone"]]
    {
        let full = File::options().write(true).open("/dev/full");
        let ran = tree
            .program()
            .args(arguments)
            .stdout(full.expect("Linux has it"))
            .output()
            .expect("it ran");
        let message = String::from_utf8_lossy(&ran.stderr);
        let is_done = arguments[0] != "default";
        assert_eq!(message.contains("Done, but"), is_done, "{message}");
    }
}
