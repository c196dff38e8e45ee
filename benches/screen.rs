//! How long the program takes for what a person waits for: load and first frame, one key press, one commit.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use llm_connections::settings::ConnectionId;
use llm_connections::settings::edit::Edit;
use llm_connections::settings::midstream::MidStream;
use llm_connections::store::{Paths, Store};
use llm_connections::tui::app::{App, Options};
use llm_connections::tui::event::Event;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::{Value, json};

const SIZES: [usize; 3] = [10, 1_000, 10_000];
const SCREEN: Rect = Rect {
    x: 0,
    y: 0,
    width: 120,
    height: 40,
};
const OPTIONS: Options = Options {
    colour: true,
    demo: false,
};

/// Provider and auth types, in turn.
const KINDS: [(&str, &str); 4] = [
    ("anthropic", "api_key"),
    ("pi", "api_key"),
    ("pi_compat", "api_key_with_endpoint"),
    ("openai_compat", "none"),
];

/// A config.json of so many connections, in Craft's own writing.
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

fn key_to_frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("key to frame");
    for size in SIZES {
        let folder = folder_of(size);
        let mut app = App::new(Store::open(paths(folder.path())), OPTIONS, SCREEN);
        frame(&mut app);
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
                    .commit(&Edit::SetMidStream {
                        id: id.clone(),
                        before,
                        mode,
                    })
                    .expect("committed")
            });
        });
    }
}

criterion_group!(benches, load_and_first_frame, key_to_frame, commit);
criterion_main!(benches);
