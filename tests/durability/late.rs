//! What another program writes at the worst moment: into the old file after a commit, or just
//! before it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::process::parent_id;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::disk::DiskStep;
use llm_connections::disk::fault;
use llm_connections::store::{CommitError, Store, messages};
use serde_json::json;

use super::{CONFIG, add, delete, name_of, names, now, parsed, rename};
use crate::support::TestInstall;

/// An installation whose Craft server runs.
fn with_craft() -> (TestInstall, Store) {
    let install = TestInstall::new(CONFIG);
    let lock = json!({"pid": parent_id(), "startedAt": now()});
    fs::write(install.root().join("craft/.server.lock"), lock.to_string()).expect("written");
    let store = install.open();
    (install, store)
}

fn opened_for_writing(install: &TestInstall) -> File {
    let file = OpenOptions::new().write(true).open(install.config());
    file.expect("there")
}

#[test]
fn without_another_program_nothing_is_inspected_after_a_commit() {
    let install = TestInstall::new(CONFIG);
    let mut store = install.open();
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    assert!(store.next_inspection().is_none());
    // A server that has ended has left its lock behind.
    let lock = json!({"pid": i32::MAX, "startedAt": now()});
    fs::write(install.root().join("craft/.server.lock"), lock.to_string()).expect("written");
    store.undo().expect("taken back");
    assert!(store.next_inspection().is_none());
}

#[test]
fn late_writes_to_the_old_file_are_carried_over() {
    let (install, mut store) = with_craft();
    let mut theirs = opened_for_writing(&install);
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    let mut value = parsed(CONFIG.as_bytes());
    value["llmConnections"][0]["lastUsedAt"] = json!(7);
    value["theirs"] = json!([1]);
    theirs
        .write_all(serde_json::to_string_pretty(&value).expect("text").as_bytes())
        .expect("written");
    let reports = store.wait_for_inspections();
    value["llmConnections"][0]["name"] = json!("New");
    assert_eq!(parsed(&install.bytes()), value);
    let config = install.config().display().to_string();
    assert_eq!(reports, [messages::carried_over(&config)]);
    assert!(store.next_inspection().is_none());
    assert!(store.settings() == install.open().settings());
}

#[test]
fn an_old_state_that_is_put_back_gets_the_edits_again_in_their_order() {
    let (install, mut store) = with_craft();
    store.commit(&add("c")).expect("saved");
    let edit = rename(store.settings(), "c", "Third");
    store.commit(&edit).expect("saved");
    let mut value = parsed(CONFIG.as_bytes());
    value["theirs"] = json!(true);
    fs::write(install.config(), value.to_string()).expect("written");
    let reports = store.wait_for_inspections();
    store.reload(true);
    assert_eq!(name_of(store.settings(), "c"), "Third");
    assert_eq!(parsed(&install.bytes())["theirs"], json!(true));
    assert_eq!(reports.len(), 2, "{reports:?}");
    let config = install.config().display().to_string();
    assert_eq!(reports[0], messages::saved_again(&config, "Added “c”"));
    store.undo().expect("taken back");
    assert_eq!(name_of(store.settings(), "c"), "c");
}

#[test]
fn a_deletion_is_made_again_though_the_connection_was_used_meanwhile() {
    let (install, mut store) = with_craft();
    let edit = delete(store.settings(), "a");
    store.commit(&edit).expect("saved");
    let mut value = parsed(CONFIG.as_bytes());
    value["llmConnections"][0]["lastUsedAt"] = json!(9);
    fs::write(install.config(), value.to_string()).expect("written");
    store.wait_for_inspections();
    store.reload(true);
    assert!(!store.settings().has_slug("a"));
}

#[test]
fn another_programs_change_and_our_own_undo_both_stay() {
    let (install, mut store) = with_craft();
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    store.undo().expect("taken back");
    assert_eq!(store.wait_for_inspections(), [""; 0]);
    assert_eq!(install.bytes(), CONFIG.as_bytes());

    store.redo().expect("made again");
    let mut value = parsed(&install.bytes());
    value["llmConnections"][0]["name"] = json!("Theirs");
    let theirs = value.to_string();
    fs::write(install.config(), &theirs).expect("written");
    let config = install.config().display().to_string();
    let report = messages::overwritten(&config, "Renamed “A” to “New”", None);
    assert_eq!(store.wait_for_inspections(), [report]);
    assert_eq!(install.bytes(), theirs.as_bytes());
}

