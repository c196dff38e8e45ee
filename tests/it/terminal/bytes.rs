//! What goes to the terminal for a key: over SSH it is felt.

use std::fs;

use llm_connections::tui::messages;
use serde_json::{Value, json};

use crate::terminal::harness::Terminal;
use crate::terminal::home::Home;
use crate::terminal::launch::Start;

/// The most bytes for a moved selection, without and with the details beside the list.
const MOST: [usize; 2] = [230, 1_800];

/// A home with connections of several providers, named as people name them.
fn home() -> Home {
    let kinds = [("anthropic", "api_key"), ("pi", "api_key"), ("pi_compat", "none")];
    let connection = |n: usize| {
        let (provider, auth) = kinds[n % kinds.len()];
        json!({"slug": format!("c{n:02}"), "name": format!("Connection {n:02}"), "providerType": provider, "authType": auth,
            "piAuthProvider": "groq", "baseUrl": format!("https://host-{n}.example.com/v1"),
            "customEndpoint": {"api": "openai-completions"}, "models": [format!("model-{n}")],
            "defaultModel": format!("model-{n}"), "createdAt": 1_760_000_000_000_u64})
    };
    let all: Value = (0..12).map(connection).collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null,
        "llmConnections": all, "defaultLlmConnection": "c00"});
    let home = Home::empty();
    fs::create_dir_all(home.config_dir()).unwrap();
    fs::write(home.config(), format!("{config:#}")).unwrap();
    home
}

/// The bytes of a frame after `j`: the median of some, since a frame may arrive in pieces, and
/// another may come between two keys.
fn bytes_of_a_frame(terminal: &Terminal) -> usize {
    const PRESSES: usize = 10;
    terminal.keys("gj");
    terminal.see("2/12");
    let mut before = terminal.raw().len();
    let mut frames = Vec::new();
    for at in 3..3 + PRESSES {
        terminal.keys("j");
        terminal.see(&format!("{at}/12"));
        let after = terminal.raw().len();
        frames.push(after - before);
        before = after;
    }
    frames.sort_unstable();
    frames[PRESSES / 2]
}

#[test]
fn a_moved_selection_takes_few_bytes() {
    let home = home();
    let terminal = Start::program(&home).open();
    // That comes last, with what is read after the first frame.
    terminal.see(messages::NO_API_KEY);
    for ((cols, rows), most) in [(80, 24), (120, 40)].into_iter().zip(MOST) {
        terminal.resize(cols, rows);
        terminal.wait_for("a frame of the new size", |screen| {
            let (_, wide) = screen.size();
            screen.rows(0, wide).last().is_some_and(|foot| foot.contains("quit"))
        });
        let bytes = bytes_of_a_frame(&terminal);
        assert!((20..=most).contains(&bytes), "{bytes} bytes at {cols}x{rows}");
    }
}
