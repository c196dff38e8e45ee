//! Every command meets a file that another program is writing in place at that moment: empty, cut
//! short or garbage for 60 ms.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::vault::{self, Keys, Machine};
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};
use crate::support::rounds::unspoiled;

/// How long a file is left half-written after the command has first opened it.
const HALF: Duration = Duration::from_millis(60);

/// A command rightly calls a file broken that has not changed for 120 ms. Where this machine was so
/// busy that the file may have been half-written for longer than this, the command says nothing.
const LATE: Duration = Duration::from_millis(110);

const CREDENTIALS: &str = ".craft-agent/credentials.enc";

/// A command with its standard input, and the command that comes before it.
struct Case {
    before: &'static [&'static str],
    arguments: &'static [&'static str],
    input: &'static str,
}

const fn case(arguments: &'static [&'static str]) -> Case {
    Case { before: &[], arguments, input: "" }
}

const CASES: &[Case] = &[
    case(&["list"]),
    case(&["show", "lab"]),
    case(&["check"]),
    case(&["check", "--fix"]),
    case(&["rename", "lab", "Other"]),
    case(&["set", "lab", "midStreamBehavior=queue"]),
    case(&["duplicate", "lab", "--with-secrets"]),
    case(&["delete", "lab", "--yes"]),
    Case { before: &[], arguments: &["secret", "set", "lab"], input: "another" },
    Case { before: &[], arguments: &["secret", "set", "lab", "--begin-anew"], input: "another" },
    case(&["secret", "clear", "lab", "--yes"]),
    case(&["secret", "status", "lab"]),
    case(&["workspace", "Client A", "thinking=high"]),
    case(&["resolve", "--workspace", "Client A"]),
    case(&["validate", "lab", "home"]),
    Case { before: &["rename", "lab", "Before"], arguments: &["backups"], input: "" },
    Case { before: &["rename", "lab", "Before"], arguments: &["restore", "--yes"], input: "" },
];

/// Three connections, one of them with a key and the default of the workspace. Nothing listens at
/// the addresses.
fn prepared() -> Tree {
    let config = json!({
        "workspaces": [{"id": "ws-1", "name": "Client A", "rootPath": "~/client-a", "createdAt": 1}],
        "activeWorkspaceId": "ws-1", "activeSessionId": null,
        "llmConnections": [
            {"slug": "home", "name": "Home", "providerType": "pi_compat", "authType": "none",
             "baseUrl": "http://127.0.0.1:1", "customEndpoint": {"api": "openai-completions"},
             "models": ["a"], "defaultModel": "a", "createdAt": 1},
            {"slug": "lab", "name": "Lab", "providerType": "pi_compat", "authType": "api_key_with_endpoint",
             "baseUrl": "http://127.0.0.1:1/v1", "customEndpoint": {"api": "openai-completions"},
             "models": ["a"], "defaultModel": "z", "createdAt": 2},
        ],
        "defaultLlmConnection": "lab",
    });
    let tree = Tree::of(&format!("{config:#}"));
    let own =
        json!({"name": "Client A", "defaults": {"defaultLlmConnection": "lab"}, "updatedAt": 1});
    fs::create_dir_all(tree.path("client-a")).expect("made");
    fs::write(tree.path("client-a/config.json"), format!("{own:#}")).expect("written");
    tree
}

/// What the files mean after a command; `None` if one of them cannot be read.
fn meaning(tree: &Tree) -> Option<Value> {
    // One key for all trees, derived once: they have the same salt.
    static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new(Machine::This));

    let read = |path| serde_json::from_slice::<Value>(&fs::read(path).ok()?).ok();
    let mut own = read(tree.path("client-a/config.json"))?;
    own.as_object_mut()?.shift_remove("updatedAt");
    let mut config = read(tree.config())?;
    for connection in config["llmConnections"].as_array_mut()? {
        // A copy is stamped with the moment.
        if connection["slug"] == "lab-2" {
            connection["createdAt"] = 0.into();
        }
    }
    let vault = vault::read(&tree.path(CREDENTIALS), &KEYS).ok()??;
    let mut stored: Value = serde_json::from_slice(&vault.contents.text()).ok()?;
    Some(json!({"config": config, "workspace": own, "stored": stored["credentials"].take()}))
}

