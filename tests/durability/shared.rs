//! Files that other programs write too.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::disk::DiskStep;
use llm_connections::settings::edit::{Edit, Refusal};
use llm_connections::store::{CommitError, Store};
use notify::event::{AccessKind, EventKind};
use notify::{RecursiveMode, Watcher};
use serde_json::{Value, json};

use super::{CONFIG, ORDERS, add, child, delete, name_of, parsed, rename};
use crate::support::rounds::unspoiled;
use crate::support::{TestInstall, paths};

/// Writes as Craft does: in place, all of it.
fn craft_writes(install: &TestInstall, change: impl FnOnce(&mut Value)) {
    let mut value = parsed(&install.bytes());
    change(&mut value);
    fs::write(install.config(), serde_json::to_string_pretty(&value).expect("text"))
        .expect("written");
}

#[test]
fn two_programs_with_two_hundred_concurrent_edits_each_lose_none_and_read_whole_files() {
    const SELF: &str = "shared::two_programs_with_two_hundred_concurrent_edits_each_lose_none_and_read_whole_files";
    const EDITS: usize = 200;
    if let Ok(orders) = env::var(ORDERS) {
        let (me, root) = orders.split_once(' ').expect("a slug and a folder");
        let mut store = Store::open(paths(Path::new(root)));
        // Both begin when their input ends.
        io::stdin().read_line(&mut String::new()).expect("a line");
        for n in 0..EDITS {
            let edit = match n % 2 {
                0 => add(&format!("{me}-{n}")),
                _ => rename(store.settings(), me, &format!("{me} {n}")),
            };
            save(&mut store, &edit);
        }
        return;
    }
    let install = TestInstall::new(CONFIG);
    let mut children = ["a", "b"].map(|me| {
        let mut command = child(SELF, &format!("{me} {}", install.root().display()));
        command.stdin(Stdio::piped()).spawn().expect("started")
    });
    for child in &mut children {
        drop(child.stdin.take());
    }
    for mut child in children {
        let end = loop {
            match child.try_wait().expect("a child") {
                Some(end) => break end,
                None => drop(parsed(&install.bytes())),
            }
        };
        assert!(end.success());
    }
    let store = install.open();
    for me in ["a", "b"] {
        assert_eq!(name_of(store.settings(), me), format!("{me} {}", EDITS - 1));
        assert!((0..EDITS).step_by(2).all(|n| store.settings().has_slug(&format!("{me}-{n}"))));
    }
    assert_eq!(store.settings().connections().len(), 2 + EDITS);
    assert_eq!(parsed(&install.bytes())["odd"], parsed(CONFIG.as_bytes())["odd"]);
}