#[test]
fn write_between_comparison_and_rename_is_restored_and_built_on() {
    let (install, mut store) = with_craft();
    let theirs = CONFIG.replace("\"odd\"", "\"odder\"");
    let config = install.config();
    let text = theirs.clone();
    fault::meanwhile(DiskStep::Rename, move || {
        let beside = config.with_extension("tmp");
        fs::write(&beside, &text).expect("written");
        fs::rename(&beside, &config).expect("renamed");
    });
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    assert_eq!(install.bytes(), theirs.replace(r#""A""#, r#""New""#).as_bytes());
    assert_eq!(store.wait_for_inspections(), [""; 0]);
    assert_eq!(
        names(&install.root().join("craft")),
        [".config.json.lock", ".server.lock", "config.json"]
    );
}

#[test]
fn a_program_that_never_stops_writing_ends_in_a_plain_refusal_and_loses_nothing() {
    let (install, mut store) = with_craft();
    let config = install.config();
    let mut count = 0;
    fault::always_meanwhile(DiskStep::Rename, move || {
        count += 1;
        let text = CONFIG.replace("\"odd\"", &format!("\"odd{count}\""));
        fs::write(&config, text).expect("written");
    });
    let edit = rename(store.settings(), "a", "New");
    let refused = store.commit(&edit).expect_err("it never stops").to_string();
    fault::clear();
    assert_eq!(refused, CommitError::Overtaken(install.config()).to_string());
    let now = String::from_utf8(install.bytes()).expect("text");
    assert!(now.contains("\"odd") && !now.contains("New"), "{now}");
}

#[test]
fn restored_backup_is_restored_again_over_a_stale_write() {
    let (install, mut store) = with_craft();
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    store.wait_for_inspections();
    let mut read_before = parsed(&install.bytes());
    let (opened, _) = store.newest_backup().expect("there is one");
    store.restore(&opened).expect("put back");
    read_before["theirs"] = json!(1);
    fs::write(install.config(), read_before.to_string()).expect("written");
    let reports = store.wait_for_inspections();
    let config = install.config().display().to_string();
    let restored = format!("Restored {}", opened.backup.name);
    assert_eq!(reports, [messages::saved_again(&config, &restored)]);
    store.reload(true);
    assert_eq!(name_of(store.settings(), "a"), "A");
    assert_eq!(parsed(&install.bytes())["theirs"], json!(1));
}

#[test]
fn a_repair_waits_for_the_lock_without_holding_up_the_screen() {
    let (install, mut store) = with_craft();
    let mut theirs = opened_for_writing(&install);
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    let lock = File::open(install.root().join("craft/.config.json.lock")).expect("there");
    lock.lock().expect("held");
    let mut value = parsed(CONFIG.as_bytes());
    value["theirs"] = json!(1);
    fs::write(install.config(), value.to_string()).expect("written");
    let mut value = parsed(CONFIG.as_bytes());
    value["late"] = json!(2);
    theirs.write_all(format!("{value:#}").as_bytes()).expect("written");
    // Far longer than what was saved is inspected, and each inspection far shorter than a lock is
    // waited for.
    let start = Instant::now();
    let mut times = Vec::new();
    while start.elapsed() < Duration::from_secs(1) {
        let next = store.next_inspection().expect("it is not over");
        thread::sleep(next.saturating_duration_since(Instant::now()));
        let inspection = Instant::now();
        assert!(store.inspect_saved().is_empty());
        times.push(inspection.elapsed());
    }
    // A busy machine may make a few of them long.
    times.sort();
    assert!(times[(times.len() - 1) / 2] < Duration::from_millis(500), "{times:?}");
    drop(lock);
    let reports = store.wait_for_inspections();
    assert_eq!(reports.len(), 2, "{reports:?}");
    store.reload(true);
    assert_eq!(name_of(store.settings(), "a"), "New");
    let now = parsed(&install.bytes());
    assert_eq!((&now["theirs"], &now["late"]), (&json!(1), &json!(2)));
}

#[test]
fn a_repair_that_another_program_never_lets_happen_is_reported() {
    let (install, mut store) = with_craft();
    let edit = rename(store.settings(), "a", "New");
    store.commit(&edit).expect("saved");
    let lock = File::open(install.root().join("craft/.config.json.lock")).expect("there");
    lock.lock().expect("held");
    fs::write(install.config(), CONFIG).expect("written");
    let reports = store.wait_for_inspections();
    assert_eq!(reports.len(), 1, "{reports:?}");
    let config = install.config().display().to_string();
    let why = messages::not_saved(format_args!("cannot lock {config}"));
    let report = messages::overwritten(&config, "Renamed “A” to “New”", Some(&why));
    assert!(reports[0].starts_with(&report), "{reports:?}");
}
