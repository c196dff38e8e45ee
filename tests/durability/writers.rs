//! Other programs that write the same files all the time: nothing of theirs is lost, and nothing of
//! ours.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use llm_connections::settings::credential::CredentialKind;
use llm_connections::settings::credential::key;
use llm_connections::settings::edit::Edit;
use llm_connections::settings::edit::{SecretChange, SecretEdit, SecretsEdit};
use llm_connections::settings::secret::Secret;
use llm_connections::store::{CommitError, Store};
use llm_connections::vault::{Entry, Vault};
use serde_json::{Value, json};

use super::{CONFIG, ORDERS, add, child, name_of, now, parsed, rename};
use crate::support::credentials::{keys_of_sample, sealed};
use crate::support::rounds::unspoiled_of;
use crate::support::{TestInstall, paths};

const OURS: usize = 200;
const THEIRS: usize = 300;

/// How long the other program takes from its reading to its writing.
const THINKING: Duration = Duration::from_millis(5);

/// Longer than this the other program does not wait between its reading and its writing.
const LATE: Duration = Duration::from_millis(75);

/// The file by which either program notes that the machine stopped it at a moment that counts, for
/// longer than it may wait.
const STALLED: &str = "stalled";

/// How often a measurement is made again that the machine spoiled.
const ROUNDS: usize = 10;

/// How long the other program rests between two changes. A test build encrypts slowly: between two
/// changes of the credentials there must be time for one of ours.
const RESTING: [Duration; 2] = [Duration::from_millis(8), Duration::from_millis(30)];

/// The other program's own entry of the credentials, with the numbers of all its writes.
const THEIR_ENTRY: &str = "theirs::all";

fn numbers(entry: &Entry) -> Vec<usize> {
    let text = entry.text(key::VALUE).expect("a text");
    serde_json::from_str(text.expose()).expect("numbers")
}

/// The other program: for every change it has to make it reads the file, waits, and writes it.
/// Where this machine let it wait for longer than our program inspects what it has saved, it reads
/// again.
fn write_all(
    root: &Path,
    file: &Path,
    how: &str,
    rest: Duration,
    changed: impl Fn(&[u8], usize) -> Vec<u8>,
) {
    // It begins when its input ends.
    io::stdin().read_to_end(&mut Vec::new()).expect("an end");
    let beside = file.with_extension("tmp");
    for n in 0..THEIRS {
        loop {
            let start = Instant::now();
            let new = changed(&fs::read(file).expect("the file is always there"), n);
            sleep(THINKING);
            let mut is_written = false;
            if how == "in place" && start.elapsed() < LATE {
                fs::write(file, &new).expect("written");
                is_written = true;
            } else {
                fs::write(&beside, &new).expect("written");
                if start.elapsed() < LATE {
                    fs::rename(&beside, file).expect("renamed");
                    is_written = true;
                } else {
                    fs::remove_file(&beside).expect("removed");
                }
            }
            if is_written {
                if start.elapsed() > LATE {
                    fs::write(root.join(STALLED), "").expect("noted");
                }
                break;
            }
        }
        sleep(rest);
    }
}

/// A change of config.json: an entry of its own, and when a connection was last used.
fn changed_config(old: &[u8], n: usize) -> Vec<u8> {
    let mut value = parsed(old);
    value["theirs"][format!("n{n}")] = json!(n);
    value["llmConnections"][0]["lastUsedAt"] = json!(n);
    serde_json::to_vec_pretty(&value).expect("text")
}

/// A change of the credentials: all in one entry, so that the file stays small.
fn changed_credentials(old: &[u8], n: usize) -> Vec<u8> {
    let mut vault = Vault::open(old, &keys_of_sample()).expect("they open");
    let stored = vault.contents.entry(THEIR_ENTRY);
    let mut all = stored.as_ref().map_or_else(Vec::new, numbers);
    all.push(n);
    let entry = Entry::new(json!({"value": json!(all).to_string()}));
    vault.contents.set(THEIR_ENTRY, Some(&entry), 1);
    vault.seal(&keys_of_sample()).expect("sealed")
}

/// A program that writes while it holds the lock of a Craft server.
struct Craft {
    child: Child,
}

