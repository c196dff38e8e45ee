//! Nothing is lost: whatever the disk, another program or a kill does, every file is whole, the old
//! one or the new one. These tests are alone in their process, for some measure how two programs
//! meet within milliseconds.
#![allow(unreachable_pub, reason = "`pub` marks what other modules use")]

mod backups;
mod faults;
mod in_place;
mod late;
mod leftovers;
mod locks;
mod runner;
mod runner_cases;
mod shared;
#[path = "../it/support/mod.rs"]
#[allow(dead_code, reason = "other topics use more of it")]
mod support;
mod unusable;
mod workspaces;
mod writers;

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use llm_connections::settings::edit::Edit;
use llm_connections::settings::{Connection, ConnectionId, Settings};
use llm_connections::store::milliseconds;
use serde_json::{Value, json};

/// As Craft writes it, with keys of its own and numbers as no program writes them.
const CONFIG: &str = r#"{
  "workspaces": [],
  "activeWorkspaceId": null,
  "activeSessionId": null,
  "odd": [1.50e+3, 123456789012345678901234567890, "Größe \u00e9"],
  "llmConnections": [
    {
      "slug": "a",
      "name": "A",
      "providerType": "anthropic",
      "authType": "api_key",
      "createdAt": 1
    },
    {
      "slug": "b",
      "name": "B",
      "providerType": "copilot",
      "authType": "oauth",
      "unheard": {"of": null},
      "createdAt": 2
    }
  ],
  "defaultLlmConnection": "a"
}"#;

/// Carries its orders to a copy of this program that a test starts.
const ORDERS: &str = "LLM_CONNECTIONS_TEST_ORDERS";

/// This program again, running one test as a child that finds its orders in [`ORDERS`].
fn child(test: &str, orders: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test, "--nocapture"]).env(ORDERS, orders);
    command
}

fn connection(slug: &str) -> Connection {
    Connection::new(
        json!({"slug": slug, "name": slug, "providerType": "openai", "authType": "api_key", "createdAt": 3}),
    )
}

fn add(slug: &str) -> Edit {
    Edit::Add { connection: connection(slug) }
}

fn rename(seen: &Settings, slug: &str, name: &str) -> Edit {
    let id = ConnectionId::first(slug);
    let before = seen.connection(&id).and_then(|c| c.get("name")).cloned();
    Edit::Rename { id, before, name: name.to_owned() }
}

fn delete(seen: &Settings, slug: &str) -> Edit {
    let id = ConnectionId::first(slug);
    let seen = Arc::clone(seen.connection(&id).expect("is there"));
    Edit::Delete { id, seen, now_ms: 1_770_000_000_000 }
}

fn name_of(settings: &Settings, slug: &str) -> String {
    let connection = settings.connection(&ConnectionId::first(slug));
    connection.expect("is there").display_name().into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    names
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// This moment, in milliseconds since the epoch: when a Craft that runs took its lock.
fn now() -> u64 {
    milliseconds(SystemTime::now())
}

/// Keeps the tests apart that need the machine for themselves: one measures time, the other starts
/// programs by the thousand.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
