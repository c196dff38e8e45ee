//! How long a person waits: load and first frame, one key press, one commit.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use llm_connections::cli::demo;
use llm_connections::settings::ConnectionId;
use llm_connections::settings::connection::midstream::MidStream;
use llm_connections::settings::edit::Edit;
use llm_connections::store::read_all::{read_sessions, read_workspaces};
use llm_connections::store::survey::{StoreEvent, Survey};
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options};
use llm_connections::tui::event::Event;
use llm_connections::vault::{self, Keys};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

const SIZES: [usize; 3] = [10, 1_000, 10_000];
const SCREEN: Rect = Rect { x: 0, y: 0, width: 120, height: 40 };
const OPTIONS: Options = Options { color: true, demo: false, marks: Marks::Unicode };

/// Provider and auth types, in rotation.
const KINDS: [(&str, &str); 4] = [
    ("anthropic", "api_key"),
    ("pi", "api_key"),
    ("pi_compat", "api_key_with_endpoint"),
    ("openai_compat", "none"),
];

/// A config.json with this many connections, in Craft's format.
fn config(connections: usize) -> String {
    let list: Vec<Value> = (0..connections)
        .map(|n| {
            let (provider, auth) = KINDS[n % KINDS.len()];
            json!({
                "slug": format!("connection-{n:06}"),
                "name": format!("Connection {n:06}"),
                "providerType": provider,
                "authType": auth,
                "baseUrl": format!("https://api-{n:06}.example.com/v1"),
                "models": (0..5).map(|m| format!("vendor/model-{}-{m}", n % 97)).collect::<Vec<_>>(),
                "defaultModel": format!("vendor/model-{}-0", n % 97),
                "createdAt": 1_760_000_000_000_u64 + n as u64,
            })
        })
        .collect();
    let root = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
                      "llmConnections": list, "defaultLlmConnection": "connection-000000"});
    format!("{root:#}")
}

fn paths(folder: &Path) -> Paths {
    Paths {
        config_dir: folder.to_owned(),
        home: Some(folder.to_owned()),
        state_dir: folder.join("state"),
    }
}

fn frame(app: &mut App) -> Buffer {
    let mut buffer = Buffer::empty(SCREEN);
    let drawn = app.draw(&mut buffer);
    app.drawn(drawn);
    buffer
}

fn folder_of(connections: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("config.json"), config(connections)).expect("written");
    folder
}

fn problems(c: &mut Criterion) {
    let mut group = c.benchmark_group("diagnostics");
    group.sample_size(20);
    for size in SIZES {
        let folder = folder_of(size);
        let store = Store::open(paths(folder.path()));
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter(|| black_box(store.settings().problems(0)));
        });
    }
}

/// Workspaces, and sessions in each, as on a server with many long-time users.
const WORKSPACES: usize = 200;
const SESSIONS_IN_EACH: usize = 100;

/// A tree with this many workspaces and sessions, beside ten connections.
fn large_tree() -> tempfile::TempDir {
    let folder = folder_of(10);
    let config = folder.path().join("config.json");
    let text = fs::read_to_string(&config).expect("read");
    let mut root: Value = serde_json::from_str(&text).expect("JSON");
    root["workspaces"] = (0..WORKSPACES)
        .map(|n| json!({"id": format!("w{n}"), "name": format!("Workspace {n:03}"), "rootPath": format!("~/w{n:03}")}))
        .collect();
    fs::write(&config, format!("{root:#}")).expect("written");
    for n in 0..WORKSPACES {
        let workspace = folder.path().join(format!("w{n:03}"));
        for s in 0..SESSIONS_IN_EACH {
            let session = workspace.join(format!("sessions/s{s:03}"));
            fs::create_dir_all(&session).expect("made");
            let header = json!({"id": format!("s{s:03}"), "name": format!("Session {s}"), "createdAt": 1_760_000_000_000_u64,
                "lastUsedAt": 1_760_000_000_000_u64 + (n * 1_000 + s) as u64, "connectionLocked": true,
                "llmConnection": format!("connection-{:06}", s % 10)});
            let message = json!({"type": "user", "content": "x".repeat(2_000)});
            let text = format!("{header}\n{message}\n{message}\n");
            fs::write(session.join("session.jsonl"), text).expect("written");
        }
        let own = json!({"name": format!("Workspace {n:03}"), "defaults": {"defaultLlmConnection": format!("connection-{:06}", n % 10)}});
        fs::write(workspace.join("config.json"), own.to_string()).expect("written");
    }
    folder
}