impl Craft {
    fn start(test: &str, root: &Path, how: &str) -> Self {
        let orders = format!("{how};{}", root.display());
        let mut command = child(test, &orders);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let child = child.expect("started");
        let lock = json!({"pid": child.id(), "startedAt": now()});
        fs::write(root.join("craft/.server.lock"), lock.to_string()).expect("written");
        Self { child }
    }

    fn begin(&mut self) {
        drop(self.child.stdin.take());
    }

    fn end(&mut self) {
        assert!(self.child.wait().expect("a child").success());
    }
}

/// Sleeps until a moment, and notes where the machine woke this program too late to inspect in time.
fn sleep_until(root: &Path, moment: Instant) {
    sleep(moment.saturating_duration_since(Instant::now()));
    if moment.elapsed() > LATE {
        fs::write(root.join(STALLED), "").expect("noted");
    }
}

/// What the screen does between two keys: it inspects what was saved when that is due.
fn idle(root: &Path, store: &mut Store, time: Duration) -> usize {
    let end = Instant::now() + time;
    let mut repairs = 0;
    while let Some(next) = store.next_inspection().filter(|next| *next < end) {
        sleep_until(root, next);
        repairs += store.inspect_saved().len();
    }
    sleep_until(root, end);
    repairs
}

fn is_orders_for(how: &str) -> Option<String> {
    let orders = env::var(ORDERS).ok()?;
    let (given, root) = orders.split_once(';').expect("a way and a folder");
    assert_eq!(given, how);
    Some(root.to_owned())
}

/// What was lost of our edits and of their writes.
struct Measured {
    ours: usize,
    theirs: usize,
    repairs: usize,
    /// Why an edit of ours could not be made at all, after which nothing more was.
    failed: Option<String>,
    /// Whether the machine stopped one of the two for so long that ours could not inspect in time.
    stalled: bool,
}

impl Measured {
    /// Whether nothing is lost of either side.
    const fn is_good(&self) -> bool {
        matches!(self, Self { ours: 0, theirs: 0, failed: None, .. })
    }
}

/// Nothing is lost of either side. A program that writes later than ours looks may win, and one
/// that is stopped within a write leaves half a file, so that a round in which the machine made it
/// late is measured again.
#[track_caller]
fn loses_nothing(name: &str, measure: impl Fn() -> Measured) {
    let _alone = super::alone();
    let measure = || {
        let found = measure();
        let Measured { ours, theirs, repairs, stalled, .. } = found;
        println!(
            "{name}: of {OURS} edits of ours {ours} lost, of {THEIRS} writes of theirs {theirs} lost; {repairs} put right{}",
            if stalled { "; the machine stalled" } else { "" }
        );
        found
    };
    let Measured { ours, theirs, repairs, failed, .. } =
        unspoiled_of(ROUNDS, measure, |found| found.stalled && !found.is_good());
    assert_eq!(failed, None);
    assert_eq!((ours, theirs), (0, 0));
    assert!(repairs > 0, "they wrote over each other");
}

fn beside_config(test: &str, how: &str) -> Measured {
    let install = TestInstall::new(CONFIG);
    let mut craft = Craft::start(test, install.root(), how);
    let mut store = install.open();
    craft.begin();
    let (mut repairs, mut failed) = (0, None);
    'edits: for n in 0..OURS {
        // The other program may have put the old state back a moment before: a person tries again,
        // too.
        let edit = |store: &Store| match n % 2 {
            0 => add(&format!("c{n}")),
            _ => rename(store.settings(), &format!("c{}", n - 1), &format!("C {n}")),
        };
        let mut left = 100;
        while let Err(why) = store.commit(&edit(&store)) {
            if !matches!(why, CommitError::Refused(_)) || left == 0 {
                failed = Some(format!("{n}: {why}"));
                break 'edits;
            }
            left -= 1;
            repairs += idle(install.root(), &mut store, THINKING);
        }
        repairs += idle(install.root(), &mut store, Duration::from_millis(15));
    }
    repairs += store.wait_for_inspections().len();
    craft.end();
    repairs += store.wait_for_inspections().len();
    store.reload(true);
    let now = parsed(&install.bytes());
    let theirs = (0..THEIRS).filter(|n| now["theirs"][format!("n{n}")] != json!(n));
    let ours = (0..OURS).filter(|n| {
        let slug = format!("c{}", n - n % 2);
        let is_there = store.settings().has_slug(&slug);
        !is_there || n % 2 == 1 && name_of(store.settings(), &slug) != format!("C {n}")
    });
    let (ours, theirs) = (ours.count(), theirs.count());
    let left = super::names(&install.root().join("craft"));
    assert_eq!(left, [".config.json.lock", ".server.lock", "config.json"]);
    Measured { ours, theirs, repairs, failed, stalled: install.root().join(STALLED).exists() }
}

