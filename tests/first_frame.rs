//! What the first frame waits for. It is alone in its process, since the catalogue is parsed once
//! for all of it.

use std::fs;

use llm_connections::settings::catalogue::{Catalogue, Host, setup_models};
use llm_connections::store::{Paths, Store};
use llm_connections::tui::Marks;
use llm_connections::tui::app::{App, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;

/// Columns and lines of the terminal: too few for the details, whose models the catalogue
/// describes.
const SCREEN: Rect = Rect { x: 0, y: 0, width: 100, height: 30 };

#[test]
fn the_first_frame_shows_models_and_hosts_and_does_not_parse_the_catalogue() {
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
    let store = Store::open(Paths {
        config_dir: folder.path().to_owned(),
        home: Some(folder.path().to_owned()),
        state_dir: folder.path().join("state"),
    });
    let mut app =
        App::new(store, Options { colour: true, demo: false, marks: Marks::Unicode }, SCREEN);
    let mut frame = Buffer::empty(SCREEN);
    let drawn = app.draw(&mut frame);
    app.drawn(drawn);
    let text: String = frame.content().iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(text.contains("openai/gpt-oss-120b"), "{text}");
    assert!(text.contains("api.groq.com"), "{text}");
    assert!(!Catalogue::is_parsed(), "the first frame parsed the catalogue");
    assert_eq!(setup_models("groq", Host::Desktop).models.len(), 3);
    assert!(Catalogue::is_parsed(), "or this test could not fail");
}