/// 200 workspaces and 20 000 sessions: the first frame, a key once all are known, and how long
/// reading them takes.
fn many_sessions(c: &mut Criterion) {
    let folder = large_tree();
    let mut group = c.benchmark_group("20 000 sessions");
    group.sample_size(10);
    group.bench_function("load and first frame", |b| {
        b.iter_with_large_drop(|| {
            let mut app = App::new(Store::open(paths(folder.path())), OPTIONS, SCREEN);
            black_box(frame(&mut app));
            app
        });
    });
    let mut app = App::new(Store::open(paths(folder.path())), OPTIONS, SCREEN);
    frame(&mut app);
    app.start_background_work();
    let (paths, vault_keys) = (app.store().paths().clone(), app.store().keys().clone());
    let roots = app.take_survey().expect("there are workspaces");
    group.bench_function("the workspaces' own files", |b| {
        b.iter(|| black_box(read_workspaces(&paths, &roots)));
    });
    group.bench_function("the index of the sessions", |b| {
        b.iter(|| black_box(read_sessions(&paths, &roots)));
    });
    app.handle(Event::StoreEvent(StoreEvent::Read(read_workspaces(&paths, &roots))));
    let sessions = Arc::new(read_sessions(&paths, &roots));
    app.handle(Event::StoreEvent(StoreEvent::Sessions(sessions.clone())));
    group.bench_function("taking the index up, to a frame", |b| {
        b.iter(|| {
            app.handle(Event::StoreEvent(StoreEvent::Sessions(sessions.clone())));
            black_box(frame(&mut app))
        });
    });
    let mut keys = ['j', 'k'].into_iter().cycle();
    group.bench_function("key to frame", |b| {
        b.iter(|| {
            let key = KeyEvent::from(KeyCode::Char(keys.next().expect("a cycle has no end")));
            app.handle(Event::Terminal(TerminalEvent::Key(key)));
            black_box(frame(&mut app))
        });
    });
    // In its own thread, watching every folder before reading it: from the start until the index
    // arrives.
    group.bench_function("from the start to the index, watched", |b| {
        b.iter(|| {
            let (tell, news) = channel();
            let survey = Survey::start(paths.clone(), vault_keys.clone(), move |news| {
                drop(tell.send(news));
            });
            survey.workspaces(roots.clone());
            let indexed = |news| matches!(news, StoreEvent::Sessions(index) if index.complete);
            assert!(news.iter().any(indexed), "it ends only with the index");
        });
    });
}

fn load_and_first_frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("load and first frame");
    for size in SIZES {
        let folder = folder_of(size);
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter_with_large_drop(|| {
                let mut app = App::new(Store::open(paths(folder.path())), OPTIONS, SCREEN);
                black_box(frame(&mut app));
                app
            });
        });
    }
}

/// The first frame with and without a credentials file beside config.json: it must not wait for
/// either.
fn first_frame_and_credentials(c: &mut Criterion) {
    let mut group = c.benchmark_group("first frame");
    let keys = Keys::new(demo::machine());
    for with in [false, true] {
        let folder = folder_of(10);
        if with {
            let file = paths(folder.path()).credentials().expect("a home");
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            let sample = include_bytes!("../assets/demo/broken/craft-agent/credentials.enc");
            fs::write(file, sample).expect("written");
        }
        let name = if with { "with credentials" } else { "without" };
        group.bench_function(name, |b| {
            b.iter_with_large_drop(|| {
                let store = Store::open_with(paths(folder.path()), keys.clone());
                let mut app = App::new(store, OPTIONS, SCREEN);
                black_box(frame(&mut app));
                app
            });
        });
        if with {
            // In the survey's thread, once per start.
            group.bench_function("opening the credentials", |b| {
                let file = paths(folder.path()).credentials().expect("a home");
                b.iter(|| vault::read(&file, &Keys::new(demo::machine())).expect("it opens"));
            });
            group.bench_function("opening them again", |b| {
                let file = paths(folder.path()).credentials().expect("a home");
                b.iter(|| vault::read(&file, &keys).expect("it opens"));
            });
        }
    }
}

fn key_to_frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("key to frame");
    for size in SIZES {
        let folder = folder_of(size);
        let mut app = App::new(Store::open(paths(folder.path())), OPTIONS, SCREEN);
        frame(&mut app);
        app.start_background_work();
        let keys = ["j", "j", "j", "k", "k", "k"]
            .map(|k| KeyEvent::from(KeyCode::Char(k.chars().next().unwrap_or('j'))));
        let mut keys = keys.into_iter().cycle();
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter(|| {
                let key = keys.next().expect("a cycle has no end");
                app.handle(Event::Terminal(TerminalEvent::Key(key)));
                black_box(frame(&mut app))
            });
        });
    }
}

fn commit(c: &mut Criterion) {
    let mut group = c.benchmark_group("commit");
    group.sample_size(20);
    for size in SIZES {
        let folder = folder_of(size);
        let mut store = Store::open(paths(folder.path()));
        let id = ConnectionId::first("connection-000005");
        group.bench_function(BenchmarkId::from_parameter(size), |b| {
            b.iter(|| {
                let connection = store.settings().connection(&id).expect("is there");
                let mode: MidStream = connection.mid_stream().0.flipped();
                let before = connection.get("midStreamBehavior").cloned();
                store
                    .commit(&Edit::SetMidStream { id: id.clone(), before, mode })
                    .expect("committed")
            });
        });
    }
}

criterion_group!(
    benches,
    load_and_first_frame,
    first_frame_and_credentials,
    key_to_frame,
    commit,
    problems,
    many_sessions
);
criterion_main!(benches);