/// What a command says, without what differs from one folder and one run to another.
fn sentence(tree: &Tree, ran: &Ran) -> String {
    let home = tree.path("").display().to_string();
    let text = format!("{}\n{}\n{}", ran.code, ran.out, ran.err).replace(&home, "HOME/");
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Runs a command while a file is half-written, and completes the file 60 ms after the command has
/// first opened it. Also returns how long the command can have met it half-written.
fn run_while(tree: &Tree, case: &Case, file: &Path, half: &[u8]) -> (Ran, Duration) {
    let whole = fs::read(file).expect("it is there");
    fs::write(file, half).expect("written");
    let (opened, openings) = channel();
    let watch = watch(file, opened.clone());
    let writer = {
        let file = file.to_owned();
        thread::spawn(move || {
            openings.recv().expect("opened, or ended without that");
            // The time itself is what is tested: so long is the file half-written.
            thread::sleep(HALF);
            fs::write(file, whole).expect("written");
            Instant::now()
        })
    };
    let started = Instant::now();
    let ran = tree.run_with(case.arguments, case.input);
    // The writer may have heard already, and be gone.
    let _ = opened.send(());
    let completed = writer.join().expect("the file was completed");
    drop(watch);
    (ran, completed - started)
}

/// Tells as soon as another process opens a file.
#[cfg(target_os = "linux")]
fn watch(file: &Path, tell: Sender<()>) -> impl Drop + use<> {
    use notify::event::{AccessKind, EventKind};
    use notify::{RecursiveMode, Watcher};

    let wanted = file.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let event = event.expect("no error");
        if matches!(event.kind, EventKind::Access(AccessKind::Open(_)))
            && event.paths.contains(&wanted)
        {
            // Only the first is waited for.
            let _ = tell.send(());
        }
    })
    .expect("a watcher");
    let folder = file.parent().expect("a folder");
    watcher.watch(folder, RecursiveMode::NonRecursive).expect("watched");
    watcher
}

/// Where no system call tells of a file that is opened, the time runs from the start of the
/// command.
#[cfg(not(target_os = "linux"))]
fn watch(_: &Path, tell: Sender<()>) -> Option<Sender<()>> {
    tell.send(()).expect("the writer waits");
    None
}

/// An installation before a command, with a key in its credentials.
fn tree_for(case: &Case) -> Tree {
    // Sealed once: every tree has a copy.
    static VAULT: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let tree = prepared();
        tree.run_with(&["secret", "set", "lab"], "key").done();
        fs::read(tree.path(CREDENTIALS)).expect("there")
    });
    let tree = prepared();
    fs::write(tree.path(CREDENTIALS), &*VAULT).expect("written");
    if !case.before.is_empty() {
        tree.run(case.before).done();
    }
    tree
}

/// What each command says and does where no file is half-written.
static RIGHT: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let right = |case: &Case| {
        let tree = tree_for(case);
        let ran = tree.run_with(case.arguments, case.input);
        (sentence(&tree, &ran), meaning(&tree).expect("whole files"))
    };
    CASES.iter().map(right).collect()
});

fn every_command_sees_the_whole(file: &str) {
    for (n, (case, (right, meant))) in CASES.iter().zip(&*RIGHT).enumerate() {
        let run = || {
            let tree = tree_for(case);
            let path = tree.path(file);
            let whole = fs::read(&path).expect("there");
            let half = match n % 3 {
                0 => &whole[..whole.len() / 2],
                1 => b"",
                _ => b"\x00\xff garbage",
            };
            let (ran, time) = run_while(&tree, case, &path, half);
            (sentence(&tree, &ran), meaning(&tree), time)
        };
        let is_right =
            |said: &String, means: &Option<Value>| said == right && means.as_ref() == Some(meant);
        let (said, means, _) =
            unspoiled(run, |(said, means, time)| *time > LATE && !is_right(said, means));
        let what = format!("{:?} while {file} was half-written", case.arguments);
        assert_eq!(&said, right, "{what}");
        assert_eq!(means.as_ref(), Some(meant), "{what}");
    }
}

#[test]
fn a_deletion_takes_the_key_and_the_override_with_it() {
    let place = CASES.iter().position(|case| case.arguments[0] == "delete");
    let (_, meant) = &RIGHT[place.expect("a case")];
    assert_eq!(meant["stored"], json!({}));
    assert_eq!(meant["workspace"]["defaults"], json!({}));
}

#[test]
fn a_half_written_config_makes_no_command_fail() {
    every_command_sees_the_whole(".craft-agent/config.json");
}

#[test]
fn a_half_written_workspace_makes_no_command_fail() {
    every_command_sees_the_whole("client-a/config.json");
}

#[test]
fn half_written_credentials_make_no_command_fail() {
    every_command_sees_the_whole(CREDENTIALS);
}
