//! What other programs write shows up by itself.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use llm_connections::settings::workspace::object::no_config_in;
use llm_connections::tui::messages;

use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// What is said of a file that cannot be read.
const ERRORS: [&str; 2] = [messages::CONFIG_UNREADABLE, messages::CONFIG_UNUSABLE];

/// How long a change may take to show up. One of a few has to: a machine with other things to do is
/// late at times.
const SOON: Duration = Duration::from_millis(300);

/// Changes a name in a file by `write` until a change shows up soon.
fn shows_up_soon(terminal: &Terminal, file: &Path, mut write: impl FnMut(&str)) {
    let original = fs::read_to_string(file).unwrap();
    let mut took = Vec::new();
    for n in 0..8 {
        let name = format!("Changed {n}");
        write(&original.replace("Claude Max", &name));
        let written = Instant::now();
        terminal.see(&name);
        took.push(written.elapsed());
        if took[n] <= SOON {
            return;
        }
    }
    panic!("too late each time: {took:?}");
}

#[test]
fn in_place_rewrite_shows_up_without_reporting_a_half_written_file() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    let mut is_calm = false;
    shows_up_soon(&terminal, &home.config(), |text| {
        terminal.forbid(&ERRORS);
        let start = Instant::now();
        let mut file = File::create(home.config()).unwrap();
        let (half, rest) = text.as_bytes().split_at(text.len() / 2);
        file.write_all(half).unwrap();
        // A writer that takes its time; the program looks meanwhile.
        thread::sleep(Duration::from_millis(40));
        file.write_all(rest).unwrap();
        drop(file);
        // A writer that was held up for long has really left half a file.
        is_calm = start.elapsed() < Duration::from_millis(150);
        if is_calm {
            assert_eq!(terminal.forbidden(), None);
        }
    });
    if is_calm {
        assert_eq!(terminal.forbidden(), None);
    }
}

#[test]
fn half_written_file_is_reported_until_complete() {
    let home = Home::new();
    let whole = home.text();
    let terminal = Start::program(&home).open();
    fs::write(home.config(), &whole[..whole.len() / 2]).unwrap();
    for error in ERRORS {
        terminal.see(error);
    }
    terminal.see("Claude Max");
    fs::write(home.config(), whole).unwrap();
    for error in ERRORS {
        terminal.gone(error);
    }
}

#[test]
fn replaced_file_shows_up() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.forbid(&ERRORS);
    let new = home.config_dir().join("config.json.new");
    shows_up_soon(&terminal, &home.config(), |text| {
        fs::write(&new, text).unwrap();
        fs::rename(&new, home.config()).unwrap();
    });
    assert_eq!(terminal.forbidden(), None);
}

#[test]
fn target_of_a_link_is_watched() {
    let home = Home::new();
    let elsewhere = home.dir().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let real = elsewhere.join("real.json");
    fs::rename(home.config(), &real).unwrap();
    symlink(&real, home.config()).unwrap();
    let terminal = Start::program(&home).open();
    terminal.forbid(&ERRORS);
    let new = elsewhere.join("new");
    shows_up_soon(&terminal, &real, |text| {
        fs::write(&new, text).unwrap();
        fs::rename(&new, &real).unwrap();
    });
    assert_eq!(terminal.forbidden(), None);
    let text = fs::read_to_string(&real).unwrap();
    fs::write(&real, text.replace("Changed", "In Place")).unwrap();
    terminal.see("In Place");
}

/// The sample's first workspace but one, and what stands on its row.
const CLIENT_A: &str = "workspaces/client-a";

#[test]
fn concurrent_workspace_writes_show_up() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.see("OpenRouter              –                 High");
    let file = home.dir().join(CLIENT_A).join("config.json");
    let original = fs::read_to_string(&file).unwrap();
    fs::write(&file, original.replace("Client A", "Claude Max (the client)")).unwrap();
    terminal.see("Claude Max (the client)");
    // As Craft saves it.
    let new = file.with_extension("json.tmp");
    shows_up_soon(&terminal, &file, |text| {
        fs::write(&new, text).unwrap();
        fs::rename(&new, &file).unwrap();
    });
}

#[test]
fn workspace_folder_that_appears_and_disappears_shows_up() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.see("archive not found");
    let archive = home.dir().join("workspaces/archive");
    fs::create_dir(&archive).unwrap();
    terminal.see(&no_config_in("~/workspaces/archive"));
    fs::write(archive.join("config.json"), r#"{"defaults": {"thinkingLevel": "max"}}"#).unwrap();
    terminal.see("Archive       –                       –                 Max");
    fs::remove_dir_all(&archive).unwrap();
    terminal.see("archive not found");
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("config.json"), "{}").unwrap();
    terminal.see("Archive       –                       –                 –");
}

/// Writes a session's file in Craft's way: a header, then messages.
fn session(folder: &Path, header: &str) {
    fs::create_dir_all(folder).unwrap();
    let text = format!("{header}\n{{\"type\": \"user\", \"content\": \"hello\"}}\n");
    fs::write(folder.join("session.jsonl"), text).unwrap();
}

