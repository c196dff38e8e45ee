//! The real program on a disk that fails: every command that saves, every call that it makes,
//! failing once, failing from then on, or killing. Whatever happens, every file is whole, the
//! message is true, and the next run works.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Output;
use std::sync::Mutex;
use std::thread;

use llm_connections::settings::Settings;
use llm_connections::settings::edit::UNCHANGED;
use llm_connections::settings::edit::messages::{
    StateChange, default_sentence, may_still_name_it, override_cleared,
};
use llm_connections::settings::workspace::defaults::Setting;
use llm_connections::store::Store;
use llm_connections::vault::{Keys, Machine, Vault};
use serde_json::Value;

use super::runner_cases::{CASES, Case, FILES, Prepared, Tree, prepared};
use super::{name_of, names, rename};

/// What a file says, without what differs from run to run.
fn meaning(name: &str, bytes: &[u8], keys: &Keys) -> Option<Value> {
    let text = if name == FILES[2] {
        Vault::open(bytes, keys).ok()?.contents.text().to_vec()
    } else {
        bytes.to_vec()
    };
    let mut value: Value = serde_json::from_slice(&text).ok()?;
    without_times(&mut value);
    Some(value)
}

fn without_times(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| key != "updatedAt" && key != "createdAt");
            object.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unchanged,
    Old,
    New,
}

/// What a command does when nothing fails, and what each of its calls is.
struct Reference {
    before: [Option<Vec<u8>>; 3],
    after: [Option<Value>; 3],
    calls: Vec<String>,
}

impl Reference {
    fn of(case: &Case, prepared: &Prepared, keys: &Keys) -> Self {
        let tree = ready(case, prepared);
        let before = tree.bytes();
        let ran = tree.run(case, None);
        let output = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{:?}: {output}", case.arguments);
        let after = tree.bytes();
        let calls = fs::read_to_string(tree.path("count")).expect("counted");
        Self {
            after: [0, 1, 2].map(|at| meaning(FILES[at], after[at].as_deref()?, keys)),
            before,
            calls: calls.lines().map(str::to_owned).collect(),
        }
    }

    /// Which state each file is in; a file that is neither is a failure.
    fn states(&self, tree: &Tree, keys: &Keys) -> Result<BTreeMap<PathBuf, State>, String> {
        let now = tree.bytes();
        let mut states = BTreeMap::new();
        for (at, name) in FILES.into_iter().enumerate() {
            let of = |bytes: &Option<Vec<u8>>| meaning(name, bytes.as_deref()?, keys);
            let state = if of(&self.before[at]) == self.after[at] {
                State::Unchanged
            } else if now[at] == self.before[at] {
                State::Old
            } else if of(&now[at]).is_some() && of(&now[at]) == self.after[at] {
                State::New
            } else {
                return Err(format!("{name} is neither old nor new"));
            };
            states.insert(tree.path(name), state);
        }
        Ok(states)
    }
}

/// A tree that is ready for a command: to put a backup back there must be one, in the folder that
/// the tree's own name gives.
fn ready(case: &Case, prepared: &Prepared) -> Tree {
    let tree = Tree::of(prepared);
    if case.arguments == ["restore", "--yes"] {
        let mut store = Store::open(tree.paths());
        let edit = rename(store.settings(), "work", "Later");
        store.commit(&edit).expect("saved");
    }
    tree
}

/// What is wrong after a run; nothing when all is as it should be.
fn verdict(
    case: &Case,
    reference: &Reference,
    tree: &Tree,
    ran: &Output,
    keys: &Keys,
) -> Result<(), String> {
    let states = reference.states(tree, keys)?;
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let output = format!("{out}{err}");
    let changed = |wanted: State| states.values().any(|state| *state == wanted);
    if ran.status.signal().is_none() {
        let in_part = err.contains("saved in part: ") || err.contains("not confirmed: ");
        match ran.status.code() {
            Some(0) if changed(State::Old) => {
                // Only what the message says was left alone.
                let unread = may_still_name_it(&["“Client A”".to_owned()]);
                let excused =
                    [&unread, "cannot read", "nreadable", UNCHANGED, " already ", " is unchanged"];
                if !excused.iter().any(|words| output.contains(words)) {
                    return Err(format!("a file is old, and it says: {output}"));
                }
            }
            Some(0) => {}
            Some(_) if case.arguments[0] == "check" => {
                each_fix_is_reported(&out, &err, &states, tree)?;
            }
            Some(_) if in_part => named(&err, &states)?,
            Some(_) if err.contains("Not done: credentials.enc") => {
                all_but_the_credentials_are_new(&states, tree)
                    .map_err(|why| format!("{why}, and it says: {output}"))?;
            }
            Some(_) if changed(State::New) => {
                return Err(format!("a file is new, and it says: {output}"));
            }
            Some(_) if err.trim().is_empty() => return Err("it says nothing".to_owned()),
            Some(_) => {}
            None => return Err("it has no code".to_owned()),
        }
    }
    next_run_works(tree, keys)
}