/// Saves, again and again when the other holds the lock for long, and only then.
fn save(store: &mut Store, edit: &Edit) {
    loop {
        match store.commit(edit) {
            Ok(_) => return,
            Err(CommitError::Disk(e))
                if e.step == DiskStep::Lock && e.source.kind() == io::ErrorKind::TimedOut => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn an_edit_of_a_field_that_another_program_changed_since_is_refused_by_its_name() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    let edit = rename(store.settings(), "a", "Mine");
    craft_writes(&install, |v| v["llmConnections"][0]["name"] = json!("Theirs"));
    let theirs = install.bytes();
    let error = store.commit(&edit).expect_err("stale");
    assert!(
        matches!(&error, CommitError::Refused(Refusal::Conflict(fields)) if *fields == ["Name"]),
        "{error}"
    );
    assert_eq!(install.bytes(), theirs);
    assert_eq!(name_of(store.settings(), "a"), "Theirs", "the next edit is made on what is there");
    store.commit(&rename(store.settings(), "a", "Mine")).expect("seen, then changed");
}

#[test]
fn program_with_the_file_open_keeps_reading_the_old_one() {
    let install = TestInstall::new(CONFIG);
    let mut reader = File::open(install.config()).expect("there");
    let mut store = install.open();
    store.commit(&rename(store.settings(), "a", "New")).expect("saved");
    let mut read = Vec::new();
    reader.read_to_end(&mut read).expect("read");
    assert_eq!(read, CONFIG.as_bytes());
}

#[test]
fn other_changes_survive_and_the_edit_is_applied_on_top() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    let edit = rename(store.settings(), "b", "Mine");
    craft_writes(&install, |v| {
        v["llmConnections"][1]["lastUsedAt"] = json!(9);
        v["odd"] = json!("theirs");
        let first = v["llmConnections"][0].clone();
        v["llmConnections"].as_array_mut().expect("a list").insert(0, first);
        v["llmConnections"][0]["slug"] = json!("new");
    });
    let theirs = String::from_utf8(install.bytes()).expect("text");
    store.commit(&edit).expect("saved");
    assert_eq!(install.bytes(), theirs.replace(r#""B""#, r#""Mine""#).as_bytes());
}

#[test]
fn undo_takes_back_ours_and_keeps_theirs_and_redo_makes_it_again() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    store.commit(&delete(store.settings(), "a")).expect("saved");
    craft_writes(&install, |v| v["llmConnections"][0]["name"] = json!("Theirs"));
    let mut both = parsed(&install.bytes());
    let without = both.clone();
    store.undo().expect("taken back");
    let ours = parsed(CONFIG.as_bytes())["llmConnections"][0].clone();
    both["llmConnections"].as_array_mut().expect("a list").insert(0, ours);
    both["defaultLlmConnection"] = json!("a");
    assert_eq!(parsed(&install.bytes()), both);
    store.redo().expect("made again");
    assert_eq!(parsed(&install.bytes()), without);
}

#[test]
fn undo_and_redo_never_duplicate_a_slug_of_another_program() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    let taken = |install: &TestInstall, slug: &str| {
        craft_writes(install, |v| {
            let list = v["llmConnections"].as_array_mut().expect("a list");
            list.push(json!({"slug": slug, "name": "Theirs"}));
        });
        install.bytes()
    };
    store.commit(&delete(store.settings(), "a")).expect("saved");
    let theirs = taken(&install, "a");
    let message = store.undo().expect_err("the slug is taken").to_string();
    assert_eq!(message, "The slug a is taken by “Theirs”; a-2 is free.");
    assert_eq!(install.bytes(), theirs);

    store.commit(&add("c")).expect("saved");
    store.undo().expect("taken back");
    let theirs = taken(&install, "c");
    store.redo().expect_err("the slug is taken");
    assert_eq!(install.bytes(), theirs);
}

/// A commit to a file that Craft has half-written, and completes when the commit has read it.
#[cfg(target_os = "linux")]
struct Awaited {
    install: TestInstall,
    store: Store,
    saved: Result<(), CommitError>,
    /// How long the commit can have met the file half-written.
    half_for: Duration,
}

#[cfg(target_os = "linux")]
fn commit_to_half_of_a_file(half: usize) -> Awaited {
    let install = TestInstall::new(&CONFIG.as_bytes()[..half]);
    let mut store = install.open();
    assert!(store.unreadable().is_some(), "{half}");

    let (sender, openings) = std::sync::mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let event = event.expect("an event");
        let opened = matches!(event.kind, EventKind::Access(AccessKind::Open(_)));
        if opened && event.paths.iter().any(|p| p.ends_with("config.json")) {
            // The receiver has gone once the file is whole.
            let _ = sender.send(());
        }
    })
    .expect("a watcher");
    watcher.watch(&install.root().join("craft"), RecursiveMode::NonRecursive).expect("watched");
    let config = install.config();
    let craft = thread::spawn(move || {
        // Opened a second time: it was read once as it is.
        for _ in 0..2 {
            openings.recv_timeout(Duration::from_secs(10)).expect("the commit reads it");
        }
        let mut file = OpenOptions::new().append(true).open(config).expect("there");
        file.write_all(&CONFIG.as_bytes()[half..]).expect("written");
        Instant::now()
    });
    let started = Instant::now();
    let saved = store.commit(&add("c")).map(drop);
    let completed = craft.join().expect("wrote the rest");
    Awaited { install, store, saved, half_for: completed - started }
}

#[cfg(target_os = "linux")]
#[test]
fn file_half_written_by_craft_is_awaited() {
    // A file that has not changed for 120 ms is rightly called broken, and a busy machine may make
    // Craft as late as that.
    const LATE: Duration = Duration::from_millis(100);
    let inside_a_letter = CONFIG.find('ö').expect("is there") + 1;
    for half in [0, 1, 200, inside_a_letter, CONFIG.len() - 1] {
        let is_spoiled = |it: &Awaited| it.saved.is_err() && it.half_for > LATE;
        let Awaited { install, store, saved, .. } =
            unspoiled(|| commit_to_half_of_a_file(half), is_spoiled);
        saved.unwrap_or_else(|why| panic!("{half}: {why}"));
        assert!(store.unreadable().is_none());
        let odd = |bytes: &[u8]| parsed(bytes)["odd"].to_string();
        assert_eq!(odd(&install.bytes()), odd(CONFIG.as_bytes()));
        assert!(install.open().settings().has_slug("c"));
    }
}

#[test]
fn lock_of_another_program_is_awaited_then_reported_and_nothing_is_written() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    let edit = rename(store.settings(), "a", "New");
    let lock = File::create(install.root().join("craft/.config.json.lock")).expect("made");
    lock.lock().expect("held");
    let message = store.commit(&edit).expect_err("held").to_string();
    assert!(
        message.contains("another program has held") && message.contains("try again"),
        "{message}"
    );
    assert_eq!(install.bytes(), CONFIG.as_bytes());
    drop(lock);
    store.commit(&edit).expect("free again");
}