#[test]
fn session_changes_additions_and_removals_show_up() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.resize(140, 44);
    terminal.see("Plan the release");
    let header = |name: &str| {
        format!(
            r#"{{"name": "{name}", "llmConnection": "anthropic-api", "connectionLocked": true, "lastUsedAt": 1763632400000}}"#
        )
    };
    let sessions = home.dir().join(CLIENT_A).join("sessions");
    let own = sessions.join("260201-new");
    session(&own, &header("Claude Max"));
    terminal.see("Claude Max · Client A");
    shows_up_soon(&terminal, &own.join("session.jsonl"), |text| {
        fs::write(own.join("session.jsonl"), text).unwrap();
    });
    // Away and there again before anybody looks: it is another folder, and watched like the first.
    fs::remove_dir_all(&own).unwrap();
    session(&own, &header("There again"));
    terminal.see("There again · Client A");
    session(&own, &header("And again"));
    terminal.see("And again · Client A");
    fs::remove_dir_all(&own).unwrap();
    terminal.gone("· Client A");
    // In a workspace that had none, whose folder of sessions comes with its first.
    let archive = home.dir().join("workspaces/archive/sessions/260202-first");
    session(&archive, &header("The very first"));
    terminal.see("The very first · Archive");
}

#[test]
fn twenty_writes_show_in_order_and_no_edit_is_lost() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.forbid(&ERRORS);
    terminal.follow("A write ");
    // A writer that asks for the lock, as two of this program would: what Craft loses without one
    // is not what is looked at.
    let lock = home.config_dir().join(".config.json.lock");
    for n in 0..20 {
        let lock = File::options().create(true).append(true).open(&lock).unwrap();
        lock.lock().unwrap();
        let mut json = home.json();
        json["llmConnections"][4]["name"] = format!("A write {n:02}").into();
        let text = serde_json::to_string_pretty(&json).unwrap();
        if n % 2 == 0 {
            fs::write(home.config(), text).unwrap();
        } else {
            let new = home.config_dir().join("config.json.new");
            fs::write(&new, text).unwrap();
            fs::rename(&new, home.config()).unwrap();
        }
        drop(lock);
        if n % 5 == 0 {
            // Each press is one edit of this program's own, in between.
            terminal.keys("s");
            let mode = if n % 10 == 0 { "steer" } else { "queue" };
            let stored = || home.connection("anthropic-api")["midStreamBehavior"].clone();
            terminal.see(if mode == "steer" {
                "(API Key)” now steers"
            } else {
                "(API Key)” now queues"
            });
            assert_eq!(stored(), mode);
        }
    }
    terminal.see("A write 19");
    assert_eq!(terminal.forbidden(), None);
    let numbers: Vec<String> = terminal
        .followed()
        .iter()
        .filter_map(|line| Some(line.split("A write ").nth(1)?[..2].to_owned()))
        .collect();
    assert!(numbers.is_sorted() && numbers.len() > 1, "{numbers:?}");
    assert_eq!(home.json()["llmConnections"][4]["name"], "A write 19");
    assert_eq!(home.connection("anthropic-api")["midStreamBehavior"], "queue");
}

#[test]
fn a_workspace_behind_a_link_and_one_listed_twice_are_seen_by_every_name() {
    let home = Home::new();
    let real = home.dir().join("real");
    fs::create_dir(&real).unwrap();
    fs::write(real.join("config.json"), "{}").unwrap();
    symlink(&real, home.dir().join("link")).unwrap();
    let mut json = home.json();
    json["workspaces"] = serde_json::json!([{"rootPath": "~/link", "name": "Linked"}, {"rootPath": "~/real", "name": "Real"}]);
    fs::write(home.config(), json.to_string()).unwrap();
    let terminal = Start::program(&home).open();
    terminal.resize(140, 44);
    terminal.see("Linked        –                       –                 –");
    fs::write(real.join("config.json"), r#"{"defaults": {"thinkingLevel": "max"}}"#).unwrap();
    terminal.see("Linked        –                       –                 Max");
    terminal.see("Real          –                       –                 Max");
    // Sessions come later, and by either name.
    let header = r#"{"name": "The first", "llmConnection": "anthropic-api", "connectionLocked": true, "lastUsedAt": 1763632400000}"#;
    session(&real.join("sessions/260301-first"), header);
    terminal.see("The first · Linked");
    terminal.see("The first · Real");
}

#[test]
fn a_workspace_that_is_moved_away_and_back_is_watched_as_before() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.resize(140, 44);
    terminal.see("Plan the release");
    let workspace = home.dir().join("workspaces/my-workspace");
    let away = home.dir().join("workspaces/away");
    fs::rename(&workspace, &away).unwrap();
    terminal.see("my-workspace not found");
    terminal.gone("Plan the release");
    fs::rename(&away, &workspace).unwrap();
    terminal.see("Plan the release");
    let header = r#"{"name": "Another plan", "llmConnection": "anthropic-api", "connectionLocked": true, "lastUsedAt": 1763632400000}"#;
    session(&workspace.join("sessions/260105-quiet-fox"), header);
    terminal.see("Another plan · My Workspace");
    // Only the folder of the sessions, too quickly for anybody to look in between.
    let (sessions, old) = (workspace.join("sessions"), workspace.join("old"));
    fs::rename(&sessions, &old).unwrap();
    fs::rename(&old, &sessions).unwrap();
    session(&sessions.join("260105-quiet-fox"), &header.replace("Another", "A third"));
    terminal.see("A third plan · My Workspace");
}

#[test]
fn a_plain_file_among_the_sessions_is_none() {
    let home = Home::new();
    let terminal = Start::program(&home).open();
    terminal.resize(140, 44);
    terminal.see("Plan the release");
    let sessions = home.dir().join("workspaces/my-workspace/sessions");
    fs::write(sessions.join("index.json"), "{}").unwrap();
    let header =
        r#"{"name": "Marker", "llmConnection": "anthropic-api", "connectionLocked": true}"#;
    session(&sessions.join("marker"), header);
    terminal.see("Marker · My Workspace");
    terminal.keys("x");
    // The one in the lab, whose header is cut off, and no other.
    terminal.see("1 session can't be read");
}