/// Whether each of the commits that `check --fix` makes is reported as what came of it.
fn each_fix_is_reported(
    out: &str,
    err: &str,
    states: &BTreeMap<PathBuf, State>,
    tree: &Tree,
) -> Result<(), String> {
    let default = default_sentence("Home", StateChange::Changed);
    let cleared = override_cleared("Client A", Setting::Connection, StateChange::Changed);
    for (name, fixed) in [(FILES[0], default), (FILES[1], cleared)] {
        let fixed = format!("{fixed}\n");
        let fits = match states[&tree.path(name)] {
            State::New => out.contains(&fixed) || err.contains("New: "),
            State::Old => {
                let left_alone = !err.trim().is_empty() || out.contains("settings unreadable");
                !out.contains(&fixed) && left_alone
            }
            State::Unchanged => true,
        };
        if !fits {
            return Err(format!("{name}: it says: {out}{err}"));
        }
    }
    Ok(())
}

/// Whether the files are as a deletion says that could not open the credentials.
fn all_but_the_credentials_are_new(
    states: &BTreeMap<PathBuf, State>,
    tree: &Tree,
) -> Result<(), String> {
    for (path, state) in states {
        let is_credentials = *path == tree.path(FILES[2]);
        let is_right = if is_credentials { *state == State::Old } else { *state != State::Old };
        if !is_right {
            return Err(format!("{} is {state:?}", path.display()));
        }
    }
    Ok(())
}

/// Whether the message names exactly the new files as new and the old as old.
fn named(message: &str, states: &BTreeMap<PathBuf, State>) -> Result<(), String> {
    let line = message.lines().find(|line| line.contains("New: "));
    let line = line.ok_or_else(|| format!("it names no new file: {message}"))?;
    let (new, old) = line
        .split_once("New: ")
        .map_or(("", ""), |(_, rest)| rest.split_once(". Old: ").unwrap_or((rest, "")));
    for (path, state) in states {
        let path = path.display().to_string();
        let is_in = |list: &str| list.split(", ").any(|one| one.trim() == path);
        let fits = match state {
            State::New => is_in(new) && !is_in(old),
            State::Old => is_in(old) && !is_in(new),
            State::Unchanged => !is_in(new),
        };
        if !fits {
            return Err(format!("{path} is {state:?}, and it says: {message}"));
        }
    }
    Ok(())
}

fn next_run_works(tree: &Tree, keys: &Keys) -> Result<(), String> {
    let mut store = Store::open_with(tree.paths(), keys.clone());
    let edit = rename(store.settings(), "home", "Next");
    store.commit(&edit).map_err(|why| format!("the next run is refused: {why}"))?;
    if name_of(store.settings(), "home") != "Next" {
        return Err("the next run did nothing".to_owned());
    }
    store.sweep();
    for folder in [".craft-agent", "client-a"] {
        let allowed =
            ["config.json", ".config.json.lock", "credentials.enc", ".credentials.enc.lock"];
        let stray = names(&tree.path(folder)).into_iter().find(|name| !allowed.contains(&&**name));
        if let Some(stray) = stray {
            return Err(format!("{stray} is left in {folder}"));
        }
    }
    for (name, bytes) in tree.files() {
        let is_backup =
            name.starts_with("state") && name.extension().is_some_and(|end| end == "json");
        let value: Option<Value> = serde_json::from_slice(&bytes).ok();
        if is_backup && value.is_none() {
            return Err(format!("{} is half a backup", name.display()));
        }
    }
    let settings: &Settings = store.settings();
    if settings.connections().is_empty() {
        return Err("the connections are gone".to_owned());
    }
    Ok(())
}

#[test]
fn every_file_stays_whole_and_the_message_is_true_when_any_call_of_any_command_fails_or_kills() {
    const MODES: [&str; 3] = ["once", "forever", "kill"];
    let _alone = super::alone();
    let keys = Keys::new(Machine::This);
    let mut runs = Vec::new();
    let prepared: Vec<Prepared> = CASES.iter().map(prepared).collect();
    let references: Vec<Reference> = (CASES.iter().zip(&prepared))
        .map(|(case, prepared)| Reference::of(case, prepared, &keys))
        .collect();
    for (at, case) in CASES.iter().enumerate() {
        let calls = &references[at].calls;
        // What comes before is the same without credentials, and takes a hundredth of the time.
        let first = if case.secrets {
            let lock = calls.iter().position(|step| step == "OpenLock");
            lock.expect("it saves")
        } else {
            0
        };
        let calls = first + 1..=calls.len();
        runs.extend(calls.flat_map(|call| MODES.map(|mode| (at, call, mode))));
    }
    let count = runs.len();
    let queue = Mutex::new(runs.into_iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no panic").next();
                    let Some((at, call, mode)) = next else { return };
                    let (case, reference) = (&CASES[at], &references[at]);
                    let tree = ready(case, &prepared[at]);
                    let ran = tree.run(case, Some(&format!("any:{call}:{mode}")));
                    if let Err(why) = verdict(case, reference, &tree, &ran, &keys) {
                        let step = &reference.calls[call - 1];
                        let failure =
                            format!("{:?} call {call} ({step}) {mode}: {why}", case.arguments);
                        wrong.lock().expect("no panic").push(failure);
                    }
                }
            });
        }
    });
    println!("{count} runs of {} commands", CASES.len());
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
