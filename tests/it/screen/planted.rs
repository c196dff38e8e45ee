//! Generated keys in every place of the files: no frame of any layer, no message, no copy and no
//! history shows a piece of one.

use std::fs;

use llm_connections::tui::app::TerminalRequest;
use serde_json::{Value, json};

use crate::screen::harness::Screen;
use crate::support::planted::{Field, leaks};
use crate::support::titles::title_of_editing;

/// How many installations are planted, with about 25 secrets each.
const INSTALLATIONS: u64 = 16;

impl Field {
    fn connections(&mut self) -> Value {
        json!([
            {"slug": "a", "name": self.key(), "providerType": "openai_compat", "authType": "api_key_with_endpoint",
             "baseUrl": format!("https://me:{}@host.example/v1?api_key={}#sig={}", self.opaque(), self.opaque(), self.opaque()),
             "models": [self.key(), {"id": self.key(), "name": self.key(), "note": self.key()}], "defaultModel": self.key(),
             "apiKey": self.opaque(), "headers": {"Authorization": self.opaque(), "x": [self.key()]}, self.key(): self.key(),
             "midStreamBehavior": self.key(), "createdAt": 1},
            {"slug": "b", "name": format!("my {} key", self.key()), "providerType": self.key(), "authType": self.key(), "createdAt": 2},
            {"slug": "c", "name": "C", "providerType": "pi", "authType": "api_key", "piAuthProvider": self.key(),
             "customEndpoint": {"api": self.key()}, "codexPath": self.key(), "modelSelectionMode": self.key(), "createdAt": self.key()},
            {"slug": self.key(), "providerType": "anthropic", "authType": "api_key", "name": {"password": self.opaque()}, "createdAt": 3},
            self.key(),
        ])
    }

    fn screen(&mut self) -> Screen {
        let connections = self.connections();
        let own = json!({"name": self.key(), "defaults": {"defaultLlmConnection": self.key(), "model": self.key(), "thinkingLevel": self.key()}});
        let mut screen = Screen::with_workspace(&connections, &own.to_string());
        let (default, thinking, switch) = (self.key(), self.key(), self.key());
        screen.outside_json(|json| {
            json["defaultLlmConnection"] = default.into();
            json["defaultThinkingLevel"] = thinking.into();
            json["enable1MContext"] = switch.into();
        });
        for (session, slug) in [("s1", self.key()), ("s2", "a".to_owned())] {
            let folder = screen.home().join("w/sessions").join(session);
            fs::create_dir_all(&folder).expect("made");
            let header =
                json!({"name": self.key(), "llmConnection": slug, "connectionLocked": true});
            fs::write(folder.join("session.jsonl"), header.to_string()).expect("written");
        }
        screen.read_sessions();
        screen
    }

    #[track_caller]
    fn assert_hidden(&self, text: &str, after: &str) {
        for secret in &self.planted {
            assert!(!leaks(text, secret), "after {after}: {}\n{text}", secret.text);
        }
    }
}

#[test]
fn no_frame_no_copy_and_no_history_shows_a_piece_of_a_planted_secret() {
    // The form begins at the credential. Its text fields show what is typed in them, which is the
    // one exception.
    const WALK: &[&str] = &[
        "",
        "i",
        "<down>",
        "<down>",
        "<down>",
        "<down>",
        "<down>",
        "<down>",
        "i",
        "p",
        "<down><down>",
        "<esc>",
        "g",
        "i",
        "<tab>",
        "<right>",
        "<down>",
        "<down>",
        "<down>",
        "i",
        "<tab>",
        "<home>",
        "<tab><tab>",
        "/host",
        "<enter>",
        "<esc>",
        "m",
        "<esc>",
        "x",
        "<esc>",
        "r",
        "<esc>",
        "c",
        "<esc>",
        "s",
        "u",
        "<c-r>",
        "h",
        "<enter>",
        "<esc>",
        "v",
        "d",
        "h",
        "<esc>",
        "?",
        "<esc>",
    ];
    for installation in 0..INSTALLATIONS {
        let mut field = Field::new(100 + installation);
        let mut screen = field.screen();
        let (width, height) = [(80, 24), (140, 40), (44, 20), (200, 60)]
            [usize::try_from(installation % 4).expect("small")];
        screen.resize(width, height);
        screen.sees("(hidden)");
        let mut pressed = String::new();
        for keys in WALK {
            screen.keys(keys);
            pressed.push_str(keys);
            field.assert_hidden(&screen.text(), &pressed);
        }
        for place in 0..5 {
            screen.keys("<esc><esc><esc><tab><tab><home>").keys(&"<down>".repeat(place)).keys("y");
            if let Some(TerminalRequest::Copy(text)) = screen.request() {
                field.assert_hidden(&text, "y");
            }
        }
    }
}

#[test]
fn the_form_and_the_list_of_models_show_no_piece_of_a_planted_secret() {
    for installation in 0..4 {
        let mut field = Field::new(200 + installation);
        let mut connections = field.connections();
        // The field of an endpoint shows what is typed in it.
        connections[0]["baseUrl"] = format!("https://host.example/{}", field.key()).into();
        let mut screen = Screen::with(&connections);
        screen.keys("/").keys("host").keys("<enter>e");
        screen.sees(&title_of_editing());
        for _ in 0..16 {
            field.assert_hidden(&screen.text(), "a field");
            screen.keys("<tab>");
        }
        screen.field("Models").keys("<enter>");
        field.assert_hidden(&screen.text(), "the models");
        screen.keys("<enter>");
        field.assert_hidden(&screen.text(), "a model that is typed");
        screen.keys("<esc><esc>").field("Default model").keys("<enter>");
        field.assert_hidden(&screen.text(), "the picker");
    }
}
