//! What the first frame waits for. It is alone in its process, since the catalogue is parsed once
//! for all of it.

use std::fs;
use std::path::Path;

use llm_connections::settings::catalogue::{Catalogue, Host, setup_models};
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;

/// Too narrow for the details, whose models the catalogue describes.
const NARROW: Rect = Rect { x: 0, y: 0, width: 100, height: 30 };
const WIDE: Rect = Rect { x: 0, y: 0, width: 120, height: 40 };

#[test]
fn first_frame_shows_models_and_hosts_and_parses_only_the_needed_catalogue() {
    let folder = tempfile::tempdir().expect("a folder");
    let list: Vec<_> = ["groq", "anthropic", "xai"]
        .into_iter()
        .map(|upstream| {
            json!({"slug": upstream, "name": upstream, "providerType": "pi", "authType": "api_key", "piAuthProvider": upstream,
                "models": ["pi/openai/gpt-oss-120b"], "defaultModel": "pi/openai/gpt-oss-120b", "createdAt": 1})
        })
        .collect();
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": list});
    fs::write(folder.path().join("config.json"), config.to_string()).expect("written");
    for (screen, parsed) in [(NARROW, 0), (WIDE, 1)] {
        let text = first_frame(folder.path(), screen);
        assert!(text.contains("openai/gpt-oss-120b"), "{text}");
        assert!(text.contains("api.groq.com"), "{text}");
        assert_eq!(Catalogue::parsed(), parsed, "{screen}");
    }
    assert_eq!(setup_models("xai", Host::Desktop).models.len(), 3);
    assert_eq!(Catalogue::parsed(), 2, "or this test could not fail");
}

fn first_frame(folder: &Path, screen: Rect) -> String {
    let store = Store::open(Paths {
        config_dir: folder.to_owned(),
        home: Some(folder.to_owned()),
        state_dir: folder.join("state"),
    });
    let mut app =
        App::new(store, Options { color: true, demo: false, marks: Marks::Unicode }, screen);
    let mut frame = Buffer::empty(screen);
    let drawn = app.draw(&mut frame);
    app.drawn(drawn);
    frame.content().iter().map(ratatui::buffer::Cell::symbol).collect()
}