#[test]
fn nothing_is_lost_beside_a_program_that_rewrites_the_file_in_place() {
    const SELF: &str = "writers::nothing_is_lost_beside_a_program_that_rewrites_the_file_in_place";
    if let Some(root) = is_orders_for("in place") {
        let config = paths(Path::new(&root)).config();
        return write_all(Path::new(&root), &config, "in place", RESTING[0], changed_config);
    }
    loses_nothing("in place", || beside_config(SELF, "in place"));
}

#[test]
fn nothing_is_lost_beside_a_program_that_replaces_the_file() {
    const SELF: &str = "writers::nothing_is_lost_beside_a_program_that_replaces_the_file";
    if let Some(root) = is_orders_for("renamed") {
        let config = paths(Path::new(&root)).config();
        return write_all(Path::new(&root), &config, "renamed", RESTING[0], changed_config);
    }
    loses_nothing("renamed", || beside_config(SELF, "renamed"));
}

#[test]
fn no_secret_is_lost_beside_a_program_that_replaces_the_credentials() {
    const SELF: &str = "writers::no_secret_is_lost_beside_a_program_that_replaces_the_credentials";
    if let Some(root) = is_orders_for("secrets") {
        // Derived before the first reading: it takes long.
        let file = paths(Path::new(&root)).credentials().expect("a home");
        changed_credentials(&fs::read(&file).expect("there"), 0);
        return write_all(Path::new(&root), &file, "renamed", RESTING[1], changed_credentials);
    }
    loses_nothing("credentials", || beside_credentials(SELF));
}

fn beside_credentials(test: &str) -> Measured {
    let list: Vec<Value> = (0..OURS)
        .map(|n| {
            json!({"slug": format!("c{n}"), "name": "C", "providerType": "pi", "piAuthProvider": "groq",
                "authType": "api_key", "createdAt": 1})
        })
        .collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": list});
    let install = TestInstall::new(config.to_string());
    let file = paths(install.root()).credentials().expect("a home");
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(&file, sealed(&json!({}))).expect("written");
    let mut craft = Craft::start(test, install.root(), "secrets");
    let mut store = Store::open_with(paths(install.root()), keys_of_sample());
    store.reload_credentials(true);
    craft.begin();
    let (mut repairs, mut failed) = (0, None);
    for n in 0..OURS {
        let put = SecretEdit {
            kind: CredentialKind::ApiKey,
            seen: Some(None),
            change: SecretChange::Put(vec![(key::VALUE, Some(Secret::new(format!("k{n}"))))]),
        };
        let edit = Edit::Secrets(SecretsEdit {
            slug: format!("c{n}"),
            edit: None,
            secrets: vec![put],
            set_aside: None,
        });
        if let Err(why) = store.commit(&edit) {
            failed = Some(format!("{n}: {why}"));
            break;
        }
        repairs += idle(install.root(), &mut store, Duration::from_millis(15));
    }
    repairs += store.wait_for_inspections().len();
    craft.end();
    repairs += store.wait_for_inspections().len();
    let bytes = fs::read(&file).expect("there");
    let vault = Vault::open(&bytes, &keys_of_sample()).expect("it opens");
    let stored = vault.contents.entry(THEIR_ENTRY).as_ref().map_or_else(Vec::new, numbers);
    let ours = (0..OURS).filter(|n| vault.contents.entry(&format!("llm_api_key::c{n}")).is_none());
    let ours = ours.count();
    let theirs = (0..THEIRS).filter(|n| !stored.contains(n)).count();
    Measured { ours, theirs, repairs, failed, stalled: install.root().join(STALLED).exists() }
}
